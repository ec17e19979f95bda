"""What the What Works Clearinghouse found, as contrasts."""

from collections import Counter
from pathlib import Path

from sqlalchemy import event, select
from sqlmodel import Session

from rpp.evidence.findings.reading import contrasts_of, of_rows
from rpp.evidence.models import RECORDS
from rpp.evidence.operations import import_wwc
from rpp.evidence.topics import WITHOUT_RESERVATIONS
from rpp.evidence.wwc.files import parse
from tests.evidence import sample


def test_a_reviewed_finding_keeps_all_facts_of_its_study(session: Session, tmp_path: Path):
    facts = {"s_multisite": "True", "category": "developer", "s_frpl": 60, "s_international": ""}
    files = [
        sample.file(tmp_path, "findings", {}, {"FindingID": 502, "InterventionID": 71}),
        sample.file(tmp_path, "studies", facts),
    ]
    import_wwc(session, files)
    session.commit()
    ids = dict(session.execute(select(RECORDS.c.key, RECORDS.c.id)).all())
    cited, bare = ("evidence", ids["wwc:study:33"]), ("evidence", ids["wwc:intervention:71"])
    found = contrasts_of(session, [cited, bare, ("evidence", 99_999), ("study", 1)])

    (one,) = found[cited]
    assert (one.key, one.study_key, one.review_key) == (
        "wwc:finding:501",
        "wwc:study:33",
        "wwc:review:9",
    )
    assert (one.design, one.multisite, one.measured_by) == ("rct", True, "developer")
    assert (one.treated.n, one.compared.n, one.n) == (61, 59, 120)
    assert (one.treated.mean, one.compared.mean) == (54.5, 52)
    assert one.shares == {"frl": 0.6}
    assert (one.settings, one.grades) == (("urban",), ("06", "07", "08", "09"))
    wwc = one.said_by("wwc")
    assert wwc is not None
    assert (wwc.effect_size, wwc.improvement_index, wwc.tier) == (0.25, 10, 1)
    assert wwc.study_rating == WITHOUT_RESERVATIONS
    assert one.said_by("authors") is None

    (other,) = found[bare]
    assert (other.design, other.multisite, other.study_key) == ("", None, "wwc:review:9")
    assert found["evidence", 99_999] == found["study", 1] == []


def test_lower_is_better_where_the_index_has_the_other_sign(tmp_path: Path):
    turned = {"Effect_Size_WWC": -0.3, "Improvement_Index": 12}
    by_means = {
        "FindingID": 503,
        "Effect_Size_WWC": "",
        "Intervention_Mean": 10,
        "Comparison_Mean": 20,
    }
    none = {"FindingID": 504, "Effect_Size_WWC": -0.3, "Improvement_Index": 0}
    parsed = parse("findings.csv", sample.data("findings", turned, by_means, none))
    assert [one.lower_is_better for one in of_rows(parsed.findings)] == [True, True, False]


def test_the_files_tell_of_all_their_findings():
    name = sample.SEED / "reviewed_studies.csv"
    cited = of_rows(parse(name.name, name.read_bytes()).studies)
    assert Counter(one.multisite for one in cited) == {None: 613, True: 296, False: 38}
    assert Counter(one.design for one in cited)["rdd"] > 0
    assert sum(one.measured_by == "developer" for one in cited) > 0
    assert all(one.study_key.startswith("wwc:study:") and one.domain for one in cited)
    assert not any(one.comparison for one in cited)

    name = sample.SEED / "findings.csv"
    exported = of_rows(parse(name.name, name.read_bytes()).findings)
    assert len(exported) == 6972
    assert not any(one.design or one.settings or one.multisite for one in exported)
    assert sum(one.lower_is_better for one in exported) >= 229


def test_reading_takes_a_fixed_number_of_statements(session: Session):
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    contrasts_of(session, [("evidence", id_) for id_ in range(1, 40)])
    event.remove(engine, "before_cursor_execute", note)
    assert len(sent) == 2

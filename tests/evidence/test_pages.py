"""What anyone reads of the evidence, through the browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlmodel import Session

from rpp import consumers, db
from rpp.evidence.documents import search_documents
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.operations import import_wwc
from rpp.evidence.quotable import sources
from rpp.policy import ANYONE
from rpp.repository import finding
from rpp.repository.facets import RECORDS, Asked
from tests.evidence import sample
from tests.support.client import Browser

STUDIES = 30


@pytest.fixture
def evidence(app: Flask, tmp_path: Path) -> dict[str, int]:
    """Thirty studies of one intervention, and the intervention itself; ids by key."""
    numbers = range(1, STUDIES + 1)
    with app.app_context(), db.transaction() as session:
        import_wwc(
            session,
            [
                sample.file(
                    tmp_path,
                    "studies",
                    *(
                        {
                            "f_findingid": n,
                            "s_studyid": n,
                            "s_citation": f"Ruiz, A. ({1980 + n}). Study <{n}>. Letters.",
                            "s_publication": "Letters.",
                            "s_publication_date": 1980 + n,
                            "f_essa_rating": "ESSA Tier 1" if n == 1 else "",
                            "grade_band": "K-3" if n == 2 else "6-9",
                        }
                        for n in numbers
                    ),
                ),
                sample.file(
                    tmp_path,
                    "findings",
                    *({"FindingID": n, "ESSA_Rating": ""} for n in range(1, 101)),
                    {
                        "FindingID": 200,
                        "Effect_Size_WWC": -7.5,
                        "Improvement_Index": 12,
                        "Is_Subgroup": "True",
                    },
                ),
                sample.file(tmp_path, "reports", {}),
            ],
        )
        rows = session.execute(select(EvidenceRecord.key, EvidenceRecord.id))
        return {row.key: row.id for row in rows}


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    engine = app.extensions["rpp.engine"]
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_the_list_says_whose_word_it_is(anyone: Browser, evidence: dict[str, int]):
    page = anyone.read("/evidence")
    assert "30 reviewed studies and 1 interventions with 101 findings" in page.text
    assert "What Works Clearinghouse" in page.text
    assert "exported in April 2020" in page.text
    assert "Study <30>" in page.text  # the newest first, and no markup in what others wrote


def test_every_record_is_on_one_page_of_the_list(anyone: Browser, evidence: dict[str, int]):
    seen: list[str] = []
    path = "/evidence"
    while path:
        page = anyone.read(path)
        seen += [link for link in page.links if link.removeprefix("/evidence/").isdigit()]
        path = next((link for link in page.links if "past=" in link and "=" in link), "")
    assert sorted(seen) == sorted(f"/evidence/{id_}" for id_ in evidence.values())


def test_filters_narrow_the_list_and_can_be_taken_back(anyone: Browser, evidence: dict[str, int]):
    page = anyone.read("/evidence?tier=1")
    assert f"/evidence/{evidence['wwc:study:1']}" in page.links
    assert f"/evidence/{evidence['wwc:study:3']}" not in page.links
    assert "Remove: Tier 1 Strong" in page.text
    assert "/evidence" in page.links
    assert "No record matches all of these filters" in anyone.read("/evidence?tier=1&grade=01").text
    assert "/evidence?grade=01" in anyone.read("/evidence").links
    anyone.read("/evidence?tier=nonsense&grade=%00&past=99999999999999999999&topic=%F0%9F%92%A9")


def test_counts_hold_what_a_click_would_show(session: Session, evidence: dict[str, int]):
    either: list[dict[str, tuple[str, ...]]] = [
        {}, {"topic": ("literacy",)}, {"tier": ("none",), "grade": ("06",)},
    ]  # fmt: skip
    for chosen in either:
        for facet, counts in finding.find(session, Asked(RECORDS, chosen)).counts().items():
            for code, count in counts.items():
                narrowed = Asked(RECORDS, {**chosen, facet: (code,)})
                left = list(finding.find(session, narrowed).all())
                assert len(left) == count, (chosen, facet, code)


def test_a_study_shows_its_citation_rating_and_findings(anyone: Browser, evidence: dict[str, int]):
    page = anyone.read(f"/evidence/{evidence['wwc:study:1']}")
    for said in (
        "Ruiz, A. (1981). Study <1>. Letters.",
        "Meets WWC standards without reservations",
        "Tier 1 on comprehension",
        "A tier applies only to its outcome.",
        "Business as usual",
        "Favors the intervention , statistically significant",
        "The WWC’s export of April 2020 gives no intervals",
        "exported April 2020",
    ):
        assert said in page.text, said
    assert "https://ies.ed.gov/ncee/wwc/Study/33" in page.links
    assert "https://eric.ed.gov/?id=EJ1" in page.links


def test_a_tier_that_its_source_does_not_give_says_that_it_is_computed(
    anyone: Browser, evidence: dict[str, int]
):
    page = anyone.read(f"/evidence/{evidence['wwc:study:5']}")
    assert "Tier 3 on comprehension, computed, not reviewed yet" in page.text


def test_an_intervention_shows_what_the_reviews_conclude(anyone: Browser, evidence: dict[str, int]):
    page = anyone.read(f"/evidence/{evidence['wwc:intervention:70']}")
    assert "Potentially Positive Effects" in page.text
    assert "25 of 71 findings" in page.text
    assert "https://ies.ed.gov/ncee/wwc/intervention/70" in page.links
    assert f"/evidence/{evidence['wwc:study:30']}" in page.links  # studies of the same


def test_a_tier_stands_with_its_outcome_and_no_other(
    app: Flask, anyone: Browser, tmp_path: Path
) -> None:
    other = {"FindingID": 502, "Outcome_Domain": "Alphabetics", "ESSA_Rating": ""}
    null = {"Effectiveness_Rating": "No Discernible Effects"}
    with app.app_context(), db.transaction() as session:
        import_wwc(
            session,
            [
                sample.file(tmp_path, "findings", {}, other, other | {"FindingID": 503}),
                sample.file(tmp_path, "reports", null, null | {"Outcome_Domain": "Alphabetics"}),
            ],
        )
        (record,) = session.execute(select(EvidenceRecord.id)).scalars()
    text = anyone.read(f"/evidence/{record}").text
    assert "Tier 1 on comprehension, given by the WWC" in text
    assert "No tier on 1 other outcome." in text
    rows = text[text.index("Outcome domain") : text.index("What its studies found")]
    alphabetics = rows[rows.index("Alphabetics") : rows.index("Comprehension")]
    assert "No Discernible Effects" in alphabetics
    assert "2, 2 significant in favor None" in alphabetics
    assert "Tier 1 Strong" in rows[rows.index("Comprehension") :]
    assert "As the WWC exported it in April 2020." in rows
    assert "Tier 1 Strong on comprehension" in anyone.read("/evidence").text


def test_what_names_no_intervention_is_in_no_list_and_stays_reachable(
    app: Flask, anyone: Browser, tmp_path: Path
) -> None:
    unnamed = {"FindingID": 502, "InterventionID": 71, "Intervention_Name": ""}
    funded = {"FindingID": 503, "InterventionID": 72, "Intervention_Name": "IES Funded Studies"}
    cited = {
        "f_findingid": 503,
        "s_interventionid": 72,
        "s_intervention_name": funded["Intervention_Name"],
    }
    with app.app_context(), db.transaction() as session:
        import_wwc(
            session,
            [
                sample.file(tmp_path, "findings", {}, unnamed, funded, funded | {"FindingID": 504}),
                sample.file(tmp_path, "studies", cited),
            ],
        )
        ids = {
            row.key: row.id
            for row in session.execute(select(EvidenceRecord.key, EvidenceRecord.id))
        }
        searched = {document.id for document in search_documents(session)}
    page = anyone.read("/evidence")
    assert "1 reviewed studies and 1 interventions with 4 findings" in page.text
    assert "2 records" in page.text
    above = page.text[: page.text.index("Findings whose intervention is not named")]
    assert "IES Funded" not in above
    for key in ("wwc:intervention:71", "wwc:intervention:72"):
        assert f"/evidence/{ids[key]}" in page.links
        assert ids[key] not in searched
        assert "intervention is not named" in anyone.read(f"/evidence/{ids[key]}").text
    study = anyone.read(f"/evidence/{ids['wwc:study:33']}").text
    assert "Gates Reading Test" in study, "its finding stands with its study"
    assert "of IES Funded Studies" not in study
    assert "IES Funded" not in anyone.read("/evidence?form=intervention").text


def test_doubtful_numbers_are_shown_and_flagged(anyone: Browser, evidence: dict[str, int]):
    address = f"/evidence/{evidence['wwc:intervention:70']}"
    page = anyone.read(f"{address}?end=1")
    assert "−7.50" in page.text
    assert "Doubtful. The source gives an effect size of -7.50" in page.text
    assert "on this outcome a lower score is better" in page.text
    assert "Subgroup: Grade 6" in page.text


def test_findings_are_read_page_by_page(anyone: Browser, evidence: dict[str, int]):
    path, pages = f"/evidence/{evidence['wwc:intervention:70']}", 0
    while path:
        page = anyone.read(path.partition("#")[0])
        path = next((link for link in page.links if "past=" in link), "")
        pages += 1
    assert pages == 3


@pytest.mark.parametrize("number", ["0", "999999", "9223372036854775807", "9223372036854775808"])
def test_what_does_not_exist_is_404(anyone: Browser, number: str):
    assert anyone.get(f"/evidence/{number}").status_code == 404


def test_an_empty_portal_says_how_to_begin(anyone: Browser):
    assert "No evidence has been imported yet" in anyone.read("/evidence").text


def test_a_page_costs_a_fixed_number_of_statements(
    app: Flask, anyone: Browser, evidence: dict[str, int]
):
    counts = []
    for path in ("/evidence", "/evidence?past=3", f"/evidence/{evidence['wwc:study:1']}"):
        anyone.get(path)
        with statements(app) as seen:
            anyone.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 6
    assert counts[2] <= 8


def test_an_unchanged_page_is_not_sent_again(
    app: Flask, anyone: Browser, evidence: dict[str, int], tmp_path: Path
):
    address = f"/evidence/{evidence['wwc:intervention:70']}"
    etag = anyone.get(address).headers["ETag"]
    assert anyone.get(address, headers={"If-None-Match": etag}).status_code == 304
    with app.app_context(), db.transaction() as session:
        import_wwc(session, [sample.file(tmp_path, "findings", {"FindingID": 40, "Period": "2"})])
    assert anyone.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_documents_for_the_search(session: Session, evidence: dict[str, int]):
    found = {document.id: document for document in search_documents(session)}
    assert set(found) == set(evidence.values())
    document = found[evidence["wwc:intervention:70"]]
    assert document.title == "Word Club®"
    assert (
        "The What Works Clearinghouse sees potentially positive effects of Word Club® on "
        "comprehension (2 studies, 300 people)."
    ) in document.body.split("\n")
    assert "Gates Reading Test: Total" in document.keywords
    assert document.line == "Findings on one intervention, What Works Clearinghouse, April 2020"
    study = found[evidence["wwc:study:2"]]
    assert study.body.startswith(
        "Ruiz (1982) compared Word Club® with usual practice in a randomized controlled trial in "
        "kindergarten to grade 3.\n"
    )


def test_a_record_speaks_at_the_top_of_its_page(
    anyone: Browser, session: Session, evidence: dict[str, int]
):
    record_id = evidence["wwc:study:2"]
    page = anyone.read(f"/evidence/{record_id}")
    record = session.get(EvidenceRecord, record_id)
    assert record is not None
    assert len(record.sentences) > 5
    places = [page.text.index(one.text) for one in record.sentences]
    assert places == sorted(places)
    assert places[-1] < page.text.index("Outcome by outcome")
    for words in ("What was tried", "What changed", "How sure this is"):
        assert words in page.text
    html = anyone.get(f"/evidence/{record_id}").get_data(as_text=True)
    # Who quotes a sentence leads to its very place.
    (source,) = sources(session, ANYONE, [record_id])
    assert [quoted.text for quoted in source.passages] == [one.text for one in record.sentences]
    for quoted in source.passages:
        assert f'<p id="{quoted.anchor}">{quoted.text}</p>' in html
    told = anyone.get(f"/api/v1/evidence/{record_id}").get_json()
    assert told["sentences"] == [one.text for one in record.sentences]


def test_a_direction_that_the_outcome_contradicts_is_not_counted(
    anyone: Browser, session: Session, tmp_path: Path
):
    fewer = {
        "Outcome_Measure": "Dropped out (%)",
        "Intervention_Mean": 7.2,
        "Comparison_Mean": 14.3,
        "Effect_Size_WWC": -0.46,
        "Improvement_Index": -18,
    }
    import_wwc(session, [sample.file(tmp_path, "findings", fewer)])
    session.commit()
    record_id = session.scalar(select(EvidenceRecord.id))
    page = anyone.read(f"/evidence/{record_id}").text
    assert "1, 1 significant, direction not clear" in page
    assert "the direction may be the other way round" in page
    assert "significant against" not in page


def test_what_was_measured_is_looked_through_and_not_shown(
    app: Flask, anyone: Browser, evidence: dict[str, int]
):
    with app.app_context():
        consumers.catch_up_all()
    found = anyone.read("/search?q=gates+reading+protocol").text
    assert "Word Club" in found
    for hidden in ("Gates Reading Test: Total, ", "Adolescent Literacy"):
        assert hidden not in found.split("Filter the results")[0]

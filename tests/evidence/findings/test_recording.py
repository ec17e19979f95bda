"""Recording the facts of findings of other sources, and what is refused."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import select

from rpp import clock
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.reading import contrasts_of
from rpp.evidence.models import RECORDS, EvidenceRecord
from rpp.evidence.operations import import_wwc
from tests.evidence import sample
from tests.support.client import ORIGIN, Browser
from tests.support.factories import Factories
from tests.support.html import Page

FACTS = {
    "outcome": "State reading test",
    "domain": "Comprehension",
    "intervention": "Word Club",
    "comparison": "Business as usual",
    "design": "rct",
    "n_assigned_treated": "1,050",
    "n_assigned_compared": "1,040",
    "n_treated": "1,000",
    "n_compared": "990",
    "mean_treated": "52.5",
    "mean_compared": "−0.5",
    "sd_treated": "10",
    "sd_compared": "11.25",
}


@pytest.fixture
def record(make: Any) -> EvidenceRecord:
    """An imported publication that nobody reviewed."""
    now = clock.now()
    return make.add(
        EvidenceRecord(
            key="import:1",
            source="import",
            form="reference",
            title="Words at work",
            imported_at=now,
            updated_at=now,
        )
    )


def all_of(make: Factories, kind: str, id_: int) -> list[Contrast]:
    with make.writing() as session:
        return contrasts_of(session, [(kind, id_)])[kind, id_]


def facts_of(make: Factories, kind: str, id_: int) -> Contrast:
    (one,) = all_of(make, kind, id_)
    return one


def test_a_broker_records_corrects_and_removes_a_finding_of_a_record(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    anyone, broker = browser_as(), browser_as(make.admin())
    at = f"/evidence/{record.id}"
    base = f"/findings/of{at}"
    assert f"{base}/new" not in anyone.read(base).links
    assert base in broker.read(at).links
    page = broker.send(f"{base}/new", FACTS)
    assert "The finding is recorded." in page.text
    one = facts_of(make, "evidence", record.id)
    assert (one.treated.n_assigned, one.compared.mean, one.compared.sd) == (1050, -0.5, 11.25)
    assert one.study_key == "import:1"

    here = f"/findings/{one.key.partition(':')[2]}"
    shown = anyone.read(here).text
    assert "1,050" in shown
    assert "−0.5" in shown
    assert "Missing for a rating: who or what was assigned" in shown
    assert f"{here}/edit" not in anyone.read(here).links

    broker.send(f"{here}/edit", {"n_treated": "1,020"}, status=422)  # without a reason
    broker.send(f"{here}/edit", {"n_treated": "1,020", "reason": "Table 3 was read wrongly."})
    shown = anyone.read(here).text
    assert "corrected: People analyzed, program group" in shown
    assert "Table 3 was read wrongly." in shown
    assert "1,000 1,020" in shown  # before and after
    assert facts_of(make, "evidence", record.id).treated.n == 1020

    broker.send(f"{here}/remove", {"reason": "It is of another study."})
    gone = anyone.read(here, status=410).text
    assert "It is of another study." in gone
    assert all_of(make, "evidence", record.id) == []
    assert "State reading test" not in anyone.read(base).text
    assert "State reading test" not in anyone.get("/findings.csv").text


def test_who_serves_the_evidence_may_and_others_may_not(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    district = make.organization()
    network = make.network(district)
    base = f"/findings/of/evidence/{record.id}"
    for person, status in (
        (make.steward(network), 200),
        (make.steward(network, role="broker"), 200),
        (make.steward(network, role="reviewer"), 200),
        (make.leader(district), 403),
        (make.researcher(), 403),
    ):
        for path in (f"{base}/new", f"{base}/import"):
            assert browser_as(person).get(path).status_code == status, person.name
    assert "/sign-in" in browser_as().get(f"{base}/new").location
    assert browser_as().get("/findings/of/evidence/999").status_code == 404
    assert browser_as().get("/findings/of/nothing/1").status_code == 404


IMPOSSIBLE = (
    ({"n_treated": "1,051"}, "More people are analyzed than were assigned: 1,051 and 1,050."),
    ({"sd_compared": "0"}, "A standard deviation is above 0."),
    ({"icc": "1.2"}, "An intraclass correlation is between 0 and 1."),
    ({"overall_attrition": "101%"}, "A percentage is between 0 and 100."),
    ({"clusters_treated": "1,200"}, "More clusters than people: 1,200 and 1,000."),
    ({"baseline_n_treated": "1,001"}, "More people have a baseline than are analyzed"),
    ({"mean_treated": "fifty"}, "Write a number, for example 3.1 or −0.25."),
    ({"mean_treated": "52,5"}, "Write decimals with a point, for example 3.1."),
    ({"n_treated": "12.5"}, "Write a whole number, for example 240."),
    ({"n_treated": "1e3"}, "Write a whole number, for example 240."),
    ({"icc": "12%"}, "Write a number without a percent sign here."),
    (
        {"overall_attrition": "5", "differential_attrition": "20"},
        "With 5% missing overall, groups of these sizes differ by at most 10 points.",
    ),
    ({"percent_treated": "45"}, "Say “yes” here, as percents are given"),
    ({"states": "TX; Ohio"}, "“Ohio” is no state."),
)


def test_what_cannot_be_so_is_said_beside_its_fact_and_nothing_is_lost(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker: Browser = browser_as(make.admin())
    path = f"/findings/of/evidence/{record.id}/new"
    form = broker.read(path)
    for wrong, sentence in IMPOSSIBLE:
        answer = broker.send(path, {**FACTS, **wrong}, status=422, page=form)
        assert answer.text.count(sentence) >= 2, sentence  # on top, and beside the field
        for value in wrong.values():
            assert f'value="{value}"' in answer.text


def test_all_that_is_wrong_is_told_at_once_with_the_names_of_the_facts(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker = browser_as(make.admin())
    told = {"outcome": "State reading test", "n_treated": "twelve", "icc": "3"}
    page = broker.send(f"/findings/of/evidence/{record.id}/new", told, status=422)
    for line in (
        "Outcome domain: This fact is needed.",
        "People analyzed, program group: Write a whole number, for example 240.",
        "Intraclass correlation: An intraclass correlation is between 0 and 1.",
    ):
        assert line in page.text


def test_recorded_attrition_that_differs_from_the_sizes_is_kept_and_said(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker: Browser = browser_as(make.admin())
    path = f"/findings/of/evidence/{record.id}/new"
    page = broker.send(path, {**FACTS, "overall_attrition": "9", "n": "1,900"})
    assert "Overall attrition is recorded as 9; the sizes say 4.8." in page.text
    assert "1,900 people are fewer than the two groups together (1,990)." in page.text


def test_a_finding_of_the_source_is_completed_and_its_figures_stay(
    browser_as: Any, make: Any, tmp_path: Any
) -> None:
    with make.writing() as session:
        import_wwc(session, [sample.file(tmp_path, "findings", {})])
        record_id = session.execute(select(RECORDS.c.id)).scalar_one()
    broker = browser_as(make.admin())
    (row,) = [
        link
        for link in broker.read(f"/evidence/{record_id}").links
        if "/findings/" in link and "/of/" not in link
    ]
    (complete,) = [link for link in broker.read(row).links if link.endswith("/new/wwc:finding:501")]
    form = broker.read(complete)
    assert form.form(having="n_treated").fields["n_treated"] == ["61"]
    broker.send(complete, {"sd_treated": "9.5", "sd_compared": "10.5", "design": "rct"}, page=form)
    one = facts_of(make, "evidence", record_id)
    assert (one.key, one.treated.sd, one.treated.n) == ("wwc:finding:501", 9.5, 61)
    assert one.said_by("wwc").effect_size == 0.25
    assert one.study_key == "wwc:review:9"
    shown = browser_as().read(row).text
    assert "As the What Works Clearinghouse reports it" in shown
    again = broker.force(
        complete,
        {**form.form(having="n_treated").fields, "design": "rct", "sd_treated": "7", "once": "x"},
    )
    assert "Correct them instead" in again.text


def test_findings_are_put_in_order(browser_as: Any, make: Any, record: EvidenceRecord) -> None:
    broker = browser_as(make.admin())
    base = f"/findings/of/evidence/{record.id}"
    for name in ("First", "Second", "Third"):
        broker.send(f"{base}/new", {**FACTS, "outcome": name})

    def order() -> list[str]:
        return [one.outcome for one in all_of(make, "evidence", record.id)]

    forms = [form.action for form in broker.read(base).forms if "way=up" in form.action]
    broker.force(forms[2])
    assert order() == ["First", "Third", "Second"]
    broker.force(forms[0].replace("up", "down"))
    assert order() == ["Third", "First", "Second"]


def test_of_two_corrections_at_once_the_second_sees_what_the_first_saved(
    browser_as: Any, make: Any, record: EvidenceRecord
) -> None:
    broker = browser_as(make.admin())
    broker.send(f"/findings/of/evidence/{record.id}/new", FACTS)
    (id_,) = [one.key.partition(":")[2] for one in all_of(make, "evidence", record.id)]
    path = f"/findings/{id_}/edit"
    form = broker.read(path)
    why = {"reason": "Read again."}
    broker.send(path, {"sd_treated": "9", **why}, page=form)
    told = broker.send(path, {"sd_treated": "8", **why}, page=form, status=422)
    assert "Something else was saved" in told.text or "This was changed after" in told.text
    assert facts_of(make, "evidence", record.id).treated.sd == 9
    broker.send(path, {"sd_treated": "8", **why}, page=Page(told.get_data(as_text=True)))
    assert facts_of(make, "evidence", record.id).treated.sd == 8


@pytest.mark.both_databases
def test_of_two_who_complete_the_same_finding_at_once_one_is_told(
    browser_as: Any, make: Any, tmp_path: Any
) -> None:
    with make.writing() as session:
        import_wwc(session, [sample.file(tmp_path, "findings", {})])
        record_id = session.execute(select(RECORDS.c.id)).scalar_one()
    path = f"/findings/of/evidence/{record_id}/new/wwc:finding:501"
    browsers = [browser_as(make.admin()) for _ in range(2)]
    forms = [browser.read(path).form(having="n_treated") for browser in browsers]
    together, answers = Barrier(2), [0, 0]

    def send(i: int) -> None:
        data = {**forms[i].fields, "design": "rct", "sd_treated": f"{9 + i}"}
        together.wait()
        answers[i] = browsers[i].post(path, data=data, headers=ORIGIN).status_code

    threads = [Thread(target=send, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 422]
    (one,) = all_of(make, "evidence", record_id)
    assert one.treated.sd == 9 + answers.index(303)

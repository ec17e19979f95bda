"""What records are, for who asks of what kind an answer is."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import Session

from rpp.evidence import facts
from rpp.evidence.models import RECORDS
from rpp.evidence.operations import import_wwc
from rpp.evidence.outcomes import Conclusion, Outcome
from tests.evidence import sample


def test_the_facts_of_some_records_in_codes_and_words(session: Session, tmp_path: Path) -> None:
    files = [
        sample.file(tmp_path, "studies", {}),
        sample.file(
            tmp_path,
            "findings",
            {},
            {"FindingID": 502, "InterventionID": 71, "Intervention_Name": "Sum Club"},
        ),
        sample.file(tmp_path, "reports", {}),
    ]
    import_wwc(session, files)
    keyed = session.execute(select(RECORDS.c.key, RECORDS.c.id)).all()
    ids = {row.key: row.id for row in keyed}
    study_id, silent_id = ids["wwc:study:33"], ids["wwc:intervention:71"]

    found = facts.of(session, [study_id, silent_id])
    assert found.keys() == {study_id, silent_id}
    study, silent = found[study_id], found[silent_id]
    assert (study.tier, study.tier_words) == (1, "Tier 1 Strong")
    assert (study.design, study.design_words) == ("RCT", "Randomized controlled trial")
    assert (study.sample_size, study.sample_words) == (120, "120 in its largest sample")
    assert (study.grades_words, study.setting_words) == ("Grades 6–9", "urban schools")
    assert (study.interventions, study.comparisons) == (["Word Club®"], ["Business as usual"])
    assert [(one.direction, one.words) for one in study.domains] == [
        ("better", "comprehension: did better than its comparison")
    ]
    # What the source does not say is no word and no guess.
    assert (silent.design_words, silent.grades_words, silent.setting_words) == ("", "", "")
    assert facts.of(session, []) == {}


@pytest.mark.parametrize(
    ("outcome", "way"),
    [
        (Outcome("Reading", 3, 3, 2, 0), "better"),
        (Outcome("Reading", 3, 3, 0, 1), "worse"),
        (Outcome("Reading", 3, 3, 2, 1), "mixed"),
        (Outcome("Reading", 3, 3, 0, 0), "no difference"),
        (Outcome("Reading", 3, 0, 0, 0), "silent"),
    ],
)
def test_which_way_findings_point(outcome: Outcome, way: str) -> None:
    assert facts.direction(outcome) == way


def test_what_a_report_concludes_goes_before_what_findings_add_up_to() -> None:
    null = Conclusion("Literacy", "Reading", "No Discernible Effects", 2, 300)
    good = Conclusion("Disability", "Reading", "Potentially Positive Effects", 1, 40)
    bad = Conclusion("Literacy", "Writing", "Negative Effects", 1, 40)
    found = Outcome("Reading", 9, 9, 3, 0, 2)
    reading, writing = facts.by_domain([null, bad], [found])
    assert (reading.direction, reading.favor, reading.tier) == ("no difference", 3, 2)
    assert (writing.direction, writing.findings) == ("worse", 0)
    assert writing.words == "writing: negative effects"
    # Two reports that do not agree are mixed.
    both, _ = facts.by_domain([null, good], [Outcome("Writing", 1, 1, 0, 0)])
    assert both.direction == "mixed"
    assert both.rating == "No Discernible Effects and Potentially Positive Effects"

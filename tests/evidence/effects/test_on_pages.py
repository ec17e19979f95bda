"""The page of a finding: from the record's table to what its figures mean and rest on."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from rpp.evidence.models import FINDINGS
from rpp.evidence.operations import import_wwc
from tests.evidence import sample

REVIEWED = {
    "f_t_ss": 151,
    "f_c_ss": 151,
    "f_t_mean": 4.08,
    "f_c_mean": 3.77,
    "f_t_sd": 0.58,
    "f_c_sd": 0.61,
    "f_effect_size_wwc": 0.51953973,
    "f_improvement_index": 12,
    "f_effect_size_study": 0.31,
    "f_p_value_wwc": 0.0000089,
    "f_is_stat_sig": "True",
}


def test_anyone_comes_from_a_record_to_what_the_figures_of_a_finding_mean_and_rest_on(
    browser_as: Any, make: Any, tmp_path: Path
) -> None:
    with make.writing() as session:
        import_wwc(session, [sample.file(tmp_path, "studies", REVIEWED)])
        record_id, finding_id = session.execute(select(FINDINGS.c.record_id, FINDINGS.c.id)).one()
    anyone = browser_as()
    here = f"/evidence/findings/{finding_id}"
    assert here in anyone.read(f"/evidence/{record_id}").links

    page = anyone.read(here)
    meaning = page.text.index("moved from the 50th to the 70th percentile")
    assert meaning < page.text.index("Formula")
    assert "An effect anywhere from 0.29 to 0.75 fits these numbers" in page.text
    assert "The WWC rests it on the effect size that the authors report" in page.text
    assert "0.997498 × (4.08 − 3.77) ÷ 0.5952 = 0.5195" in page.text
    assert "WWC Procedures and Standards Handbook, Version 5.0" in page.text
    assert "Nobody recorded how many were assigned to each group." in page.text

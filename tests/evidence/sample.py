"""Small WWC files, in the form of the exports, for tests that need a few rows."""

import csv
import io
from functools import cache
from pathlib import Path
from typing import Any

from rpp.config import ROOT
from rpp.evidence.importing.records import composed
from rpp.evidence.importing.values import RecordValues
from rpp.evidence.operations import Read, found_in
from rpp.evidence.wwc.files import parse

SEED = ROOT / "seed" / "wwc"

FINDING = {
    "FindingID": 501,
    "ReviewID": 9,
    "Protocol": "Adolescent Literacy",
    "InterventionID": 70,
    "Intervention_Name": "Word Club&reg;",
    "Comparison": "Business as usual",
    "Outcome_Measure": "Gates Reading Test: Total",
    "Outcome_Domain": "Comprehension",
    "Period": "1 Year",
    "Sample_Description": "Grade 6",
    "Is_Subgroup": "False",
    "Outcome_Sample_Size": 120,
    "Outcome_Measure_Intervention_Sample_Size": 61,
    "Outcome_Measure_Comparison_Sample_Size": 59,
    "Intervention_Mean": 54.5,
    "Comparison_Mean": 52,
    "Effect_Size_WWC": 0.25,
    "Improvement_Index": 10,
    "p_Value_WWC": 0.03,
    "Is_Statistically_Significant": "True",
    "Finding_Rating": 1,
    "ESSA_Rating": "ESSA Tier 1",
    "L1_Unit_of_Analysis": "Student",
}
STUDY = {
    "f_findingid": 501,
    "s_studyid": 33,
    "s_ericid": "EJ1",
    "reviewid": 9,
    "s_interventionid": 70,
    "s_intervention_name": "Word Club®",
    "s_citation": "Ruiz, A. (2015). Words at work: A trial. Reading Letters, 3(1), 1–9.",
    "s_publication": "Reading Letters, 3(1), 1–9.",
    "s_publication_date": "2015, May",
    "s_study_page_url": "/Study/33",
    "s_protocol": "Adolescent Literacy",
    "s_standards_version": "2.0999999",
    "s_study_design": "RCT",
    "s_study_rating": "Meets WWC standards without reservations",
    "s_urbanicity_urban": 1,
    "s_gender_female": 51,
    "f_comparison": 52,
    "f_outcome_domain": "Comprehension",
    "f_outcome_measure": "gates reading test: total",
    "f_is_subgroup": "False",
    "f_ss": 118,
    "f_effect_size_wwc": ".039999999",
    "f_improvement_index": 10,
    "f_finding_rating": "Meets WWC standards without reservations",
    "f_essa_rating": "ESSA Tier 1",
    "f_l1_unit_of_analysis": "Student",
    "grade_band": "6-9",
    "topic": "literacy",
}
REPORT = {
    "InterventionID": 70,
    "Intervention_Name": "Word Club®",
    "Protocol": "Adolescent Literacy",
    "Outcome_Domain": "Comprehension",
    "NumStudiesMeetingStandards": 2,
    "Grade_6": "1.00",
    "Urbanicity_Rural": "1.00",
    "Intervention_Page_URL": "/intervention/70",
    "Sample_Size_Intervention": 300,
    "Effectiveness_Rating": "Potentially Positive Effects",
}

_KINDS = {
    "findings": ("findings.csv", FINDING),
    "studies": ("reviewed_studies.csv", STUDY),
    "reports": ("intervention_reports.csv", REPORT),
}


def columns(kind: str) -> list[str]:
    """The header of the export of this kind."""
    with (SEED / _KINDS[kind][0]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    # The original file has this column too; its name promises more than it holds.
    return [*header, "f_comparison"] if kind == "studies" else header


def data(kind: str, *rows: dict[str, Any]) -> bytes:
    """An export of this kind; each row gives only what differs from the sample row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns(kind), lineterminator="\n")
    writer.writeheader()
    writer.writerows(_KINDS[kind][1] | row for row in rows)
    return text.getvalue().encode()


def file(folder: Path, kind: str, *rows: dict[str, Any]) -> Path:
    path = folder / f"{kind}.csv"
    path.write_bytes(data(kind, *rows))
    return path


@cache
def all_records() -> list[RecordValues]:
    """All records of the export, composed without a database."""
    read = Read.of(parse(path.name, path.read_bytes()) for path in SEED.glob("*.csv"))
    findings = found_in(read, {})
    return list(composed(findings.values(), read.cited.values(), read.reports, {}).values())

"""Findings for the rules: a trial of 400 students in two districts that helped."""

from dataclasses import replace
from typing import Any

from rpp.evidence.findings.contrast import Contrast, Reported
from rpp.evidence.topics import RATINGS

HELPED = Reported(by="authors", effect_size=0.2, p_value=0.01)
HARMED = Reported(by="authors", effect_size=-0.2, p_value=0.01)
NOTHING_SURE = Reported(by="authors", effect_size=0.1, p_value=0.4)

TRIAL = Contrast(
    key="finding:1",
    study_key="study:1",
    intervention="Later Bell",
    outcome="Attendance in first period",
    domain="Attendance",
    design="rct",
    assigned="student",
    analyzed="student",
    n=400,
    overall_attrition=8.0,
    differential_attrition=2.0,
    districts_count=2,
    reported=(HELPED,),
)


def trial(**changes: Any) -> Contrast:
    """The trial with some facts changed."""
    return replace(TRIAL, **changes)


def of_wwc(key: str, rating: str = "without", **changes: Any) -> Contrast:
    """A finding that the WWC reviewed and found significant and favorable."""
    said = Reported(
        by="wwc",
        effect_size=0.2,
        improvement_index=8,
        significant=True,
        study_rating=RATINGS[rating],
    )
    facts = {"key": key, "districts_count": None, "multisite": True, "reported": (said,)}
    return trial(**{**facts, **changes})

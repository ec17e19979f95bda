"""Findings: entered privately, then shared with all partners before anyone else."""

import math
from collections.abc import Mapping

from sqlmodel import Session

from rpp import clock
from rpp.errors import DomainError
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle.audit import held, move, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import Study, StudyFinding
from rpp.studies.outcome import facts
from rpp.studies.papers import amendments

SMALL = 10  # fewer people than this in one number could be recognized
# What a review asks of each of the two groups.
GROUPS = ("treated", "compared")
GROUP_NUMBERS = tuple(
    f"{name}_{group}" for group in GROUPS for name in ("n", "mean", "sd", "clusters")
)


def add_finding(
    session: Session,
    actor: Viewer,
    study_id: int,
    *,
    outcome: str,
    comparison: str,
    result: str,
    estimate: float | None = None,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    n: int | None = None,
    **groups: float | None,
) -> StudyFinding:
    """Enter one result: one outcome, one comparison; an estimate comes with its interval.

    `groups` are the numbers of GROUP_NUMBERS, in the outcome's own units: given for both groups
    or for none. Where the two group sizes are given and `n` is not, it is their sum.
    """
    study = held(session, study_id)
    LIFE.require(study, Action.ENTER_FINDING)
    numbers = {name: groups.pop(name, None) for name in GROUP_NUMBERS}
    if groups:
        raise TypeError(f"no such number of a finding: {', '.join(groups)}")
    _check_groups(numbers)
    if n is None and numbers["n_treated"] is not None and numbers["n_compared"] is not None:
        n = int(numbers["n_treated"] + numbers["n_compared"])
    for name, people in (("n", n), *((f"n_{g}", numbers[f"n_{g}"]) for g in GROUPS)):
        if people is not None and people < SMALL:
            raise DomainError(
                f"A result on fewer than {SMALL} people could show who they are. Combine "
                f"groups until there are at least {SMALL}, or leave this result out.",
                name,
            )
    _check_interval(estimate, low, high, n)
    assert actor.id is not None
    finding = StudyFinding(
        study_id=study_id,
        outcome=outcome,
        comparison=comparison,
        result=result,
        estimate=estimate,
        low=low,
        high=high,
        unit=unit,
        n=n,
        entered_by=actor.id,
        **numbers,  # type: ignore[arg-type]
    )
    session.add(finding)
    record(session, study, "finding_entered", actor.id, detail={"outcome": outcome}, private=True)
    return finding


def _check_interval(
    estimate: float | None, low: float | None, high: float | None, n: int | None
) -> None:
    given = [value is not None for value in (estimate, low, high)]
    if any(given) and not all(given):
        raise DomainError(
            "Give the estimate with both ends of its interval, or none of the three.", "estimate"
        )
    if estimate is None or low is None or high is None:
        return
    if not low <= estimate <= high:
        raise DomainError("The estimate must lie between the two ends of its interval.", "estimate")
    if n is None:
        raise DomainError("Say how many people the estimate is based on.", "n")


def _check_groups(numbers: Mapping[str, float | None]) -> None:
    """Both groups or none; a mean comes with its standard deviation and its number of people."""
    for name in ("n", "mean", "sd", "clusters"):
        one, other = (numbers[f"{name}_{group}"] for group in GROUPS)
        if (one is None) != (other is None):
            missing = f"{name}_{GROUPS[0] if one is None else GROUPS[1]}"
            raise DomainError("Give this number for both groups, or for neither.", missing)
    for group in GROUPS:
        n, mean, sd, clusters = (
            numbers[f"{name}_{group}"] for name in ("n", "mean", "sd", "clusters")
        )
        if mean is not None and (sd is None or n is None):
            raise DomainError(
                "A mean needs its standard deviation and the number of people.",
                f"{'sd' if sd is None else 'n'}_{group}",
            )
        if sd is not None and (not math.isfinite(sd) or sd < 0):
            raise DomainError("A standard deviation is not below zero.", f"sd_{group}")
        if clusters is not None and n is not None and not 1 <= clusters <= n:
            raise DomainError(
                "There is at least one cluster, and at most as many as people.", f"clusters_{group}"
            )


def remove_finding(session: Session, actor: Viewer, study_id: int, finding_id: int) -> Study:
    """Take a result out again before the findings are interpreted."""
    study = held(session, study_id)
    LIFE.require(study, Action.ENTER_FINDING)
    finding = session.get(StudyFinding, finding_id)
    if finding is None or finding.study_id != study_id:
        raise DomainError("This finding is already removed.")
    if study.status == "findings_shared" and len(parts.findings(session, study_id)) == 1:
        raise DomainError(
            "The findings are shared, so at least one must stay. Enter the correct one first."
        )
    outcome = finding.outcome
    facts.forget(session, actor, study, finding_id)
    session.delete(finding)
    record(session, study, "finding_removed", actor.id, detail={"outcome": outcome}, private=True)
    return study


def limits(session: Session, study_id: int) -> dict[str, str]:
    """Deviations and limits, as they are saved."""
    study = session.get_one(Study, study_id)
    return {"deviations": study.deviations, "limitations": study.limitations}


def describe_limits(
    session: Session, actor: Viewer, study_id: int, *, deviations: str, limitations: str
) -> Study:
    """Say what came otherwise than planned ("none" is said too), and what limits the answer."""
    study = held(session, study_id)
    LIFE.require(study, Action.ENTER_FINDING)
    if (deviations, limitations) != (study.deviations, study.limitations):
        study.deviations, study.limitations = deviations, limitations
        record(session, study, "limits_described", actor.id, private=True)
    return study


def share_findings(session: Session, actor: Viewer, study_id: int) -> Study:
    """Share the findings with all partners; the no-surprises window begins."""
    study = held(session, study_id)
    LIFE.require(study, Action.SHARE_THE_FINDINGS)
    if not parts.findings(session, study_id):
        raise DomainError("Enter at least one finding first. Any member of the study can.")
    if not study.deviations or not study.limitations:
        raise DomainError(
            "First say what differed from the plan, and what limits the answer. Any member of "
            "the study can do this on the findings page."
        )
    if amendments.is_being_signed(session, study_id):
        raise DomainError(
            "An amendment is waiting for signatures. Its parties must sign it, or the lead "
            "researcher or a district co-lead reopens it, before the findings are shared."
        )
    study.shared_at = clock.now()
    detail = {"window_days": study.window_days}
    move(session, study, "findings_shared", "findings_shared", actor.id, detail=detail)
    return study

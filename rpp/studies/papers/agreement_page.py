"""What the page of a study's agreements shows."""

from dataclasses import dataclass

from sqlmodel import Session

from rpp import dates
from rpp.policy import Viewer
from rpp.studies import parts
from rpp.studies.lifecycle import guards
from rpp.studies.lifecycle.guards import Check
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import AGREEMENTS, BASES, PPRA
from rpp.studies.papers import agreements as facts
from rpp.studies.papers.agreements import Attached
from rpp.studies.parts import Agreed
from rpp.studies.queries import Seen


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement: its kind, its state in words, its document, and which data it covers."""

    id: int
    kind: str
    parties: str
    state: tuple[str, str, str]
    signed: str
    paper: Attached | None
    covers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class View:
    """The agreements of a study as one viewer sees them."""

    checks: list[Check]
    needs_none: bool  # as a description
    lines: list[Line]
    keeps: bool  # whether the viewer may record and correct them now


def agreements(session: Session, viewer: Viewer, study: Seen) -> View:
    """The agreements recorded, and what the design still calls for."""
    found = parts.agreements(session, study.id)
    papers = facts.papers(session, study.id)
    lapsed = {agreement.id for agreement in facts.lapsed(found, study.today)}
    return View(
        guards.before_running(study.design, found, study.today) if study.design else [],
        study.design == "descriptive",
        [
            Line(
                a.id,
                AGREEMENTS[a.type],
                a.parties,
                _state(a, study, a.id in lapsed),
                dates.day(a.signed_on),
                papers.get(a.id),
                _covers(a),
            )
            for a in found
        ],
        LIFE.may_now(viewer, study, Action.RECORD_AGREEMENT),
    )


def _state(agreement: Agreed, study: Seen, lapsed: bool) -> tuple[str, str, str]:
    until = dates.day(agreement.expires_on) if agreement.expires_on else ""
    if lapsed:
        return "act", "Expired", f"on {until}"
    if not parts.in_force(agreement, study.today):
        return "ended", "Expired", f"on {until}, since renewed"
    return "done", "In force", f"until {until}" if until else "no end"


def _covers(agreement: Agreed) -> list[tuple[str, str]]:
    """The data it covers; nothing where neither their basis nor surveys are said."""
    if not (agreement.basis or agreement.ppra):
        return []
    destroyed = dates.day(agreement.destroy_on) if agreement.destroy_on else ""
    said = (
        ("Basis under FERPA", BASES.get(agreement.basis, "")),
        ("Purpose", agreement.purpose),
        ("Scope", agreement.scope),
        ("Data that are shared", agreement.elements),
        ("Destroyed by", destroyed),
        ("Surveys (PPRA)", PPRA.get(agreement.ppra, "")),
    )
    return [(term, value) for term, value in said if value]

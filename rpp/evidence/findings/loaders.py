"""What the pages of findings share: the blueprint, and what is loaded for whom."""

from dataclasses import dataclass

from flask import Blueprint
from sqlmodel import Session

from rpp import db
from rpp.evidence.findings import queries, subjects
from rpp.evidence.findings.queries import Given, Recorded
from rpp.evidence.findings.subjects import About, Begun
from rpp.web import or_404, viewer

bp = Blueprint("findings", __name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A finding that was recorded, and the study or record that it is of."""

    about: About
    recorded: Recorded

    @property
    def kind(self) -> str:
        return self.about.kind

    @property
    def role(self) -> str:
        return self.about.role

    @property
    def href(self) -> str:
        return f"/findings/{self.recorded.id}"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A study or record, and what there is in part of the finding that is to be recorded."""

    about: About
    begun: Begun | None = None

    @property
    def kind(self) -> str:
        return self.about.kind

    @property
    def role(self) -> str:
        return self.about.role

    @property
    def action(self) -> str:
        key = f"/{self.begun.key}" if self.begun else ""
        return f"{self.about.base}/new{key}"


def of(kind: str, subject_id: int) -> About:
    """The study or record, for whoever may read its findings."""
    return or_404(subjects.about(db.session(), viewer(), (kind, subject_id)))


def opened(finding_id: int) -> Opened:
    """The finding, for whoever may read it."""
    session = db.session()
    found = or_404(queries.finding(session, viewer(), finding_id))
    return Opened(of(*found.subject), found)


def beginning(kind: str, subject_id: int, key: str = "") -> Beginning:
    """What is recorded: something new, or in full what is there in part."""
    about = of(kind, subject_id)
    if not key:
        return Beginning(about)
    there = begun_of(db.session(), about)
    return Beginning(about, or_404(next((one for one in there if one.key == key), None)))


def begun_of(session: Session, about: About) -> list[Begun]:
    """What is there in part of the findings of a study or record."""
    found = subjects.get(about.kind)
    return found.begun(session, [about.id]).get(about.id, []) if found else []


def given(finding_id: int) -> tuple[About, Given]:
    """A finding of a source, and its record."""
    found = or_404(queries.given(db.session(), finding_id))
    return of("evidence", found.record_id), found

"""Reads the register, as far as a viewer may know of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, SelectBase, and_, func, or_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rpp import dates, kinds
from rpp.claims.register.content import STANDINGS, Content
from rpp.claims.register.life import PUBLIC
from rpp.claims.register.models import CLAIMS, OF_RECORDS, REQUESTS, VERSIONS
from rpp.db import columns_of
from rpp.kinds import Subject
from rpp.networks.models import NetworkRole
from rpp.paging import Cursor, Slice, Statement, page_of
from rpp.people.models import Person, PortalRole
from rpp.policy import Viewer, may
from rpp.words import Document

PAGE = 25
NEWEST = and_(VERSIONS.c.claim_id == CLAIMS.c.id, VERSIONS.c.number == CLAIMS.c.current)


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What is out; what waits for a second person, to those who may publish; one's own drafts."""
    seen: list[ColumnElement[bool]] = [CLAIMS.c.status.in_(PUBLIC)]
    if may(viewer, "claim.record"):
        seen += [
            CLAIMS.c.status == "waiting",
            and_(CLAIMS.c.status == "draft", CLAIMS.c.written_by == viewer.id),
        ]
    return or_(*seen)


def recorders() -> SelectBase:
    """Select the people who may record claims now."""
    return union(
        select(col(Person.id)).where(col(Person.is_admin).is_(True)),
        select(col(PortalRole.person_id)).where(col(PortalRole.role) == "reviewer"),
        select(col(NetworkRole.person_id)),
    )


def publishers(session: Session, but: int | None) -> set[int]:
    """Who is asked to publish: administrators and the portal's reviewers, beside the writer."""
    admins = select(col(Person.id)).where(col(Person.is_admin).is_(True))
    reviewers = select(col(PortalRole.person_id)).where(col(PortalRole.role) == "reviewer")
    asked = [*session.execute(admins).scalars(), *session.execute(reviewers).scalars()]
    return {id_ for id_ in asked if id_ is not None and id_ != but}


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim as it is kept."""

    id: int
    title: str
    status: str
    status_since: datetime
    draft: Content | None
    written_by: int | None
    revision: int
    current: int
    verdict: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Shown(Kept):
    """A claim with the newest version that is out, if one is."""

    content: Content | None
    sha256: str | None
    published_at: datetime | None

    @property
    def href(self) -> str:
        return f"/claims/{self.id}"


def _claims(viewer: Viewer) -> Statement:
    out = (VERSIONS.c.content, VERSIONS.c.sha256, VERSIONS.c.published_at)
    return (
        select(*columns_of(Kept, CLAIMS), *out)
        .select_from(CLAIMS)
        .outerjoin(VERSIONS, NEWEST)
        .where(visible_to(viewer))
    )


def claim(session: Session, viewer: Viewer, claim_id: int) -> Shown | None:
    """One claim that the viewer may know of; one statement."""
    row = session.execute(_claims(viewer).where(CLAIMS.c.id == claim_id)).first()
    return Shown(*row) if row is not None else None


def listed(
    session: Session, viewer: Viewer, verdict: str, cursor: Cursor, ids: Collection[int] | None
) -> Slice[Shown]:
    """A page of the claims that are out, of a verdict or of these ids; one statement."""
    statement = _claims(viewer).where(CLAIMS.c.status.in_(PUBLIC))
    if verdict:
        statement = statement.where(CLAIMS.c.verdict == verdict)
    if ids is not None:
        statement = statement.where(CLAIMS.c.id.in_(ids))
    return page_of(session, statement, CLAIMS.c.id, cursor, limit=PAGE).of(Shown)


def counts(session: Session) -> dict[str, int]:
    """How many claims that are out have each verdict; one statement."""
    statement = select(CLAIMS.c.verdict, func.count()).where(CLAIMS.c.status.in_(PUBLIC))
    return {row[0]: row[1] for row in session.execute(statement.group_by(CLAIMS.c.verdict))}


def waiting(session: Session, viewer: Viewer) -> list[Shown]:
    """What waits for a second person, and the viewer's own drafts; nothing for most."""
    if not may(viewer, "claim.record"):
        return []
    statement = _claims(viewer).where(CLAIMS.c.status.in_(("draft", "waiting", "correcting")))
    rows = session.execute(statement.order_by(CLAIMS.c.id.desc()).limit(PAGE))
    return [Shown(*row) for row in rows]


def of_record(session: Session, viewer: Viewer, record_id: int) -> list[Shown]:
    """The claims that are out on the program of a record, the newest first; one statement."""
    ids = select(OF_RECORDS.c.claim_id).where(OF_RECORDS.c.record_id == record_id)
    statement = _claims(viewer).where(CLAIMS.c.id.in_(ids), CLAIMS.c.status.in_(PUBLIC))
    return [Shown(*row) for row in session.execute(statement.order_by(CLAIMS.c.id.desc()))]


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, and the two people who answer for it."""

    number: int
    content: Content
    sha256: str
    interest: str
    published_at: datetime
    writer: str
    publisher: str


def versions(session: Session, claim_id: int) -> list[Version]:
    """What was published of a claim, the newest first; one statement."""
    writer, publisher = aliased(Person), aliased(Person)
    names = ("number", "content", "sha256", "interest", "published_at")
    rows = session.execute(
        select(*(VERSIONS.c[name] for name in names), col(writer.name), col(publisher.name))
        .join(writer, col(writer.id) == VERSIONS.c.written_by)
        .join(publisher, col(publisher.id) == VERSIONS.c.published_by)
        .where(VERSIONS.c.claim_id == claim_id)
        .order_by(VERSIONS.c.number.desc())
    )
    return [Version(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked of a claim, and what was answered."""

    id: int
    version: int
    speaks: bool
    words: str
    asked_at: datetime
    outcome: str
    answer: str
    answered_at: datetime | None
    who: str
    answerer: str | None


def requests(session: Session, claim_id: int) -> list[Request]:
    """What was asked of a claim, the newest first; one statement."""
    asker, answerer = aliased(Person), aliased(Person)
    names = (*("id", "version", "speaks", "words", "asked_at", "outcome", "answer", "answered_at"),)
    rows = session.execute(
        select(*(REQUESTS.c[name] for name in names), col(asker.name), col(answerer.name))
        .join(asker, col(asker.id) == REQUESTS.c.person_id)
        .outerjoin(answerer, col(answerer.id) == REQUESTS.c.answered_by)
        .where(REQUESTS.c.claim_id == claim_id)
        .order_by(REQUESTS.c.id.desc())
    )
    return [Request(*row) for row in rows]


def askers(session: Session, claim_id: int) -> set[int]:
    """Who asked something of a claim."""
    statement = select(REQUESTS.c.person_id).where(REQUESTS.c.claim_id == claim_id)
    return set(session.execute(statement).scalars())


def makers(session: Session, claim_id: int) -> set[int]:
    """The two people who published its newest version."""
    statement = (
        select(VERSIONS.c.written_by, VERSIONS.c.published_by)
        .join(CLAIMS, NEWEST)
        .where(CLAIMS.c.id == claim_id)
    )
    return {id_ for row in session.execute(statement) for id_ in row}


def named(session: Session, viewer: Viewer, ids: Collection[int]) -> list[Subject]:
    """Those of these claims that the viewer may read, as things to follow; one statement."""
    rows = session.execute(
        select(CLAIMS.c.id, CLAIMS.c.title).where(
            CLAIMS.c.id.in_(ids), CLAIMS.c.status.in_(PUBLIC), visible_to(viewer)
        )
    )
    return [Subject("claim", id_, title, kinds.href("claim", id_), None) for id_, title in rows]


def readers(viewer: Viewer) -> Select[int]:
    """Select the ids of the claims that a viewer may know of."""
    return select(CLAIMS.c.id).where(visible_to(viewer))


def search_documents(session: Session, claim_id: int | None = None) -> Iterable[Document]:
    """What the search holds of the claims that are out."""
    statement = (
        select(CLAIMS.c.id, CLAIMS.c.title, VERSIONS.c.content, VERSIONS.c.published_at)
        .join(VERSIONS, NEWEST)
        .where(CLAIMS.c.status.in_(PUBLIC))
    )
    if claim_id is not None:
        statement = statement.where(CLAIMS.c.id == claim_id)
    for id_, title, content, at in session.execute(statement.order_by(CLAIMS.c.id)):
        day = dates.date_in(at, dates.site_zone())
        yield Document(
            id_,
            title,
            f"{content.quote}\n{content.reasons}",
            f"{STANDINGS[content.verdict]}, checked {dates.day_in(at, dates.site_zone())}",
            keywords=f"{content.product}\n{content.claimant}",
            facets={"year": [str(day.year)], "verdict": [content.verdict]},
            issued=day,
        )

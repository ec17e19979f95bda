"""Reads studies: each list and page filtered by what the reader may know of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any, ClassVar

from sqlalchemy import Integer, Row, and_, bindparam, exists, func, or_, select
from sqlmodel import Session, col

from rpp import clock, dates, history
from rpp.db import columns
from rpp.evidence.models import EvidenceRecord
from rpp.kinds import Subject
from rpp.networks.models import Network, NetworkMembership
from rpp.organizations.models import Organization
from rpp.paging import Cursor, Slice, page_of
from rpp.people.models import Person
from rpp.policy import NOBODY, Viewer
from rpp.problems import queries as problems
from rpp.problems.models import LocalContext, Problem
from rpp.studies import parts, visibility
from rpp.studies.desk import mine as mine
from rpp.studies.desk import waiting_for as waiting_for
from rpp.studies.lifecycle.life import ENDED
from rpp.studies.lifecycle.states import STATES
from rpp.studies.models import (
    Amendment,
    Study,
    StudyFinding,
    StudyInvitation,
    StudyMember,
    StudyPartner,
    StudyProblem,
    StudySection,
)
from rpp.studies.parts import Rows
from rpp.studies.text.sections import SECTIONS
from rpp.studies.verbs import PASSAGES
from rpp.studies.visibility import in_standing, is_public
from rpp.studies.visibility import visible_to as visible_to
from rpp.words import Document

PAGE = 25
LEA = Organization.__table__.alias("lea")  # type: ignore[attr-defined]
# In the order of `parts.Partner`.
# The amendment that the partners are signing.
_AMENDMENT = tuple(
    select(column)
    .where(col(Amendment.study_id) == col(Study.id), col(Amendment.status) == "signing")
    .scalar_subquery()
    .label(label)
    for column, label in (
        (col(Amendment.number), "amendment_number"),
        (col(Amendment.text_hash), "amendment_hash"),
    )
)

_PARTNER: tuple[Any, ...] = (
    LEA.c.id.label("partner_id"),
    LEA.c.name.label("partner_name"),
    LEA.c.state.label("partner_state"),
    LEA.c.leaid.label("partner_leaid"),
    col(StudyPartner.joined_at).label("partner_joined_at"),
    col(StudyPartner.left_at).label("partner_left_at"),
    col(StudyPartner.delayed_until).label("partner_delayed_until"),
    col(StudyPartner.delay_reason).label("partner_delay_reason"),
    col(StudyPartner.response).label("partner_response"),
    col(StudyPartner.responded_at).label("partner_responded_at"),
)


@dataclass(frozen=True)
class Seen:
    """One study as one viewer sees it, with what the policy asks about it."""

    kind: ClassVar[str] = "study"

    row: Row[Any]
    role: str  # the viewer's: a key of ROLES, or "" for everyone else
    # The LEAs that take part now, and those that once did.
    lea_ids: frozenset[int] = NOBODY
    left_ids: frozenset[int] = NOBODY
    # Both, in the order in which they joined, as `parts.partners` reads them.
    partners: Rows = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.row, name)

    @property
    def is_public(self) -> bool:
        """Everyone may know of it."""
        listed = self.row.listing == "listed" and self.row.signed_at is not None
        return self.row.status == "published" or listed

    @property
    def today(self) -> date:
        """The day that it is now in its network."""
        return dates.today(self.row.zone)

    @property
    def is_inside(self) -> bool:
        """The viewer has a part in it, if only to read."""
        return bool(self.role)

    @property
    def shows_findings(self) -> bool:
        """Findings are the partners' until the brief is out."""
        return self.row.status == "published" or self.is_inside


def study(session: Session, viewer: Viewer, study_id: int) -> Seen | None:
    """One study that the viewer may know of, with its LEAs and their role; one statement."""
    shape, problem = problems.bound_viewer(viewer)
    asked = {"study": study_id, **problem, **visibility.bind_parameters(viewer)}
    rows = session.execute(_study(len(visibility.offices_of(viewer)), shape), asked).all()
    if not rows:
        return None
    row = rows[0]
    partners = [parts.Partner(*one[-len(_PARTNER) :]) for one in rows if one.partner_id]
    here = frozenset(partner.id for partner in partners if partner.left_at is None)
    left = frozenset(partner.id for partner in partners if partner.left_at is not None)
    role = _role(viewer, row.member_role, row.member_of, here, left)
    return Seen(row, role, here, left, partners)


@lru_cache(200)
def _study(offices: int, shape: tuple[int, ...]) -> Any:
    own = and_(
        col(StudyMember.study_id) == col(Study.id),
        col(StudyMember.person_id) == bindparam("viewer", type_=Integer),
        in_standing(StudyMember),
    )
    knows_problem = and_(col(Problem.id) == col(Study.problem_id), problems.visible_bound(shape))
    # Nobody's id is no id, so who is signed out takes part in nothing.
    known = or_(is_public(), visibility.takes_part_bound(offices))
    return (
        select(
            *(column for column in columns(Study) if column.name != "frozen_text"),
            col(Problem.title).label("problem"),
            col(Network.name).label("network"),
            col(Network.slug).label("network_slug"),
            col(Network.timezone).label("zone"),
            col(Person.name).label("lead"),
            col(Organization.name).label("organization"),
            col(StudyMember.role).label("member_role"),
            col(StudyMember.organization_id).label("member_of"),
            exists()
            .where(col(StudyProblem.study_id) == col(Study.id))
            .correlate(Study.__table__)  # type: ignore[attr-defined]
            .label("has_further"),
            *_AMENDMENT,
            *_PARTNER,
        )
        .select_from(Study)
        .outerjoin(Problem, knows_problem)
        .join(Network, col(Network.id) == col(Study.network_id))
        .join(Person, col(Person.id) == col(Study.lead_id))
        .join(Organization, col(Organization.id) == col(Study.organization_id))
        .outerjoin(StudyMember, own)
        .outerjoin(StudyPartner, col(StudyPartner.study_id) == col(Study.id))
        .outerjoin(LEA, LEA.c.id == col(StudyPartner.organization_id))
        .where(col(Study.id) == bindparam("study", type_=Integer), known)
        .order_by(col(StudyPartner.id))
    )


def _role(
    viewer: Viewer,
    role: str | None,
    organization_id: int | None,
    here: frozenset[int],
    left: frozenset[int],
) -> str:
    """The viewer's part: as a member, else by their office; those of an LEA that left only read."""
    if role:
        return "observer" if organization_id in left else role
    if viewer.signs_for & here:
        return "signatory"
    if viewer.leads & here:
        return "leader"
    return "observer" if (viewer.leads | viewer.signs_for) & left else ""


def subject(session: Session, viewer: Viewer, study_id: int) -> Subject | None:
    """The study as something to discuss, or None."""
    seen = study(session, viewer, study_id)
    return as_subject(seen) if seen else None


def as_subject(seen: Seen) -> Subject | None:
    """What those who take part discuss among themselves, also after the study is listed."""
    if not seen.is_inside:
        return None
    return Subject("study", seen.id, seen.title, f"/studies/{seen.id}", seen.network_id, seen.zone)


def frozen_text(session: Session, study_id: int) -> str:
    """The text that is signed, or "" while it is being written."""
    answer: str = session.execute(
        select(col(Study.frozen_text)).where(col(Study.id) == study_id)
    ).scalar_one()
    return answer


def events(session: Session, seen: Seen, limit: int = 200) -> list[Any]:
    """The last lines of a study's history, oldest first; private ones for those inside."""
    asked = {"subject": seen.id, "most": limit}
    return list(reversed(session.execute(_events(seen.is_inside), asked).all()))


@cache
def _events(private: bool) -> Any:
    subject = bindparam("subject", type_=Integer)
    statement = history.timeline_statement("study", subject, private=private)
    event = columns(history.Event)
    # Comments stand beside the text; here they would drown the rest.
    newest = statement.order_by(None).order_by(event.id.desc()).limit(None)
    newest = newest.limit(bindparam("most", type_=Integer))
    return newest.where(event.verb.not_in(sorted(PASSAGES)))


# --- lists ---------------------------------------------------------------------------------


def first_words(text: str, limit: int = 220) -> str:
    """The first sentence or two of a text, without marks of Markdown, at most `limit` long."""
    text = re.sub(r"(?m)^\s*[-*+]\s+", "", text)
    plain = " ".join(text.replace("*", "").replace("#", "").replace("_", " ").split())
    if len(plain) <= limit:
        return plain
    cut = plain[:limit]
    end = max(cut.rfind(". "), cut.rfind("? "), cut.rfind("! "))
    return cut[: end + 1] if end > 60 else cut[: cut.rfind(" ")] + " …"


QUESTION = (
    select(func.substr(col(StudySection.body), 1, 600))
    .where(col(StudySection.study_id) == col(Study.id), col(StudySection.key) == "question")
    .scalar_subquery()
    .label("question")
)

ROW: tuple[Any, ...] = (
    col(Study.id).label("id"),
    col(Study.title),
    col(Study.status),
    col(Study.status_since),
    col(Study.listing),
    col(Study.signed_at),
    col(Study.problem_id),
    col(Organization.name).label("organization"),
    col(Network.timezone).label("zone"),
    QUESTION,
)


def _rows() -> Any:
    return (
        select(*ROW)
        .join(Organization, col(Organization.id) == col(Study.organization_id))
        .join(Network, col(Network.id) == col(Study.network_id))
    )


@dataclass(frozen=True)
class Filters:
    """What the list of studies is narrowed to."""

    status: str = ""
    network_id: int | None = None
    organization_id: int | None = None
    problem_id: int | None = None


def listed(
    session: Session, viewer: Viewer, filters: Filters, cursor: Cursor, *, limit: int = PAGE
) -> Slice[Any]:
    """One page of the studies that the viewer may know of, newest first."""
    statement = _rows().where(visible_to(viewer))
    if filters.status:
        statement = statement.where(col(Study.status) == filters.status)
    if filters.network_id is not None:
        statement = statement.where(col(Study.network_id) == filters.network_id)
    if filters.problem_id is not None:
        statement = statement.where(_answers(viewer, filters.problem_id))
    if filters.organization_id is not None:
        partner = exists().where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.organization_id) == filters.organization_id,
        )
        led = col(Study.organization_id) == filters.organization_id
        statement = statement.where(or_(led, partner))
    return page_of(session, statement, col(Study.id), cursor, limit=limit, count=True)


def _answers(viewer: Viewer, problem_id: int) -> Any:
    """The study answers this problem, and the viewer may know of it."""
    further = exists().where(
        col(StudyProblem.study_id) == col(Study.id), col(StudyProblem.problem_id) == problem_id
    )
    known = exists().where(col(Problem.id) == problem_id, problems.visible_to(viewer))
    return and_(known, or_(col(Study.problem_id) == problem_id, further))


def partner_names(session: Session, study_ids: list[int]) -> dict[int, list[str]]:
    """The names of the LEAs that take part in each of these studies; one statement."""
    rows = session.execute(
        select(col(StudyPartner.study_id), col(Organization.name))
        .join(Organization, col(Organization.id) == col(StudyPartner.organization_id))
        .where(col(StudyPartner.study_id).in_(study_ids), col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    )
    names: dict[int, list[str]] = {}
    for study_id, name in rows:
        names.setdefault(study_id, []).append(name)
    return names


def networks(session: Session) -> list[Row[Any]]:
    """The networks, for the filter of the list: (id, name)."""
    statement = select(col(Network.id), col(Network.name)).order_by(col(Network.name))
    return list(session.execute(statement.limit(200)))


def organization(session: Session, organization_id: int) -> Row[Any] | None:
    statement = select(col(Organization.id), col(Organization.name))
    return session.execute(statement.where(col(Organization.id) == organization_id)).first()


def counts(session: Session) -> dict[str, int]:
    """How many studies everyone may know of, by status, and in all."""
    rows = session.execute(
        select(col(Study.status), func.count()).where(is_public()).group_by(col(Study.status))
    )
    found = {row[0]: row[1] for row in rows}
    return {"all": sum(found.values())} | {state: found.get(state, 0) for state in STATES}


def latest_listed(session: Session, limit: int) -> list[Row[Any]]:
    """The newest studies that everyone may know of: id, title, status, status_since, question."""
    statement = _rows().where(is_public()).order_by(col(Study.id).desc()).limit(limit)
    return list(session.execute(statement))


def search_documents(session: Session, study_id: int | None = None) -> Iterator[Document]:
    """What the search reads of each public study.

    A study that is private yields nothing: what the index holds of it must go.
    """
    statement = _rows().where(is_public()).order_by(col(Study.id))
    if study_id is not None:
        statement = statement.where(col(Study.id) == study_id)
    rows = session.execute(statement).all()
    ids = [row.id for row in rows]
    texts: dict[int, list[str]] = {}
    order = {key: at for at, key in enumerate(SECTIONS)}
    sections = session.execute(
        select(col(StudySection.study_id), col(StudySection.key), col(StudySection.body))
        .where(col(StudySection.study_id).in_(ids))
        .order_by(col(StudySection.id))
    ).all()
    for section in sorted(sections, key=lambda row: order.get(row.key, len(order))):
        texts.setdefault(section.study_id, []).append(section.body)
    results = session.execute(
        select(col(StudyFinding.study_id), col(StudyFinding.outcome), col(StudyFinding.result))
        .join(Study, col(Study.id) == col(StudyFinding.study_id))
        .where(col(StudyFinding.study_id).in_(ids), col(Study.status) == "published")
        .order_by(col(StudyFinding.id))
    )
    for finding in results:
        texts.setdefault(finding.study_id, []).append(f"{finding.outcome}. {finding.result}")
    names = partner_names(session, ids)
    for row in rows:
        line = f"{STATES[row.status].label}. {', '.join(names.get(row.id, []))}"
        yield Document(row.id, row.title, "\n\n".join(texts.get(row.id, [])), line)


# --- invitations ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """An invitation with what its reader must know before they answer."""

    row: Row[Any]
    is_addressee: bool

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.row, name)


def invitation(
    session: Session, viewer: Viewer, *, id_: int | None = None, token_hash: str = ""
) -> Invited | None:
    """An open invitation, by its link's token, or by its id for the person it is addressed to."""
    if id_ is None and not token_hash:
        return None
    key = (
        col(StudyInvitation.token_hash) == token_hash
        if id_ is None
        else col(StudyInvitation.id) == id_
    )
    row = session.execute(
        select(
            col(StudyInvitation.id),
            col(StudyInvitation.study_id),
            col(StudyInvitation.email),
            col(StudyInvitation.role),
            col(StudyInvitation.expires_at),
            col(StudyInvitation.used_at),
            col(StudyInvitation.revoked_at),
            col(StudyInvitation.organization_id),
            col(Organization.name).label("organization"),
            col(Person.name).label("inviter"),
            col(Study.title),
            col(Study.status),
            col(Network.name).label("network"),
            col(Network.timezone).label("zone"),
            QUESTION,
        )
        .select_from(StudyInvitation)
        .join(Study, col(Study.id) == col(StudyInvitation.study_id))
        .join(Network, col(Network.id) == col(Study.network_id))
        .join(Organization, col(Organization.id) == col(StudyInvitation.organization_id))
        .join(Person, col(Person.id) == col(StudyInvitation.invited_by))
        .where(key)
    ).first()
    if row is None:
        return None
    addressee = viewer.id is not None and viewer.email == row.email
    if id_ is not None and not addressee:
        return None
    return Invited(row, addressee)


def is_open(invited: Invited) -> bool:
    """Whether the invitation can still be accepted."""
    return (
        invited.used_at is None
        and invited.revoked_at is None
        and invited.expires_at > clock.now()
        and invited.status not in ENDED
    )


def evidence_named(session: Session, text: str, limit: int = 10) -> list[Row[Any]]:
    """Reviewed studies whose title holds all these words, the newest first."""
    asked = [word for word in text.lower().split() if len(word) > 1][:8]
    if not asked:
        return []
    statement = select(col(EvidenceRecord.id), col(EvidenceRecord.title), col(EvidenceRecord.year))
    for word in asked:
        statement = statement.where(
            func.lower(col(EvidenceRecord.title)).contains(word, autoescape=True)
        )
    newest = col(EvidenceRecord.year).desc().nulls_last()
    return list(session.execute(statement.order_by(newest, col(EvidenceRecord.id)).limit(limit)))


def invitable(session: Session, seen: Seen) -> list[Row[Any]]:
    """The organizations that can be invited: the network's, those with the problem first."""
    organization = Organization.__table__  # type: ignore[attr-defined]
    shared = (
        exists()
        .where(
            col(LocalContext.problem_id) == seen.problem_id,
            col(LocalContext.organization_id) == col(Organization.id),
        )
        .correlate(organization)
    )
    owner = (
        exists()
        .where(
            col(Problem.id) == seen.problem_id,
            col(Problem.organization_id) == col(Organization.id),
        )
        .correlate(organization)
    )
    member = (
        exists()
        .where(
            col(NetworkMembership.organization_id) == col(Organization.id),
            col(NetworkMembership.network_id) == seen.network_id,
            col(NetworkMembership.status) == "active",
        )
        .correlate(organization)
    )
    has_it = or_(shared, owner).label("has_it")
    return list(
        session.execute(
            select(
                col(Organization.id),
                col(Organization.name),
                col(Organization.state),
                col(Organization.type),
                has_it,
            )
            .where(or_(member, owner, col(Organization.id) == seen.organization_id))
            .order_by(has_it.desc(), col(Organization.name), col(Organization.id))
            .limit(500)
        )
    )

"""One study as one viewer sees it, with what the policy asks about it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import Executable, Integer, and_, bindparam, exists, or_, select
from sqlmodel import Session, col

from rpp import dates
from rpp.db import columns
from rpp.kinds import Subject
from rpp.layout import Link
from rpp.networks.models import Network
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.problems.models import Problem
from rpp.studies import visibility
from rpp.studies.models import Amendment, Study, StudyMember, StudyPartner, StudyProblem
from rpp.studies.parts import Partner
from rpp.studies.visibility import in_standing, is_public

LEA = Organization.__table__.alias("lea")  # type: ignore[attr-defined]
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
# In the order of `Partner`.
_PARTNER: tuple[Any, ...] = (
    LEA.c.id.label("partner_id"),
    LEA.c.name.label("partner_name"),
    LEA.c.state.label("partner_state"),
    LEA.c.leaid.label("partner_leaid"),
    *(
        columns(StudyPartner)[name].label(f"partner_{name}")
        for name in (
            *("joined_at", "left_at", "delayed_until", "delay_reason", "response"),
            "responded_at",
        )
    ),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One study as one viewer sees it, with what the policy asks about it."""

    kind: ClassVar[str] = "study"

    role: str  # the viewer's: a key of ROLES, or "" for everyone else
    # The LEAs that take part now, and those that once did.
    lea_ids: frozenset[int]
    left_ids: frozenset[int]
    # Both, in the order in which they joined, as `parts.partners` reads them.
    partners: list[Partner]
    id: int
    problem_id: int
    network_id: int
    lead_id: int
    organization_id: int
    title: str
    design: str
    status: str
    status_since: datetime
    listing: str
    frozen_hash: str
    signed_at: datetime | None
    window_days: int
    delay_days: int
    shared_at: datetime | None
    deviations: str
    limitations: str
    brief_id: int | None
    reason: str
    # The title of the problem, where the viewer may know of it.
    problem: str | None
    network: str
    network_slug: str
    zone: str
    lead: str
    organization: str
    member_role: str | None
    member_of: int | None
    has_further: bool
    amendment_number: int | None
    amendment_hash: str | None

    @property
    def base(self) -> str:
        """The address of its page."""
        return f"/studies/{self.id}"

    @property
    def crumb(self) -> Link:
        """What leads back to it."""
        return Link(f"Study {self.id}", self.base)

    def crumb_to(self, place: str) -> Link:
        """What leads back to a place on its page."""
        return Link(f"Study {self.id}", f"{self.base}#{place}")

    @property
    def is_public(self) -> bool:
        """Everyone may know of it."""
        listed = self.listing == "listed" and self.signed_at is not None
        return self.status == "published" or listed

    @property
    def today(self) -> date:
        """The day that it is now in its network."""
        return dates.today(self.zone)

    @property
    def is_inside(self) -> bool:
        """The viewer has a part in it, if only to read."""
        return bool(self.role)

    @property
    def shows_findings(self) -> bool:
        """Findings are the partners' until the brief is out."""
        return self.status == "published" or self.is_inside

    @property
    def here(self) -> list[Partner]:
        """The LEAs that take part now."""
        return [partner for partner in self.partners if partner.left_at is None]

    @property
    def left(self) -> list[Partner]:
        return [partner for partner in self.partners if partner.left_at is not None]

    def spoken_for(self, viewer: Viewer) -> list[Partner]:
        """The LEAs for which the viewer speaks: as their co-lead, leader or signatory."""
        led = {self.member_of} if self.member_role == "co_lead" else set()
        spoken = led | viewer.leads | viewer.signs_for
        return [partner for partner in self.here if partner.id in spoken]


# The fields of `Seen` that are columns of the study.
OF_STUDY = (
    *("id", "problem_id", "network_id", "lead_id", "organization_id", "title", "design"),
    *("status", "status_since", "listing", "frozen_hash", "signed_at", "window_days"),
    *("delay_days", "shared_at", "deviations", "limitations", "brief_id", "reason"),
)


def study(session: Session, viewer: Viewer, study_id: int) -> Seen | None:
    """One study that the viewer may know of, with its LEAs and their role; one statement."""
    shape, problem = problems.bound_viewer(viewer)
    asked = {"study": study_id, **problem, **visibility.bind_parameters(viewer)}
    rows = session.execute(_study(len(visibility.offices_of(viewer)), shape), asked).all()
    if not rows:
        return None
    row, width = rows[0], len(_PARTNER)
    partners = [Partner(*one[-width:]) for one in rows if one.partner_id]
    here = frozenset(partner.id for partner in partners if partner.left_at is None)
    left = frozenset(partner.id for partner in partners if partner.left_at is not None)
    role = _role(viewer, row.member_role, row.member_of, here, left)
    return Seen(role, here, left, partners, *row[:-width])


@lru_cache(200)
def _study(offices: int, shape: tuple[int, ...]) -> Executable:
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
            *(columns(Study)[name] for name in OF_STUDY),
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

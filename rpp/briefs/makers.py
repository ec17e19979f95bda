"""Who and what a brief names, as they are called today."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from rpp.briefs.published import Author, Basis, Organization, Voice
from rpp.briefs.texts import Draft
from rpp.organizations import models as organizations
from rpp.people.models import Person
from rpp.studies.models import ROLES, Study, StudyMember, StudyPartner
from rpp.studies.parts import findings

MARKS = {"lea": "lea", "research": "researcher"}


@dataclass(frozen=True, slots=True)
class Maker:
    """Someone with a part in the study, or a voice in its brief; what they do not have is None."""

    id: int
    name: str
    title: str
    role: str | None
    organization: str | None
    type: str | None

    @property
    def mark(self) -> str:
        """The sign of what their organization is."""
        return MARKS.get(self.type or "", "other")

    @property
    def full_name(self) -> str:
        return ", ".join(filter(None, (self.name, self.organization)))


Makers = Mapping[int, Maker]


def makers(session: Session, study_id: int, draft: Draft) -> Makers:
    """Everyone with a part in the study or a voice in the brief, leaders first; one statement."""
    named = [*draft.authors, *(voice.person_id for voice in draft.dissent)]
    organization = organizations.Organization
    # Leaders and signatories take part by their office: they speak for their own organization.
    membership = organizations.Membership
    office = (
        select(func.min(col(membership.organization_id)))
        .where(col(membership.person_id) == col(Person.id), col(membership.status) == "active")
        .scalar_subquery()
    )
    speaks_for = func.coalesce(col(StudyMember.organization_id), office)
    rows = session.execute(
        select(
            col(Person.id),
            col(Person.name),
            col(Person.title),
            col(StudyMember.role),
            col(organization.name),
            col(organization.type),
        )
        .select_from(Person)
        .outerjoin(
            StudyMember,
            (col(StudyMember.person_id) == col(Person.id))
            & (col(StudyMember.study_id) == study_id),
        )
        .outerjoin(organization, col(organization.id) == speaks_for)
        .where(
            col(StudyMember.id).is_not(None)
            | col(Person.id).in_([person_id for person_id in named if person_id])
        )
        .order_by(col(StudyMember.id), col(Person.id))
    )
    order = {role: at for at, role in enumerate(ROLES)}
    found = [Maker(*row) for row in rows]
    ranked = sorted(found, key=lambda maker: order.get(maker.role or "", len(order)))
    return {maker.id: maker for maker in ranked}


def authors(draft: Draft, people: Makers) -> list[Author]:
    """Who made the brief."""
    return [
        Author(
            person.name, person.organization or "", ROLES.get(person.role or "", ""), person.mark
        )
        for person_id in draft.authors
        if (person := people.get(person_id))
    ]


def voices(draft: Draft, people: Makers) -> list[Voice]:
    """Who sees it differently, in their words."""
    return [
        _voice(one.text, people.get(one.person_id) if one.person_id else None)
        for one in draft.dissent
    ]


def _voice(text: str, person: Maker | None) -> Voice:
    if person is None:
        return Voice(text, "A partner of the study", "", "none")
    line = ", ".join(filter(None, (person.title, person.organization)))
    return Voice(text, person.name, line, person.mark)


def basis(session: Session, study_id: int) -> Basis:
    """The facts a brief stands on: study, design, sample and organizations; three statements."""
    organization = organizations.Organization
    of_it = (col(organization.id), col(organization.name), col(organization.state))
    title, design, *lead = session.execute(
        select(col(Study.title), col(Study.design), *of_it)
        .join(organization, col(organization.id) == col(Study.organization_id))
        .where(col(Study.id) == study_id)
    ).one()
    districts = session.execute(
        select(*of_it)
        .join(StudyPartner, col(StudyPartner.organization_id) == col(organization.id))
        .where(col(StudyPartner.study_id) == study_id, col(StudyPartner.left_at).is_(None))
        .order_by(col(StudyPartner.id))
    )
    samples = [finding.n for finding in findings(session, study_id) if finding.n]
    return Basis(
        study=title,
        design=design,
        sample=max(samples, default=None),
        districts=[Organization(*row) for row in districts],
        organizations=[Organization(*lead)],
    )

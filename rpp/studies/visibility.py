"""Who may know of a study: conditions that every list, count and page applies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, false, or_
from sqlmodel import col

from rpp.organizations.models import Membership
from rpp.policy import Viewer
from rpp.studies.models import Study, StudyMember, StudyPartner


def is_public() -> ColumnElement[bool]:
    """Everyone may know of it: it was signed and listed, or it is published."""
    listed = and_(col(Study.listing) == "listed", col(Study.signed_at).is_not(None))
    return or_(col(Study.status) == "published", listed)


def in_standing(member: Any) -> ColumnElement[bool]:
    """A member counts until they leave, and while they belong to the organization they came for.

    The lead researcher always does.
    """
    belongs = (
        exists()
        .where(
            col(Membership.person_id) == col(member.person_id),
            col(Membership.organization_id) == col(member.organization_id),
            col(Membership.status) == "active",
        )
        .correlate_except(Membership.__table__)  # type: ignore[attr-defined]
    )
    return and_(col(member.left_at).is_(None), or_(col(member.role) == "lead", belongs))


def takes_part(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer has a part in it, themselves or by their office in a partner LEA."""
    if viewer.id is None:
        return false()
    return _takes_part(viewer.id, offices_of(viewer))


def offices_of(viewer: Viewer) -> list[int]:
    """The LEAs whose studies they see by their office."""
    return sorted(viewer.leads | viewer.signs_for)


def takes_part_bound(offices: int) -> ColumnElement[bool]:
    """`takes_part` for all who hold so many offices, over the parameters of `bind_parameters`."""
    given = [bindparam(f"office_{at}", type_=Integer) for at in range(offices)]
    return _takes_part(bindparam("viewer", type_=Integer), given)


def bind_parameters(viewer: Viewer) -> dict[str, int | None]:
    """The viewer's ids, under the names of `takes_part_bound`."""
    offices = {f"office_{at}": id_ for at, id_ in enumerate(offices_of(viewer))}
    return {"viewer": viewer.id, **offices}


def _takes_part(person_id: Any, offices: Sequence[Any]) -> ColumnElement[bool]:
    # Correlated by name: the queries around it may join the same tables.
    study = Study.__table__  # type: ignore[attr-defined]
    member = (
        exists()
        .where(
            col(StudyMember.study_id) == col(Study.id),
            col(StudyMember.person_id) == person_id,
            in_standing(StudyMember),
        )
        .correlate(study)
    )
    if not offices:
        return member
    return or_(
        member,
        exists()
        .where(
            col(StudyPartner.study_id) == col(Study.id),
            col(StudyPartner.organization_id).in_(offices),
        )
        .correlate(study),
    )


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """What the viewer may know of; everywhere else a study does not exist for them."""
    return is_public() if viewer.id is None else or_(is_public(), takes_part(viewer))

"""What the portal knows already of a brief's details: offered on its form, claimed by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.briefs import types
from rpp.briefs.details.schema import Contributor, Details, Institution
from rpp.briefs.makers import Maker, Makers
from rpp.briefs.queries import Seen
from rpp.concepts import schemes
from rpp.organizations.domains import STATES
from rpp.organizations.models import Organization

# NCES locale codes by the names that CEDS gives them.
LOCALES = {
    11: "CityLarge",
    12: "CityMidsize",
    13: "CitySmall",
    21: "SuburbanLarge",
    22: "SuburbanMidsize",
    23: "SuburbanSmall",
    31: "TownFringe",
    32: "TownDistant",
    33: "TownRemote",
    41: "RuralFringe",
    42: "RuralDistant",
    43: "RuralRemote",
}
# What someone with this part in a study mostly did; they choose for themselves.
_ROLES = {
    "lead": ["conceptualization", "methodology", "formal-analysis", "writing-original-draft"],
    "co_lead": ["conceptualization", "resources", "writing-review-editing"],
    "practitioner": ["investigation", "writing-review-editing"],
    "data_steward": ["data-curation"],
}


@dataclass(frozen=True, slots=True)
class Known:
    """An organization as the directory knows it."""

    id: int
    name: str
    ror: str | None
    leaid: str | None
    locale: int | None
    state: str


def proposed(session: Session, seen: Seen, people: Makers) -> Details:
    """Details of a brief of which none are saved yet; three to five statements."""
    basis = types.of(seen).basis(session, seen)
    named = [*basis.organizations, *basis.districts]
    known = _known(session, [one.id for one in named])
    districts = [known[one.id] for one in basis.districts if one.id in known]
    tags = _tags(session, seen)
    return Details(
        authors=[contributor(people[id_]) for id_ in _authors(seen) if id_ in people],
        organizations=[_institution(one) for one in known.values()],
        grades=list(tags.get("grade", ())),
        subjects=list(tags.get("subject", ())),
        locales=list(dict.fromkeys(LOCALES[one.locale] for one in districts if one.locale)),
        states=list(dict.fromkeys(one.state for one in districts if one.state in STATES)),
        design=basis.design if basis.design in schemes.options("design") else "",
        license="CC-BY-4.0",
    )


def _authors(seen: Seen) -> list[int]:
    """Whom its first draft names, or else whoever began it."""
    return seen.draft.authors or [seen.begun_by or 0]


def members(seen: Seen, people: Makers) -> list[Maker]:
    """Those who can be named by their accounts: of a study, who has a part in it."""
    return [one for one in people.values() if one.role or seen.study_id is None]


def contributor(person: Maker) -> Contributor:
    """Someone with a part in a study as an author, with the roles that such a part mostly has."""
    return Contributor(
        name=person.name,
        organization=person.organization or "",
        ror=person.ror or "",
        leaid=person.leaid or "",
        roles=_ROLES.get(person.role or "", []),
        person_id=person.id,
    )


def _tags(session: Session, seen: Seen) -> dict[str, list[str]]:
    problem_id = seen.problem_id
    return vocabulary.tags_of(session, "problem", problem_id) if problem_id is not None else {}


def _known(session: Session, ids: Sequence[int]) -> dict[int, Known]:
    rows = session.execute(
        select(
            col(Organization.id),
            col(Organization.name),
            col(Organization.ror),
            col(Organization.leaid),
            col(Organization.locale),
            col(Organization.state),
        ).where(col(Organization.id).in_(ids))
    )
    found = {row.id: Known(*row) for row in rows}
    return {id_: found[id_] for id_ in ids if id_ in found}


def _institution(one: Known) -> Institution:
    return Institution(name=one.name, ror=one.ror or "", leaid=one.leaid or "")

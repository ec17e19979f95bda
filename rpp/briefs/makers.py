"""Who a brief names, as they are called today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rpp.briefs.details.schema import Contributor, Details
from rpp.briefs.published import Author, Voice
from rpp.briefs.texts import Draft
from rpp.studies.models import ROLES

MARKS = {"lea": "lea", "research": "researcher"}


@dataclass(frozen=True, slots=True)
class Maker:
    """Someone with a part in making the brief, or a voice in it; what they do not have is None.

    `role` is their part in its study.
    """

    id: int
    name: str
    title: str
    role: str | None
    organization: str | None
    type: str | None
    ror: str | None = None
    leaid: str | None = None

    @property
    def mark(self) -> str:
        """The sign of what their organization is."""
        return MARKS.get(self.type or "", "other")

    @property
    def full_name(self) -> str:
        return ", ".join(filter(None, (self.name, self.organization)))


Makers = Mapping[int, Maker]


def in_order(people: Iterable[Maker]) -> Makers:
    """Makers by id, leaders first."""
    order = {role: at for at, role in enumerate(ROLES)}
    ranked = sorted(people, key=lambda maker: order.get(maker.role or "", len(order)))
    return {maker.id: maker for maker in ranked}


def named_in(draft: Draft) -> list[int]:
    """The ids of those whom a draft names."""
    voices = (voice.person_id for voice in draft.dissent)
    return [*author_ids(draft), *(person_id for person_id in voices if person_id)]


def author_ids(draft: Draft) -> list[int]:
    """The authors who have an account, in their order."""
    if draft.details is None:
        return draft.authors
    return [one.person_id for one in draft.details.authors if one.person_id]


def authors(draft: Draft, people: Makers) -> list[Author]:
    """Who made the brief."""
    if draft.details is None:
        found = (people.get(id_) for id_ in draft.authors)
        return [_author(person) for person in found if person]
    return [
        _author(person)
        if (person := people.get(one.person_id or 0))
        else Author(one.name, one.organization, "", "other")
        for one in draft.details.authors
    ]


def _author(person: Maker) -> Author:
    role = ROLES.get(person.role or "", "")
    return Author(person.name, person.organization or "", role, person.mark)


def details(draft: Draft, people: Makers) -> Details | None:
    """What catalogs say of the brief, with those who have an account as they are called today."""
    saved = draft.details
    return saved and replace(saved, authors=[_named(one, people) for one in saved.authors])


def _named(one: Contributor, people: Makers) -> Contributor:
    person = people.get(one.person_id or 0)
    if person is None:
        return one
    return replace(
        one,
        name=person.name,
        organization=person.organization or "",
        ror=person.ror or "",
        leaid=person.leaid or "",
    )


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

"""Who a brief names, as they are called today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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
    return [*draft.authors, *(person_id for person_id in voices if person_id)]


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

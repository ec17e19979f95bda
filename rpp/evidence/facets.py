"""By what the list of records is narrowed, and how many records each choice would leave."""

from dataclasses import asdict, dataclass

from sqlalchemy import Select, Table, func, literal, select, union_all
from sqlmodel import Session

from rpp.evidence.models import EvidenceRecord
from rpp.evidence.topics import DESIGNS, EFFECTIVENESS, FORMS, RATINGS, TIERS, TOPICS
from rpp.vocabulary import GRADES, SUBJECTS, Tag

TAGS: Table = Tag.__table__  # type: ignore[attr-defined]

# What each filter may be, with its words, in the order in which it is offered.
FACETS: dict[str, dict[str, str]] = {
    "topic": TOPICS,
    "subject": SUBJECTS,
    "grade": {**GRADES, "PS": "Postsecondary"},
    "form": FORMS,
    "design": DESIGNS,
    "rating": RATINGS,
    "effect": EFFECTIVENESS,
    "tier": TIERS,
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; "" means any. Values are codes of `FACETS`."""

    topic: str = ""
    subject: str = ""
    grade: str = ""
    form: str = ""
    design: str = ""
    rating: str = ""
    effect: str = ""
    tier: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        return {facet: code for facet, code in asdict(self).items() if code}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and how many records it would leave."""

    code: str
    label: str
    count: int


def carrying(facet: str, code: str) -> Select[tuple[int]]:
    """Select the ids of the records that carry a code."""
    return select(TAGS.c.subject_id).where(
        TAGS.c.kind == EvidenceRecord.kind, TAGS.c.element == facet, TAGS.c.code == code
    )


def facets(session: Session, filters: Filters) -> dict[str, list[Choice]]:
    """What each facet offers under the other filters, with counts; one statement."""
    parts = []
    for facet in FACETS:
        part = select(literal(facet).label("facet"), TAGS.c.code, func.count().label("n")).where(
            TAGS.c.kind == EvidenceRecord.kind, TAGS.c.element == facet
        )
        for other, code in filters.chosen.items():
            if other != facet:
                part = part.where(TAGS.c.subject_id.in_(carrying(other, code)))
        parts.append(part.group_by(TAGS.c.code))
    counts = {(facet, code): n for facet, code, n in session.execute(union_all(*parts))}
    return {
        facet: [
            Choice(code, label, counts.get((facet, code), 0))
            for code, label in labels.items()
            if counts.get((facet, code)) or filters.chosen.get(facet) == code
        ]
        for facet, labels in FACETS.items()
    }


def narrowed(filters: Filters) -> list[Select[tuple[int]]]:
    """Selects of ids; a record of the list is in all of them."""
    return [carrying(facet, code) for facet, code in filters.chosen.items()]

"""By what lists of records are narrowed."""

from sqlalchemy import Select, Table, select

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


def carrying(facet: str, code: str) -> Select[tuple[int]]:
    """Select the ids of the records that carry a code."""
    return select(TAGS.c.subject_id).where(
        TAGS.c.kind == EvidenceRecord.kind, TAGS.c.element == facet, TAGS.c.code == code
    )

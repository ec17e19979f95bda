"""What comes close to a problem, and why."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from rpp import synonyms, words
from rpp.policy import Viewer
from rpp.search.asked import Query
from rpp.search.finding import Hit, Search, find
from rpp.vocabulary import Tag


class Described(Protocol):
    """A problem, as far as likeness needs it."""

    id: int | None
    title: str
    summary: str
    affected: str


@dataclass(frozen=True)
class Match:
    """A thing close to a problem: the words they share, and whether they share the subject."""

    hit: Hit
    because: list[str]
    same_subject: bool


def close_to(
    session: Session, viewer: Viewer, problem: Described, only: tuple[str, ...], limit: int = 5
) -> list[Match]:
    """What comes close to a problem, and why; two statements.

    On the same subject it shares a telling word of the problem's title, or two telling words; on
    another subject four, one of them of the title. Words of the trade, such as "reading", count
    only beside those.
    """
    texts = (problem.title, problem.summary, problem.affected)
    told = words.telling(texts)
    concepts = synonyms.concepts_in("\n".join(texts))
    entitled = set(words.strong(words.telling((problem.title,))))
    entitled.update(map(synonyms.label, synonyms.concepts_in(problem.title)))
    search = Search(Query(problem.title, tuple(told), tuple(concepts)), only)
    hits = find(session, viewer, search, limit=20 * limit).hits
    subjects = _subjects(
        session, [("problem", problem.id or 0), *((h.kind, h.subject_id) for h in hits)]
    )
    own = subjects.get(("problem", problem.id or 0), set())
    matches: list[Match] = []
    named: set[tuple[str, str]] = set()
    for hit in hits:
        if hit.kind == "problem" and hit.subject_id == problem.id:
            continue
        # One study that was reviewed for several topics stands there once.
        if hit.kind != "problem" and (hit.kind, hit.plain_title.casefold()) in named:
            continue
        same = bool(own & subjects.get((hit.kind, hit.subject_id), set()))
        because = _shared(told, concepts, hit.text)
        strong = words.strong(because)
        titled = bool(entitled.intersection(strong))
        near = (titled or len(strong) >= 2) and len(because) >= 2
        if near if same else titled and len(strong) >= 4:
            weak = [word for word in because if word not in strong]
            matches.append(Match(hit, [*strong, *weak][:5], same))
            named.add((hit.kind, hit.plain_title.casefold()))
    return sorted(matches, key=lambda match: not match.same_subject)[:limit]


def _shared(told: list[str], concepts: list[str], other: str) -> list[str]:
    """The words and concepts that a text shares; a concept and its own name count once."""
    labels = [synonyms.label(c) for c in synonyms.concepts_in(other) if c in concepts]
    named = {words.stem(word.lower()) for label in labels for word in label.split()}
    loose = [word for word in words.shared(told, other) if words.stem(word) not in named]
    return [*labels, *loose]


def _subjects(session: Session, things: list[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """The subject tags of things; "all subjects" is the same as none."""
    found: dict[tuple[str, int], set[str]] = {}
    rows = session.execute(
        select(col(Tag.kind), col(Tag.subject_id), col(Tag.code)).where(
            tuple_(col(Tag.kind), col(Tag.subject_id)).in_(things),
            col(Tag.element) == "subject",
            col(Tag.code) != "all",
        )
    )
    for kind, subject_id, code in rows:
        found.setdefault((kind, subject_id), set()).add(code)
    return found

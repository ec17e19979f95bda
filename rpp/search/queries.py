"""What comes close to a problem, and why: the few that a person then looks at.

Close is what is on the problem's subject (where it names one), for one of its grades, and near
enough: by what its sentences mean, or by the words of the problem's title. Both measures were set
on pairs that people judged (`tests/search/known_pairs.csv`), so that at least six in ten of what
is shown are related; `flask search known` measures it, and the decision on what is shown as known
has the figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import synonyms, words
from rpp.policy import Viewer
from rpp.search.asked import Query
from rpp.search.finding import Hit, hits_of
from rpp.search.models import DOCUMENTS
from rpp.vocabulary import Tag

if TYPE_CHECKING:
    from rpp.search.closeness import Measure
    from rpp.search.finding import Ranked

# What could answer a problem, and problems like it.
KNOWN = (("brief", "evidence"), ("problem",))
# Of each kind so many of the best by the engine are compared.
POOL = 60
# How far down the ranking of all kinds these are looked for.
FARTHEST = 400
# Of what is near enough so many are read, of which some are the same study.
MOST = 20


class Described(Protocol):
    """A problem, as far as likeness needs it."""

    id: int | None
    title: str
    summary: str
    affected: str


@dataclass(frozen=True)
class Match:
    """A thing close to a problem: the words they share, and whether their meaning says so."""

    hit: Hit
    because: list[str]
    by_meaning: bool


Tags = Mapping[str, set[str]]


def close_to(
    session: Session,
    viewer: Viewer,
    problem: Described,
    *groups: tuple[str, ...],
    limit: int = 5,
    by_meaning: bool = True,
) -> list[list[Match]]:
    """Of each group of kinds the nearest of what is close to a problem, and why.

    A problem of all subjects is compared with things of any, by words alone: what means the like
    of any subject is too much (on the judged pairs 56 % of what was shown were related). One study
    that was reviewed for several topics stands there once. Some five statements for each kind.
    """
    tags = _tags(session, problem.id)
    # Here: what searches nothing loads no arrays.
    from rpp.search.closeness import Measure

    measure = Measure(session, viewer, problem, by_meaning and bool(tags["subject"]))
    kinds = [kind for only in groups for kind in only]
    ranked = measure.ranked(kinds, tags["subject"], FARTHEST)
    facets = _facets(session, ranked)
    fitting = [one for one in ranked if _for_its_grades(tags["grade"], facets[one.document_id])]
    near = {
        kind: measure.near([one for one in fitting if one.kind == kind][:POOL]) for kind in kinds
    }
    return [
        _matches(session, measure, [one for kind in only for one in near[kind]])[:limit]
        for only in groups
    ]


def _matches(
    session: Session, measure: "Measure", found: Sequence[tuple[float, "Ranked"]]
) -> list[Match]:
    matches: list[Match] = []
    named: set[tuple[str, str]] = set()
    told, concepts = measure.query.words, measure.query.concepts
    best = [one for _, one in sorted(found, key=lambda near: -near[0])][:MOST]
    for hit in hits_of(session, measure.search, best, measure.telling):
        name = (hit.kind, hit.plain_title.casefold())
        because = _shared(told, concepts, hit.text)
        if (hit.kind != "problem" and name in named) or not measure.tells(hit.ranked, because):
            continue
        named.add(name)
        strong = words.strong(because)
        weak = [word for word in because if word not in strong]
        by_meaning = hit.ranked.document_id in measure.by_meaning
        matches.append(Match(hit, [*strong, *weak][:5], by_meaning))
    return matches


def _facets(session: Session, ranked: Sequence["Ranked"]) -> dict[int, set[str]]:
    statement = select(DOCUMENTS.c.id, DOCUMENTS.c.facets).where(
        DOCUMENTS.c.id.in_([one.document_id for one in ranked])
    )
    return {id_: set(facets) for id_, facets in session.execute(statement)}


def _for_its_grades(grades: set[str], facets: set[str]) -> bool:
    """Whether it is for one of the grades; what names none may be for any."""
    theirs = {one for one in facets if one.startswith("grade:")}
    return not grades or not theirs or any(f"grade:{grade}" in theirs for grade in grades)


def _shared(told: Sequence[str], concepts: Sequence[str], other: str) -> list[str]:
    """The words and concepts that a text shares; a concept and its names count once."""
    both = [one for one in synonyms.concepts_in(other) if one in concepts]
    labels = [synonyms.label(one) for one in both]
    named = {words.stem(word.lower()) for label in labels for word in label.split()}
    loose = [
        word
        for word in words.shared(told, other)
        if words.stem(word) not in named and not set(both).intersection(synonyms.concepts_in(word))
    ]
    return [*labels, *loose]


def _tags(session: Session, problem_id: int | None) -> Tags:
    """The subjects and grades of a problem; "all subjects" is the same as none."""
    found: dict[str, set[str]] = {"subject": set(), "grade": set()}
    rows = session.execute(
        select(col(Tag.element), col(Tag.code)).where(
            col(Tag.kind) == "problem",
            col(Tag.subject_id) == problem_id,
            col(Tag.element).in_(list(found)),
            col(Tag.code) != "all",
        )
    )
    for element, code in rows:
        found[element].add(code)
    return found


def asked_of(problem: Described) -> Query:
    """What the engine is asked for: a problem's telling words, those of its title twice."""
    texts = (problem.title, problem.summary, problem.affected)
    text = f"{problem.title}\n{problem.summary}"
    return Query(
        text,
        (*words.telling((problem.title,)), *words.telling(texts)),
        tuple(synonyms.concepts_in("\n".join(texts))),
        meant=text,
    )

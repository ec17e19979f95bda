"""Finds things by their words, each where the reader may know of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import bindparam, select, text, tuple_
from sqlmodel import Session, col

from rpp import kinds, synonyms, words
from rpp.policy import Viewer
from rpp.search.excerpts import excerpt, marked, sought
from rpp.synonyms import Asked
from rpp.vocabulary import Tag

PAGE = 20
# Further pages of a ranked list cost more and more, and nobody reads them.
FARTHEST = 200


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    kind: str
    subject_id: int
    title: Markup
    excerpt: Markup
    line: str
    # Its words as they stand in the index, to say why it fits.
    text: str

    @property
    def href(self) -> str:
        return kinds.href(self.kind, self.subject_id)

    @property
    def noun(self) -> str:
        """What a thing of its kind is called."""
        kind = kinds.get(self.kind)
        return kind.one if kind else ""

    @property
    def plain_title(self) -> str:
        return self.text.split("\n", 1)[0]


# What holds every word in its text stands before what holds some, and a title that holds one
# counts twice. The weight is that of the thing beside others: what we know here stands first.
IN_SQLITE = """
FROM search_words JOIN search_document d ON d.id = search_words.rowid
WHERE search_words MATCH :query AND (d.network_id IS NULL OR d.network_id IN :networks)
  AND d.kind IN :kinds
ORDER BY d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH :every) DESC,
  bm25(search_words, 5.0, 1.0, 0.5) * d.weight
    * (1 + (d.id IN (SELECT rowid FROM search_words WHERE search_words MATCH :titled))), d.id
LIMIT :limit OFFSET :offset
"""
SQLITE = f"""
SELECT d.kind, d.subject_id, d.line, d.title, d.body, d.keywords
{IN_SQLITE}
"""
SQLITE_ALONE = f"SELECT d.kind, d.subject_id {IN_SQLITE}"

IN_POSTGRESQL = """
WITH found AS (
  SELECT d.*, to_tsquery('english', :query) AS query,
         d.words @@ to_tsquery('english', :every) AS holds_all,
         ts_rank_cd('{0.1, 0.1, 0.3, 1.0}', d.words, to_tsquery('english', :query), 1) * d.weight
           * CASE WHEN d.words @@ to_tsquery('english', :titled) THEN 2 ELSE 1 END AS rank
  FROM search_document d
  WHERE d.words @@ to_tsquery('english', :query)
    AND (d.network_id IS NULL OR d.network_id IN :networks) AND d.kind IN :kinds
  ORDER BY holds_all DESC, rank DESC, d.id
  LIMIT :limit OFFSET :offset
)
"""
POSTGRESQL = f"""
{IN_POSTGRESQL}
SELECT kind, subject_id, line, title, body, keywords
FROM found ORDER BY holds_all DESC, rank DESC, id
"""  # noqa: S608
POSTGRESQL_ALONE = f"""
{IN_POSTGRESQL} SELECT kind, subject_id FROM found ORDER BY holds_all DESC, rank DESC, id
"""  # noqa: S608


def find(
    session: Session,
    viewer: Viewer,
    asked: Asked,
    *,
    only: tuple[str, ...] = (),
    limit: int = PAGE,
    offset: int = 0,
) -> list[Hit]:
    """Things that hold any of the words or concepts and that the viewer may know of, best first.

    One statement, and one that asks each kind who reads its things: a row of the index that fell
    behind shows nothing to anyone.
    """
    if not asked:
        return []
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = text(SQLITE if sqlite else POSTGRESQL).bindparams(
        bindparam("networks", expanding=True), bindparam("kinds", expanding=True)
    )
    rows = session.execute(
        statement,
        {
            **_asked(asked, sqlite),
            "networks": sorted(viewer.readable_networks) or [0],
            "kinds": list(only or kinds.indexed()),
            "limit": limit,
            "offset": offset,
        },
    )
    looked_for = sought(asked.words, asked.concepts)
    hits = [
        Hit(
            row.kind,
            row.subject_id,
            marked(row.title, looked_for),
            excerpt(row.body, looked_for),
            row.line,
            f"{row.title}\n{row.body}\n{row.keywords}",
        )
        for row in rows
    ]
    known = kinds.readable(session, viewer, [(hit.kind, hit.subject_id) for hit in hits])
    return [hit for hit in hits if (hit.kind, hit.subject_id) in known]


def ranked_for(
    session: Session, viewer: Viewer, only: Sequence[str], query: str, limit: int
) -> list[tuple[str, int]]:
    """The kinds and ids of what the viewer may find by a question, the best first."""
    return ranked(session, synonyms.ask(query), tuple(only), limit, viewer.readable_networks)


def ranked(
    session: Session,
    asked: Asked,
    only: tuple[str, ...],
    limit: int,
    networks: Collection[int] = (),
) -> list[tuple[str, int]]:
    """The kinds and ids of what anyone may find by these words, the best first; one statement.

    Those who read these networks' inner pages find what is for them alone, too.
    """
    if not asked or not only:
        return []
    sqlite = session.get_bind().dialect.name == "sqlite"
    statement = text(SQLITE_ALONE if sqlite else POSTGRESQL_ALONE).bindparams(
        bindparam("networks", expanding=True), bindparam("kinds", expanding=True)
    )
    about = {"networks": sorted(networks) or [0], "kinds": list(only), "limit": limit, "offset": 0}
    rows = session.execute(statement, {**_asked(asked, sqlite), **about})
    return [(row[0], row[1]) for row in rows]


def _asked(asked: Asked, sqlite: bool) -> dict[str, str]:
    """What is asked as the database reads it: any of it, all of it, and any of it in a title.

    Words are letters and digits only, so nothing in them is an operator of either database.
    """
    told = [[word] for word in asked.words]
    concepts = [[synonyms.token(concept)] for concept in asked.concepts]
    named = synonyms.names(asked.concepts)
    if sqlite:
        # A concept stands in the keywords alone.
        every = [*_sqlite(told, "{title body} : "), *_sqlite(concepts)]
        return {
            "query": " OR ".join(_sqlite([*told, *concepts, *named])),
            "every": " AND ".join(every),
            "titled": " OR ".join(_sqlite([*told, *named], "title : ")),
        }
    every = [*_postgresql(told, ":AB"), *_postgresql(concepts)]
    return {
        "query": " | ".join(_postgresql([*told, *concepts, *named])),
        "every": " & ".join(every),
        "titled": " | ".join(_postgresql([*told, *named], ":A")),
    }


def _sqlite(phrases: list[list[str]], where: str = "") -> list[str]:
    return [f'{where}"{" ".join(phrase)}"' for phrase in phrases]


def _postgresql(phrases: list[list[str]], where: str = "") -> list[str]:
    return [f"({' <-> '.join(word + where for word in phrase)})" for phrase in phrases]


@dataclass(frozen=True)
class Match:
    """A thing close to a problem: the words they share, and whether they share the subject."""

    hit: Hit
    because: list[str]
    same_subject: bool


def close_to(
    session: Session, viewer: Viewer, problem: Any, only: tuple[str, ...], limit: int = 5
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
    asked = Asked(tuple(told), tuple(concepts))
    hits = find(session, viewer, asked, only=only, limit=20 * limit)
    subjects = _subjects(
        session, [("problem", problem.id), *((h.kind, h.subject_id) for h in hits)]
    )
    own = subjects.get(("problem", problem.id), set())
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

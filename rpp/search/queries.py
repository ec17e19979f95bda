"""Finds things by their words, each where the reader may know of it."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import bindparam, select, text, tuple_
from sqlmodel import Session, col

from rpp import kinds, words
from rpp.policy import Viewer
from rpp.vocabulary import Tag

PAGE = 20
# Further pages of a ranked list cost more and more, and nobody reads them.
FARTHEST = 200
_ON, _OFF = "\x02", "\x03"


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


SQLITE = """
SELECT d.kind, d.subject_id, d.line, d.title, d.body,
       highlight(search_words, 0, :on, :off) AS marked,
       snippet(search_words, 1, :on, :off, '…', 32) AS excerpt
FROM search_words JOIN search_document d ON d.id = search_words.rowid
WHERE search_words MATCH :query AND (d.network_id IS NULL OR d.network_id IN :networks)
  AND d.kind IN :kinds
ORDER BY bm25(search_words, 2.0, 1.0), d.id LIMIT :limit OFFSET :offset
"""

# The excerpts are cut for the rows of the page alone: cutting costs more than finding.
POSTGRESQL = """
WITH found AS (
  SELECT d.*, to_tsquery('english', :query) AS query
  FROM search_document d
  WHERE d.words @@ to_tsquery('english', :query)
    AND (d.network_id IS NULL OR d.network_id IN :networks) AND d.kind IN :kinds
  ORDER BY ts_rank_cd('{0.1, 0.2, 0.5, 1.0}', d.words, to_tsquery('english', :query), 1) DESC, d.id
  LIMIT :limit OFFSET :offset
)
SELECT kind, subject_id, line, title, body,
       ts_headline('english', title, query,
                   'HighlightAll=true, StartSel=' || :on || ', StopSel=' || :off) AS marked,
       ts_headline('english', body, query,
                   'MaxWords=32, MinWords=16, StartSel=' || :on || ', StopSel=' || :off) AS excerpt
FROM found
"""


def find(
    session: Session,
    viewer: Viewer,
    wanted: list[str],
    *,
    only: tuple[str, ...] = (),
    limit: int = PAGE,
    offset: int = 0,
) -> list[Hit]:
    """Things that hold any of the words and that the viewer may know of, the best first.

    One statement, and one that asks each kind who reads its things: a row of the index that fell
    behind shows nothing to anyone.
    """
    if not wanted:
        return []
    sqlite = session.get_bind().dialect.name == "sqlite"
    # Words are letters and digits only, so nothing in them is an operator of either database.
    query = " OR ".join(f'"{w}"' for w in wanted) if sqlite else " | ".join(wanted)
    statement = text(SQLITE if sqlite else POSTGRESQL).bindparams(
        bindparam("networks", expanding=True), bindparam("kinds", expanding=True)
    )
    rows = session.execute(
        statement,
        {
            "query": query,
            "networks": sorted(viewer.readable_networks) or [0],
            "kinds": list(only or kinds.indexed()),
            "limit": limit,
            "offset": offset,
            "on": _ON,
            "off": _OFF,
        },
    )
    hits = [_hit(row) for row in rows]
    known = kinds.readable(session, viewer, [(hit.kind, hit.subject_id) for hit in hits])
    return [hit for hit in hits if (hit.kind, hit.subject_id) in known]


def _hit(row: Any) -> Hit:
    return Hit(
        row.kind,
        row.subject_id,
        _marked(row.marked),
        _marked(row.excerpt),
        row.line,
        f"{row.title}\n{row.body}",
    )


def _marked(passage: str) -> Markup:
    safe = str(escape(passage.replace("\n", " ")))
    return Markup(safe.replace(_ON, "<mark>").replace(_OFF, "</mark>"))  # noqa: S704  (escaped above)


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
    told = words.telling((problem.title, problem.summary, problem.affected))
    entitled = set(words.strong(words.telling((problem.title,))))
    hits = find(session, viewer, told, only=only, limit=20 * limit)
    subjects = _subjects(
        session, [("problem", problem.id), *((h.kind, h.subject_id) for h in hits)]
    )
    own = subjects.get(("problem", problem.id), set())
    matches = []
    for hit in hits:
        if hit.kind == "problem" and hit.subject_id == problem.id:
            continue
        same = bool(own & subjects.get((hit.kind, hit.subject_id), set()))
        because = words.shared(told, hit.text)
        strong = words.strong(because)
        titled = bool(entitled.intersection(strong))
        near = (titled or len(strong) >= 2) and len(because) >= 2
        if near if same else titled and len(strong) >= 4:
            weak = [word for word in because if word not in strong]
            matches.append(Match(hit, [*strong, *weak][:5], same))
    return sorted(matches, key=lambda match: not match.same_subject)[:limit]


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

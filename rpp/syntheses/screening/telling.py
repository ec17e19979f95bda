"""What is known of a candidate, for who decides on it: its words, facts, and where it is read."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import or_, select
from sqlmodel import Session

from rpp import words
from rpp.evidence import facts
from rpp.evidence.models import RECORDS
from rpp.evidence.references.reference import Reference
from rpp.layout import Fact, Link
from rpp.policy import Viewer
from rpp.search import excerpts
from rpp.search.models import DOCUMENTS
from rpp.syntheses.queries import Shown
from rpp.syntheses.screening.reading import Seen

# Of a long text so much is shown; the rest is a click away.
LONGEST = 4_000
# Kinds of publications that journals do not review, and words of citations that say so.
OUTSIDE_JOURNALS = frozenset(("report", "thesis", "webpage", "dataset"))
SAYS_SO = (
    *("dissertation", "thesis", "working paper", "technical report", "final report"),
    *("a report", "paper presented", "unpublished", "manuscript"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A candidate in words; `passages` have the question's words marked."""

    title: Markup
    line: str
    passages: list[Markup]
    facts: list[Fact]
    read: Link | None
    # All its words, to find how a term is written, and whether it looks like gray literature.
    text: str
    seems_gray: bool


def told(session: Session, viewer: Viewer, one: Shown, candidate: Seen) -> Told:
    """What is known of a candidate of a synthesis; four statements at most."""
    sought = excerpts.sought(words.telling([_asked(one)], 60))
    title, body, keywords, line = _document(session, viewer, candidate)
    text = excerpts.plain(body)[:LONGEST]
    known = list(_known(session, candidate))
    citation, reference = _cited(session, candidate)
    return Told(
        excerpts.marked(title or candidate.title, sought),
        line or candidate.citation,
        [excerpts.marked(part, sought) for part in text.split("\n\n") if part.strip()],
        [*known, *_published(reference)],
        _where(candidate),
        "\n".join((title or candidate.title, body, keywords, candidate.citation)),
        _seems_gray(citation or candidate.citation, reference),
    )


def _asked(one: Shown) -> str:
    question = one.question
    parts = (one.title, question.population, question.intervention, question.outcome)
    return " ".join((*parts, question.comparison))


def _document(session: Session, viewer: Viewer, candidate: Seen) -> tuple[str, str, str, str]:
    """What the search holds of it, as far as the viewer may find it."""
    row = session.execute(
        select(DOCUMENTS.c.title, DOCUMENTS.c.body, DOCUMENTS.c.keywords, DOCUMENTS.c.line).where(
            DOCUMENTS.c.kind == candidate.subject_kind,
            DOCUMENTS.c.subject_id == candidate.subject_id,
            ~DOCUMENTS.c.gone,
            or_(
                DOCUMENTS.c.network_id.is_(None),
                DOCUMENTS.c.network_id.in_(sorted(viewer.readable_networks)),
            ),
        )
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else ("", "", "", "")


def _cited(session: Session, candidate: Seen) -> tuple[str, Reference | None]:
    if candidate.subject_kind != "evidence" or candidate.subject_id is None:
        return "", None
    statement = select(RECORDS.c.citation, RECORDS.c.reference)
    row = session.execute(statement.where(RECORDS.c.id == candidate.subject_id)).first()
    return (row[0], row[1]) if row else ("", None)


def _known(session: Session, candidate: Seen) -> Iterator[Fact]:
    if candidate.subject_kind == "evidence" and candidate.subject_id is not None:
        record = facts.of(session, [candidate.subject_id]).get(candidate.subject_id)
        if record is not None:
            named = (
                ("Design", record.design_words),
                ("Rating", record.rating),
                ("Tier", record.tier_words if record.tier else ""),
                ("Program", ", ".join(record.interventions)),
                ("Compared with", ", ".join(record.comparisons[:3])),
                ("Grades", record.grades_words),
                ("Setting", record.setting_words),
                ("Sample", record.sample_words),
            )
            yield from (Fact(name, said) for name, said in named if said)
    if candidate.year:
        yield Fact("Year", str(candidate.year))


def _published(said: Reference | None) -> Iterator[Fact]:
    if said is None:
        return
    if said.authors:
        yield Fact("Authors", "; ".join(said.authors[:6]))
    if said.container:
        yield Fact("Published in", said.container)
    if said.peer_reviewed is not None:
        yield Fact("Peer-reviewed", "Yes" if said.peer_reviewed else "No")
    if said.doi:
        yield Fact("DOI", said.doi)


def _where(candidate: Seen) -> Link | None:
    if candidate.subject_kind == "evidence":
        return Link("Open its record", f"/evidence/{candidate.subject_id}")
    if candidate.subject_kind == "study":
        return Link("Open the study", f"/studies/{candidate.subject_id}")
    if candidate.address.startswith("https://"):
        return Link("Read it where it was published", candidate.address)
    return None


def _seems_gray(citation: str, said: Reference | None) -> bool:
    """Whether it looks as if no journal reviewed it: a guess that a person corrects."""
    if said is not None and said.peer_reviewed is not None:
        return not said.peer_reviewed
    if said is not None and said.type in OUTSIDE_JOURNALS:
        return True
    return any(words_ in citation.lower() for words_ in SAYS_SO)

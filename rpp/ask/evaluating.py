"""Measures answers on questions with what a good answer cites."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from rpp import kinds
from rpp.ask import answering
from rpp.ask.answer import Answer, Quote
from rpp.errors import DomainError
from rpp.evidence.models import RECORDS
from rpp.policy import ANYONE
from rpp.search.models import DOCUMENTS


class Labelled(NamedTuple):
    """A question, whether something here answers it, and the things of which it may cite any."""

    question: str
    answerable: bool
    cites: tuple[str, ...]


class Judged(NamedTuple):
    """What became of a question: `right` where it was answered, or declined, as labelled."""

    labelled: Labelled
    answer: Answer
    right: bool
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Shares, 0 to 1; None where there was nothing to measure."""

    questions: int
    answered: float | None
    declined: float | None
    verbatim: float | None


def read(path: Path) -> list[Labelled]:
    """The questions of a file, one JSON object a line; a wrong line is a DomainError."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            question = Labelled(row["question"], row["answerable"], tuple(row.get("cites", ())))
            if not (isinstance(question.question, str) and isinstance(question.answerable, bool)):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise DomainError(
                f"Line {number} of {path.name} is no question: it needs “question” (a text), "
                "“answerable” (true or false) and “cites” (a list of names)."
            ) from None
        found.append(question)
    return found


def judged(
    session: Session, questions: Sequence[Labelled], by_meaning: bool = True
) -> list[Judged]:
    """Each question with its answer as anyone would get it, and whether that is right."""
    named = _named(session, {one for labelled in questions for one in labelled.cites})
    return [_judged(session, labelled, named, by_meaning) for labelled in questions]


def unknown(session: Session, questions: Sequence[Labelled]) -> list[str]:
    """The names of things that questions cite and that are not here."""
    names = {one for labelled in questions for one in labelled.cites}
    return sorted(names - set(_named(session, names)))


def _judged(
    session: Session, labelled: Labelled, named: Mapping[str, tuple[str, int]], by_meaning: bool
) -> Judged:
    found = answering.answer(session, ANYONE, labelled.question, by_meaning)
    cited = {(quote.kind, quote.subject_id) for quote in found.quotes}
    good = {named[one] for one in labelled.cites if one in named}
    right = bool(cited & good) if labelled.answerable else found.declined
    return Judged(labelled, found, right, all(is_verbatim(session, one) for one in found.quotes))


def report(found: Sequence[Judged]) -> Report:
    """What the judged questions add up to."""
    answerable = [one.right for one in found if one.labelled.answerable]
    others = [one.right for one in found if not one.labelled.answerable]
    quoted = [one.verbatim for one in found if one.answer.quotes]
    return Report(len(found), _share(answerable), _share(others), _share(quoted))


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def is_verbatim(session: Session, quote: Quote) -> bool:
    """Whether a quote stands word for word in its source, as anyone reads it now."""
    quotable = kinds.indexed()[quote.kind].quotable
    found = quotable(session, ANYONE, [quote.subject_id]) if quotable else ()
    return any(quote.text in passage.text for source in found for passage in source.passages)


def _named(session: Session, names: set[str]) -> Mapping[str, tuple[str, int]]:
    """The things of these names: natural keys of evidence, “kind: title”, “kind/id”."""
    found: dict[str, tuple[str, int]] = {}
    for name in names:
        kind, _, id_ = name.strip("/").partition("/")
        if id_.isdigit() and kind in kinds.indexed():
            found[name] = (kind, int(id_))
    rows = session.execute(select(RECORDS.c.key, RECORDS.c.id).where(RECORDS.c.key.in_(names)))
    found |= {key: ("evidence", id_) for key, id_ in rows}
    titles = {tuple(name.split(": ", 1)): name for name in names if ": " in name}
    things = select(DOCUMENTS.c.kind, DOCUMENTS.c.title, DOCUMENTS.c.subject_id).where(
        DOCUMENTS.c.title.in_([title for _, title in titles])
    )
    for kind, title, id_ in session.execute(things):
        if (kind, title) in titles:
            found[titles[kind, title]] = (kind, id_)
    return found

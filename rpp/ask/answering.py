"""Answers a question with sentences that stand here, quoted word for word, or declines."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from rpp import clock, kinds
from rpp.ask import choosing, deciding, overlapping, reading, retrieving, spelling
from rpp.ask.answer import Answer, Near, Quote, in_words
from rpp.ask.choosing import Candidate
from rpp.ask.reading import Question
from rpp.ask.retrieving import Library, Retrieved
from rpp.policy import Viewer

NEAR = 3
WEAKEST = 5


def answer(
    session: Session,
    viewer: Viewer,
    question: str,
    by_meaning: bool = True,
    district_id: int | None = None,
) -> Answer:
    """What the things that the viewer may read say on a question.

    It declines rather than guess: then `why` says what was searched, and that nothing was found.
    Without `by_meaning`, or a model for it, words alone count. Each source is compared with a
    district: of that id, or the viewer's own.
    """
    asked, library = _understood(session, viewer, question)
    found = retrieving.retrieve(session, viewer, asked, by_meaning)
    fitting = [one for one in found if deciding.fits(asked, one.source)]
    near = retrieving.nearness(session, asked, fitting) if by_meaning else {}
    best = choosing.ranked(asked, library.rare, fitting, near)
    chosen = choosing.chosen(asked, (one for one in best if deciding.answers(asked, one)))
    missing = _missing(asked, chosen or best[:1])
    return Answer(
        reading.plain(question),
        not chosen,
        "" if chosen else _why(asked, library, missing),
        overlapping.beside(
            session,
            viewer,
            sorted((_quote(asked, one) for one in chosen), key=_strength),
            district_id,
        ),
        library.searched,
        clock.now(),
        missing,
        near=() if chosen else tuple(map(_near, found[:NEAR])),
        read_as=asked.text if asked.respelled else "",
    )


def _understood(session: Session, viewer: Viewer, question: str) -> tuple[Question, Library]:
    """A question as it is read: with its programs by name, and what is misspelled as meant."""
    index = retrieving.held(session)
    known = retrieving.programs(index)
    asked = reading.naming(reading.read(question), known)
    library = retrieving.library(index, viewer, asked)
    better = spelling.meant(session, viewer, asked.text, library.unknown)
    if better == asked.text:
        return asked, library
    asked = replace(reading.naming(reading.read(better), known), respelled=True)
    return asked, retrieving.library(index, viewer, asked)


def _strength(one: Quote) -> int:
    """The strongest evidence first; what is as strong stays in its order."""
    return one.tier or WEAKEST


def _missing(asked: Question, found: Sequence[Candidate]) -> tuple[str, ...]:
    """The words of a question that none of these sources holds."""
    lacking = [set(one.missing) for one in found] or [set(asked.terms)]
    lost = set.intersection(*lacking)
    return tuple(term.word for term in asked.terms if term in lost)


def _quote(asked: Question, one: Candidate) -> Quote:
    source, passage = one.source, one.passage
    domain, stance = choosing.stance(asked, one)
    return Quote(
        one.text,
        source.title,
        source.path + (f"#{passage.anchor}" if passage.anchor else ""),
        one.kind,
        kinds.indexed()[one.kind].one,
        source.id,
        passage.heading,
        version=source.version,
        tier=choosing.tier(asked, one),
        beside=choosing.beside(asked, one),
        design=source.design,
        sample=source.sample,
        setting=source.setting,
        domain=domain,
        stance=stance,
    )


def _near(one: Retrieved) -> Near:
    return Near(one.source.title, one.source.path, one.kind, kinds.indexed()[one.kind].one)


def _why(asked: Question, library: Library, missing: Sequence[str]) -> str:
    """Why there is no answer: what was searched, for what, and that it was not found."""
    if not asked.terms and not asked.names:
        return (
            "This question holds no word to look for. Name a program, a grade, an outcome, or "
            "what hurts."
        )
    tiers = " or ".join(map(str, sorted(asked.tiers)))
    what = f"gives {asked.want.words} for this" if asked.want.spent else "answers this"
    among = f" in evidence of tier {tiers}" if tiers else ""
    words = f" Nothing close to it holds: {', '.join(missing)}." if missing else ""
    return (
        f"We searched {in_words(library.searched)} and found no sentence{among} that {what}."
        f"{words} That does not mean the answer is no."
    )

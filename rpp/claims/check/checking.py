"""Checks a claim: finds its program here, judges its parts, and marks what nothing supports."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from rpp import program_names, words
from rpp.ask import retrieving
from rpp.ask.alike import neutral, stem
from rpp.ask.naming import Named, named
from rpp.claims.check import judging, reading, tested
from rpp.claims.check.outcomes import SAID
from rpp.claims.check.parts import Judged, Span, Verdict
from rpp.claims.check.reading import Claim
from rpp.claims.check.tested import Found, Tested
from rpp.organizations.profiles import Profile
from rpp.policy import Viewer
from rpp.search.asked import parse
from rpp.search.finding import Hit, Search, find

NEAR = 5
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of the pasted text, and what came of them.

    `of` is the number of the part that they are (from 1), 0 for none; `program` where they name
    it, `is_alone` where no part reads them and nothing here says such a word.
    """

    text: str
    of: int = 0
    verdict: Verdict | None = None
    program: bool = False
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim that was checked."""

    text: str
    program: str
    tested: Tested
    judged: Sequence[Judged]
    passages: Sequence[Passage]
    # Words that no part reads and no record of the program says.
    alone: Sequence[str]
    # Where nothing here tested the program: what is closest to the words of the claim.
    near: Sequence[Hit] = ()
    others: Sequence[str] = ()

    @property
    def contrary(self) -> list[Found]:
        """All significant findings against the program, whatever the claim speaks of."""
        return [one for one in self.tested.findings if one.opposes]


def check(
    session: Session,
    viewer: Viewer,
    text: str,
    program: str = "",
    by_meaning: bool = True,
    district: Profile | None = None,
) -> Checked:
    """A claim beside what the viewer may read here; `program` names it where the text does not.

    A fixed number of statements, whatever the claim says. Nothing of it is kept.
    """
    claim = reading.plainly(text)
    # The index, read once; a claim is data, and its words ask for nothing.
    is_known = retrieving.programs(retrieving.held(session))
    names = _names(claim, is_known)
    keys, name = _program(program, names)
    claim = reading.read(claim, [(one.start, one.end) for one in names])
    found = tested.of(session, viewer, name, keys, district)
    judged = [judging.judged(part, found) for part in claim.parts]
    spans = [Span(claim.at[one.start], claim.at[one.end - 1] + 1) for one in names]
    passages = list(_passages(claim, judged, spans, found))
    return Checked(
        text,
        name,
        found,
        judged,
        passages,
        tuple(dict.fromkeys(one.text for one in passages if one.is_alone)),
        () if found else _near(session, viewer, text, by_meaning),
        tuple(dict.fromkeys(one.words for one in names if one.key not in keys)),
    )


def _names(claim: Claim, is_known: Callable[[str], bool]) -> list[Named]:
    """Programs that a claim names; an outcome is no program, though one may be called like it.

    A claim often begins with the name: a first word with a capital may be one, too.
    """
    before = "– "
    return [
        one._replace(start=one.start - len(before), end=one.end - len(before))
        for one in named(before + claim.plain, is_known)
        if not SAID.fullmatch(one.words.lower())
    ]


def _program(typed: str, names: Sequence[Named]) -> tuple[set[str], str]:
    """By which keys the program is known, and its name: the one typed, else the first named."""
    if typed:
        return program_names.keys([typed]) or {program_names.key(typed)}, typed
    if names:
        return {names[0].key}, names[0].words
    return set(), ""


def _near(session: Session, viewer: Viewer, text: str, by_meaning: bool) -> Sequence[Hit]:
    search = Search(parse(text[:500]), ["evidence", "brief"], by_meaning=by_meaning)
    return find(session, viewer, search, limit=NEAR).hits


def _passages(
    claim: Claim, judged: Sequence[Judged], names: Sequence[Span], found: Tested
) -> Iterator[Passage]:
    """The text in its order, cut where a part, a name, or a word that stands alone begins."""
    marks: list[tuple[Span, Passage]] = [
        (
            one.part.span,
            Passage(claim.text[slice(*one.part.span)], at, one.verdict),
        )
        for at, one in enumerate(judged, 1)
    ]
    marks += [(span, Passage(claim.text[slice(*span)], program=True)) for span in names]
    taken = sorted(span for span, _ in marks)
    if found:
        marks += [
            (span, Passage(claim.text[slice(*span)], is_alone=True))
            for span in _alone(claim.text[: reading.LONGEST], taken, found)
        ]
    at = 0
    for span, passage in sorted(marks, key=lambda mark: mark[0]):
        if span.start < at:
            continue
        if at < span.start:
            yield Passage(claim.text[at : span.start])
        yield passage
        at = span.end
    if at < len(claim.text):
        yield Passage(claim.text[at:])


def _alone(text: str, taken: Sequence[Span], found: Tested) -> Iterator[Span]:
    """Telling words that no part reads and that no record of the program says."""
    at = 0
    for match in _WORD.finditer(text):
        while at < len(taken) and taken[at].end <= match.start():
            at += 1
        if at < len(taken) and taken[at].start < match.end():
            continue
        if all(_is_said(piece.lower(), found) for piece in words.pieces(match[0])):
            continue
        yield Span(*match.span())


def _is_said(word: str, found: Tested) -> bool:
    """Whether a word says nothing of its own, or stands in a record of the program."""
    own = stem(word)
    return word in words.STOP or own in neutral() or own in found.words

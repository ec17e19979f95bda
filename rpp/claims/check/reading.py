"""Reads a claim: its sentences, and what each of its parts says.

Everything is told by signs that stand in the text; what is said in other words is left, and shown
as not read. A text is data, whatever it says.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rpp import words
from rpp.claims.check import grades
from rpp.claims.check.numbers import NUMBER, value
from rpp.claims.check.outcomes import SAID
from rpp.claims.check.parts import Part, PartKind, Span
from rpp.claims.check.signs import SIGNS

LONGEST = 5_000  # characters that are read
MOST_PARTS = 60

_END = re.compile(r"[.!?]+(?=\s)|\n+|•")
_CHANGES = re.compile(
    r"\b(?:rais|improv|increas|reduc|lower|boost|chang|affect|impact|help|cut|lift|prevent|build"
    r"|gain|grow|strengthen|accelerat|deliver|gives?\b|double|better|higher|effect|result|rais"
    r"|progress|advance|develop|enhanc|closes?\b|success|outperform|work(?:s|ed)\b)"
)
# An outcome that only says what the program is about: "a reading program".
_ABOUT = re.compile(
    r"[\s-]+(?:programs?|curricul|software|apps?\b|intervention|tutor|teachers?\b|instruction"
    r"|lessons?|class|tools?\b|solution|platform|course|series|labs?\b|materials)"
)
_NOT = re.compile(r"\b(?:not|no|never|without(?! reserv)|n[o']t)\s+(?:\w+\s+){0,2}$")
_MOST = r"(?P<most>(?:by )?(?:up to|as (?:much|many|high) as|at (?:the )?most|a maximum of) )?"
_BY = r"(?:by )?(?:an? )?(?:average of |about |around |over |more than |nearly |approximately )?"

_SIZES: tuple[tuple[str, str], ...] = (
    (
        "percentile",
        rf"{_MOST}(?:{_BY})(?P<n>{NUMBER})[\s-]*(?:percentile)(?:s| ranks?|[\s-]points?| gains?)*",
    ),
    (
        "effect",
        rf"{_MOST}(?:an? )?(?:average )?effect sizes? (?:of |is |= ?|: ?)?(?:up to )?\+?"
        rf"(?P<n>{NUMBER})",
    ),
    ("effect", rf"{_MOST}{_BY}(?P<n>{NUMBER})[\s-]*(?:of a )?(?:standard deviations?|sds?\b)"),
    ("effect", rf"\b(?:hedges.? g|cohen.?s? d|[gd]) ?(?:=|of) ?\+?(?P<n>{NUMBER})"),
    (
        "months",
        rf"{_MOST}{_BY}(?P<n>{NUMBER})[\s-]+(?:additional |extra |more |full )?"
        r"(?:months?|years?|weeks?|grade levels?)[’']?(?: of| worth of)?"
        r"(?: additional| extra)? (?:learning|growth|progress|gains?|instruction|schooling)",
    ),
    ("months", rf"{_MOST}{_BY}(?P<n>{NUMBER})[\s-]+grade levels?"),
    (
        "percent",
        rf"{_MOST}{_BY}(?P<n>{NUMBER})\s?(?:%|percent(?:age)?(?:[\s-]points?)?|per cent)",
    ),
    (
        "percent",
        r"(?P<n>)\b(?:(?:doubl|tripl)(?:e[sd]?|ing)|twice as|(?:two|three)fold)\b",
    ),
)
_FROM_TO = re.compile(
    r"from the (\d{1,2})(?:st|nd|rd|th)(?: percentile)? to the (\d{1,2})(?:st|nd|rd|th)"
)
_COUNTED = (
    ("students", r"students|children|learners|pupils|kids|participants"),
    ("studies", r"(?:[a-z-]+ ){0,2}(?:studies|trials|experiments|evaluations)"),
    ("schools", r"(?:[a-z-]+ )?(?:schools|districts|classrooms|teachers|states|sites)"),
)
_TIER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_OF_LESSONS = re.compile(
    r"\btiers? ?\w+ (?:interventions?|instruction|supports?|groups?|students?|lessons?)\b"
    r"|\bmtss\b|\brti\b"
)
_TIER = re.compile(
    r"\b(?:an? )?(?:essa )?(?:evidence )?(?:tier|level)[ -]?"
    r"(?P<n>1|2|3|4|one|two|three|four|iv|i{1,3})\b"
    r"(?: (?:under|of|by) essa)?(?: ?\((?:strong|moderate|promising)(?: evidence)?\))?"
    r"|\b(?P<w>strong|moderate|promising) evidence (?:under|according to|by) essa\b"
)
_STRENGTH = {"strong": 1, "moderate": 2, "promising": 3}

_RATING = re.compile(
    r"\b(?:the stud(?:y|ies) )?(?:meets?|met|meeting) (?:the )?"
    r"(?:what works clearinghouse|wwc)(?:[’']s)? "
    r"(?:evidence |design )?standards(?: (?P<how>without|with) reservations)?"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it was read: the text as it was pasted, its parts in their order.

    `plain` is the text in small plain letters, `at` where each of its characters stands in it.
    """

    text: str
    plain: str
    at: tuple[int, ...]
    parts: tuple[Part, ...] = ()


def plainly(text: str) -> Claim:
    """The text in plain letters, each with its place: accents and signs that nobody sees aside."""
    found, at = list[str](), list[int]()
    for place, sign in enumerate(text[:LONGEST]):
        if sign in "\u00ad\u200b\u200c\u200d\ufeff":
            continue
        for plain in " " if sign.isspace() and sign != "\n" else words.fold(sign):
            found.append(plain)
            at.append(place)
    return Claim(text, "".join(found), tuple(at))


def read(claim: Claim, names: Sequence[tuple[int, int]]) -> Claim:
    """The same claim with its parts; in `names`, places of its plain text, nothing is read."""
    small = claim.plain.lower()
    if len(small) != len(claim.plain):
        small = "".join(sign.lower()[:1] or sign for sign in claim.plain)
    for start, end in names:
        small = small[:start] + "\x00" * (end - start) + small[end:]
    found = list[Part]()
    start = 0
    for end in [*(match.end() for match in _END.finditer(small)), len(small)]:
        found += _sentence(claim, small, start, end, "essa" in small)
        start = end
    return replace(claim, parts=tuple(_outcomes_of_others(found)[:MOST_PARTS]))


def _sentence(claim: Claim, small: str, start: int, end: int, of_essa: bool) -> list[Part]:
    """The parts of one sentence; what one sign has read no other reads."""
    text = small[start:end]
    taken = bytearray(len(text))

    def part(kind: PartKind, first: int, last: int, **said: object) -> Part | None:
        if any(taken[first:last]) or first == last:
            return None
        taken[first:last] = b"\x01" * (last - first)
        span = Span(claim.at[start + first], claim.at[start + last - 1] + 1)
        return Part(kind, span, claim.text[span.start : span.end], **said)  # type: ignore[arg-type]

    found = [
        one
        for one in (
            *_effects(text, part),
            *_ratings(text, part),
            *_tiers(text, part, of_essa),
            *_grades(text, part),
            *_sizes(text, part),
            *_counts(text, part),
            *_signs(text, part),
        )
        if one
    ]
    return _scoped(sorted(found, key=lambda one: one.span))


Make = Callable[..., Part | None]


def _effects(text: str, part: Make) -> Iterator[Part | None]:
    """Outcomes that are said to change, each once in a sentence."""
    change = _CHANGES.search(text)
    if not change:
        return
    begins = change.end()
    seen = set[str]()
    # What stands after the change first: before it may stand a name that sounds like an outcome.
    for match in sorted(SAID.finditer(text), key=lambda one: (one.start() < begins, one.start())):
        code = match.lastgroup or ""
        if code in seen or _ABOUT.match(text, match.end()) or _is_denied(text, match.start()):
            continue
        seen.add(code)
        yield part("effect", *match.span(), code=code, outcomes=(code,))


def _is_denied(text: str, before: int) -> bool:
    """Whether the change before this place is said not to be."""
    changes = [one.start() for one in _CHANGES.finditer(text, 0, before)]
    return bool(_NOT.search(text[: changes[-1] if changes else before]))


def _ratings(text: str, part: Make) -> Iterator[Part | None]:
    for match in _RATING.finditer(text):
        yield part("rating", *match.span(), code=match["how"] or "")


def _tiers(text: str, part: Make, of_essa: bool) -> Iterator[Part | None]:
    """Tiers of ESSA; "tier 2" alone is also a kind of lesson."""
    for match in _TIER.finditer(text):
        if match["w"]:
            yield part("tier", *match.span(), number=float(_STRENGTH[match["w"]]))
        elif of_essa or not _OF_LESSONS.search(text):
            number = _TIER_WORDS.get(match["n"]) or int(match["n"])
            yield part("tier", *match.span(), number=float(number))


def _grades(text: str, part: Make) -> Iterator[Part | None]:
    for first, last, codes in grades.found(text):
        yield part("grades", first, last, codes=codes)


_SIZESIGNS = tuple((code, re.compile(sign)) for code, sign in _SIZES)


def _sizes(text: str, part: Make) -> Iterator[Part | None]:
    for match in _FROM_TO.finditer(text):
        yield part(
            "size", *match.span(), code="percentile", number=float(match[2]) - float(match[1])
        )
    for code, sign in _SIZESIGNS:
        for match in sign.finditer(text):
            most = bool(match.groupdict().get("most"))
            yield part("size", *match.span(), code=code, number=value(match["n"]), most=most)


_COUNTSIGNS = tuple(
    (
        code,
        re.compile(rf"(?:\b(?:more than|over|nearly|some|about) )?(?P<n>{NUMBER})\+? (?:{noun})\b"),
    )
    for code, noun in _COUNTED
)


def _counts(text: str, part: Make) -> Iterator[Part | None]:
    for code, sign in _COUNTSIGNS:
        for match in sign.finditer(text):
            yield part("sample", *match.span(), code=code, number=value(match["n"]))


def _signs(text: str, part: Make) -> Iterator[Part | None]:
    for kind, code, sign in SIGNS:
        for match in sign.finditer(text):
            yield part(kind, *match.span(), code=code)


def _scoped(parts: Sequence[Part]) -> list[Part]:
    """Parts with the outcomes of their sentence: a size with the outcome that stands before it."""
    own = [one for one in parts if one.kind == "effect"]
    codes = tuple(one.code for one in own)
    found = list[Part]()
    for one in parts:
        if one.kind == "effect" or not own:
            found.append(one)
        elif one.kind == "size":
            before = [each for each in own if each.span < one.span]
            found.append(replace(one, outcomes=(before[-1] if before else own[0]).outcomes))
        else:
            found.append(replace(one, outcomes=codes))
    return found


def _outcomes_of_others(parts: Sequence[Part]) -> list[Part]:
    """A sentence that names no outcome speaks of all that the claim names."""
    every = tuple(dict.fromkeys(one.code for one in parts if one.kind == "effect"))
    return [one if one.outcomes else replace(one, outcomes=every) for one in parts]

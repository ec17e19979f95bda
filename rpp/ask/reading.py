"""Reads a question: what kind of answer it wants, on what, and for which grades and places."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rpp import synonyms, words
from rpp.ask import wants
from rpp.ask.alike import Run, groups, longest, neutral, run, stem
from rpp.ask.naming import Named, named
from rpp.ask.wants import Want
from rpp.vocabulary import GRADES

LONGEST = 5_000  # characters of a question that are read
MOST_TERMS = 32
# What stands around the sentence that asks counts so much beside it.
AROUND = 0.35

# Of a name of several words these say the least: "substitute teacher", "school bus".
EVERYWHERE = frozenset(map(stem, ("teacher", "school", "district", "class")))

_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)
_ONE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|k|{'|'.join(_ORDINALS)})"
_TO = r"\s*(?:-|–|—|to|through|and|or|&)\s*"
# "grade 2", "grades 7-12", "2nd and 3rd graders", "K-2".
_GRADE = re.compile(
    rf"\b(?:grades?\s*({_ONE})(?:{_TO}({_ONE}))?\b|({_ONE})(?:{_TO}({_ONE}))?[\s-]+grad(?:e|ers?)s?\b|"
    rf"(k){_TO}(\d{{1,2}})\b)"
)
# Bands are wide: a record that says nothing of grades is not against one.
_BANDS = (
    (re.compile(r"\belementary(?: schools?| grades?)?\b"), "KG", "05"),
    (re.compile(r"\bmiddle(?:[- ]school(?:s|ers?)?| grades?)\b|\bjunior high\b"), "06", "08"),
    (re.compile(r"\bhigh[- ]school(?:s|ers?)?\b"), "09", "12"),
)
_EARLY = (
    (re.compile(r"\b(?:pre-?k|prekindergarten(?:ers?)?|preschool(?:s|ers?)?)\b"), "PK"),
    (re.compile(r"\bkindergart(?:en|ens|ner|ners|eners?)\b"), "KG"),
)
_CODES = list(GRADES)

# ESSA's words for its tiers; "tier 2" alone is also a kind of lesson.
_OF_TIER = {"strong": 1, "moderate": 2, "promising": 3}
_TIERS = re.compile(
    r"\b(at least )?((?:strong(?:est|ly)?|rigorous|best|moderate(?:ly)?|promising)"
    r"(?:(?:,| or| and| to)+ (?:strong|moderate|promising))*)[ -](?:\w+ )?(?:evidence|supported)\b|"
    r"\bevidence (?:is |that is )?(strong(?:est)?|rigorous|moderate|promising)\b"
)
_ESSA = re.compile(
    r"\b(?:meet|qualif|eligible)\w*\b.{0,30}\bessa\b|"
    r"\bessa[- ]tiers?\b(?! ?(?:\d|one|two|three|four|i))"
)
_TIER = re.compile(r"\b(?:tiers?|level) ?(1|2|3|4|one|two|three|four|iv|i{1,3})\b")
_OF_LESSONS = re.compile(
    r"\btiers? ?\w+ (?:interventions?|instruction|support|groups?|students?|lessons?)\b|"
    r"\bmtss\b|\brti\b"
)
_TIER_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_SETTINGS = (
    (re.compile(r"\b(?:urban|inner[- ]city|(?:big |large )?cit(?:y|ies))\b"), "urban"),
    (re.compile(r"\b(?:rural|countryside)\b"), "rural"),
    (re.compile(r"\bsuburb(?:s|an)?\b"), "suburban"),
    (re.compile(r"\btowns?\b"), "town"),
)
# "Did it raise scores": what changes stands before, what is changed stands after.
_CHANGES = re.compile(
    r"^(?:do|does|did|is|are|can|could|will|would|has|have|what|how|which|whether)\b.*?"
    r"(\b(?:rais|improv|increas|reduc|lower|boost|chang|affect|impact|help|cut|rais|lift|prevent|keep|"
    r"bring|slow|stop|make|lead|get)(?:e|es|ed|ing|s|ped|ps)?\b)"
)
# Where a comparison is cut in two: what stands before is held beside what stands after.
_THAN = re.compile(
    r"\b(?:better|worse|cheaper|stronger|weaker|faster|slower|higher|lower|safer|easier|"
    r"more \w+|less \w+|more|less|fewer) than\b|\bvs\.?(?= )|\bversus\b|"
    r"\b(?:as )?compared? (?:to|with)\b|\bbeats?\b|\boutperforms?\b|\brather than\b"
)
_EITHER = re.compile(
    r"\b(?:which|what) (?:is|works|worked|was|are|does|do|one)\b.*?[:,]\s*(.+?) or (.+)"
)


_COMPOUND = re.compile(r"\b[^\W_]+(?:-[^\W_]+)+\b")


@dataclass(frozen=True, slots=True)
class Term:
    """Something of a question that an answer should hold: a word, a phrase, or a concept.

    Any of `runs` says it, word by word, and so does something for each of its `parts`: a text may
    say "substitutes" for "substitute teacher". An `exact` one is known by its capitals.
    `weight` is what it counts beside others, before its rareness.
    """

    word: str
    runs: frozenset[Run] = frozenset()
    concept: str = ""
    exact: bool = False
    weight: float = 1
    parts: tuple[frozenset[Run], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that a question compares."""

    names: tuple[Named, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `grades` are CEDS codes, `firm` where it names single grades and not a wide band; `tiers` are
    those of ESSA; `settings` words of evidence records. `names` are the programs that it calls by
    name; `sides` the two things that it compares, empty where it compares none; `changed` what it
    asks to be changed, empty where it asks of no change.
    """

    text: str
    want: Want
    terms: tuple[Term, ...]
    grades: frozenset[str] = frozenset()
    firm: bool = False
    tiers: frozenset[int] = frozenset()
    settings: frozenset[str] = frozenset()
    names: tuple[Named, ...] = ()
    sides: tuple[Side, ...] = ()
    changed: tuple[Term, ...] = ()
    # It was misspelled, and is read as it was meant.
    respelled: bool = False


def naming(asked: Question, is_known: Callable[[str], bool]) -> Question:
    """The same question, with the programs that it calls by name, what it compares and changes."""
    names = tuple(named(asked.text, is_known))
    rest = asked.text
    for one in names:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    _, _, rest = _grades(rest, rest.lower())
    _, rest = _tiers(rest)
    terms = _terms(rest, asked.want) or (() if names else _plain(rest))
    sides = _sides(asked.text, rest, asked.want, names)
    changes = _CHANGES.search(rest.lower())
    changed = _terms(rest[changes.end() :], asked.want) if changes else ()
    return replace(asked, names=names, terms=terms, sides=sides, changed=changed)


def plain(text: str) -> str:
    """A question as it is kept and shown: its beginning, its white space as one."""
    return " ".join(text[:LONGEST].replace("\x00", " ").split())


def read(text: str) -> Question:
    """Read a question, however it is written; what it holds is data, whatever it says."""
    asked = words.fold(plain(text))
    small = asked.lower()
    want = wants.read(small)
    grades, firm, rest = _grades(asked, small)
    tiers, rest = _tiers(rest)
    settings = frozenset(name for sign, name in _SETTINGS if sign.search(rest.lower()))
    return Question(
        asked,
        want,
        _terms(rest, want),
        frozenset(grades),
        firm,
        frozenset(tiers),
        settings,
    )


def _grades(asked: str, small: str) -> tuple[set[str], bool, str]:
    """The grades that a question names, whether firmly, and the question without their words."""
    found: set[str] = set()
    rest = asked
    for match in _GRADE.finditer(small):
        ends = [each for each in match.groups() if each]
        codes = [_code(each) for each in ends]
        if None in codes:
            continue
        first, last = _CODES.index(codes[0] or ""), _CODES.index(codes[-1] or "")
        found.update(_CODES[min(first, last) : max(first, last) + 1])
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    bands = [(sign, code, code) for sign, code in _EARLY]
    firm = bool(found) or any(sign.search(small) for sign, _ in _EARLY)
    for sign, start, end in (*bands, *_BANDS):
        for match in sign.finditer(small):
            found.update(_CODES[_CODES.index(start) : _CODES.index(end) + 1])
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    return found, firm, rest


def _code(named: str) -> str | None:
    """The CEDS code of a grade that is named: "2nd" is "02"."""
    if named == "k":
        return "KG"
    number = _ORDINALS.index(named) + 1 if named in _ORDINALS else int(re.sub(r"\D", "", named))
    code = f"{number:02}"
    return code if code in GRADES else None


def _tiers(text: str) -> tuple[set[int], str]:
    """The tiers of ESSA that a question asks for, and the question without their words."""
    small = text.lower()
    if match := _TIERS.search(small):
        said = match[2] or match[3]
        tiers = {tier for word, tier in _OF_TIER.items() if word in said} or {1}
        tiers |= set(range(1, max(tiers))) if match[1] else set()
        return tiers, text[: match.start()] + " evidence " + text[match.end() :]
    if match := _ESSA.search(small):
        return {1, 2, 3}, text[: match.start()] + " evidence " + text[match.end() :]
    found = {
        int(_TIER_NUMBERS.get(match[1], match[1]))
        for match in _TIER.finditer(small)
        if "essa" in small or not _OF_LESSONS.search(small)
    }
    return found, _TIER.sub(" ", small) if found else text


def _terms(text: str, want: Want, limit: int = MOST_TERMS) -> tuple[Term, ...]:
    """What an answer should hold; what stands around the sentence that asks counts less."""
    sentences = re.split(r"(?<=[.?!;])\s+", text)
    asking = [one for one in sentences if "?" in one] or sentences
    found: dict[object, Term] = {}
    for part in (*asking, *(one for one in sentences if one not in asking)):
        weight = 1.0 if part in asking else AROUND
        for term in _of_sentence(part, want, weight):
            found.setdefault(term.concept or term.runs, term)
    return tuple(found.values())[:limit]


def _plain(text: str) -> tuple[Term, ...]:
    """The words of a question that has none but everyday ones."""
    return tuple(
        Term(word, frozenset((run(word),))) for word in words.of(text) if word not in words.STOP
    )


def _of_sentence(text: str, want: Want, weight: float) -> Iterator[Term]:
    for compound in _COMPOUND.finditer(text):
        whole = run(compound[0])
        if whole not in groups():
            # A part that says nothing alone leaves less to the whole.
            told = weight * sum(one not in neutral() for one in whole) / len(whole)
            joined = compound[0].replace("-", "")
            yield Term(compound[0].lower(), frozenset((whole, run(joined))), weight=told)
            text = text.replace(compound[0], " ")
    for name in synonyms.named(text):
        yield Term(
            name.name.lower(),
            frozenset((run(name.name),)),
            name.concept,
            weight=weight,
            parts=_parts(name.name),
        )
    _, loose = synonyms.read(text)
    stems, at = [stem(word) for word in loose], 0
    shouted = text.isupper()
    while at < len(loose):
        size = _phrase(stems, at)
        if size:
            written = " ".join(loose[at : at + size]).lower()
            if not (size == 1 and (written in want.spent or stems[at] in neutral())):
                yield Term(written, groups()[tuple(stems[at : at + size])], weight=weight)
        elif _tells(loose[at], want):
            exact = loose[at].isupper() and len(loose[at]) > 1 and not shouted
            yield Term(
                loose[at] if exact else loose[at].lower(),
                frozenset(((stems[at],),)),
                "",
                exact,
                weight,
            )
        at += size or 1


def _parts(name: str) -> tuple[frozenset[Run], ...]:
    """What each telling word of a name may be said by."""
    stems = [one for one in run(name) if one not in neutral() and one not in words.STOP]
    stems = [one for one in stems if one not in EVERYWHERE] or stems
    return tuple(groups().get((one,), frozenset(((one,),))) for one in stems)


def _phrase(stems: Sequence[str], at: int) -> int:
    """How many words from here on make a phrase, or a word, that others say too; 0 for none."""
    sizes = range(min(longest(), len(stems) - at), 0, -1)
    return next((size for size in sizes if tuple(stems[at : at + size]) in groups()), 0)


def _tells(written: str, want: Want) -> bool:
    word = written.lower()
    short = len(word) == 1 and not word.isdigit()
    return not (short or word in words.STOP or word in want.spent or stem(word) in neutral())


def _halves(text: str) -> tuple[tuple[int, int], ...]:
    """Where the two things stand that a question compares; nothing where it compares none."""
    small = text.lower()
    if either := _EITHER.search(small):
        return (either.span(1), either.span(2))
    if than := _THAN.search(small):
        return ((0, than.start()), (than.end(), len(text)))
    return ()


def _sides(text: str, rest: str, want: Want, names: Sequence[Named]) -> tuple[Side, ...]:
    """The two things that a question compares: the programs that each names, and its terms."""
    sides = tuple(
        Side(
            tuple(one for one in names if first <= one.start < last),
            _terms(rest[first:last], want),
        )
        for first, last in _halves(text)
    )
    return sides if all(side.names or side.terms for side in sides) else ()

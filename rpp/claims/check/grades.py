"""Grades as claims name them: "grades K-3", "kindergarten through grade 2", "ninth graders"."""

import re
from collections.abc import Iterator

from rpp.vocabulary import GRADES

_CODES = list(GRADES)
_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
)
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_PRE = r"(?:pre-?k(?:indergarten(?:ers?)?)?|preschool(?:s|ers?)?)"
_KINDER = r"(?:kindergart(?:en|ens|ners?|eners?)|k)"
_NUMBER = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{'|'.join(_ORDINALS)}|{'|'.join(_WORDS)})"
_ITEM = rf"(?:{_PRE}|{_KINDER}|(?:grades? )?{_NUMBER})"
_LIST = rf"{_ITEM}(?:(?: ?(?:-|–|—) ?| to | through |, ?| and |, and | & ){_ITEM}){{0,8}}"
_GRADES = re.compile(
    rf"\bgrades? {_LIST}\b|\b{_LIST}[ -]grad(?:e|ers?)s?\b"
    rf"|\b(?:{_PRE}|{_KINDER})(?: ?(?:-|–|—) ?| to | through | and ){_ITEM}\b"
    rf"|\b(?:{_PRE}|kindergart(?:en|ens|ners?|eners?))\b"
)
_BANDS = (
    (re.compile(r"\belementary(?: schools?| grades?| students?)?\b"), "KG", "05"),
    (re.compile(r"\bmiddle[- ](?:school(?:s|ers?)?|grades?)\b|\bjunior high\b"), "06", "08"),
    (
        re.compile(r"\bhigh[- ]school(?:s|ers?)?\b(?![- ](?:graduat|diploma|complet|credit|drop))"),
        "09",
        "12",
    ),
)
_PIECE = re.compile(rf"(?P<sep>-|–|—|\bto\b|\bthrough\b)|(?P<one>{_ITEM})\b")


def found(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where a small text names grades, and their CEDS codes, lowest first."""
    for match in _GRADES.finditer(text):
        if codes := _codes(match[0]):
            yield match.start(), match.end(), codes
    for sign, first, last in _BANDS:
        for match in sign.finditer(text):
            yield match.start(), match.end(), _between(first, last)


def _codes(said: str) -> tuple[str, ...]:
    codes, ranges, last = set[str](), False, ""
    for piece in _PIECE.finditer(re.sub(r"^grades? |[ -]grad(?:e|ers?)s?$", "", said)):
        if piece["sep"] and last and piece[0] != "pre":
            ranges = True
            continue
        code = _code(piece["one"] or "")
        if code is None:
            continue
        codes.update(_between(last, code) if ranges else (code,))
        ranges, last = False, code
    return tuple(sorted(codes, key=_CODES.index))


def _between(first: str, last: str) -> tuple[str, ...]:
    ends = sorted((_CODES.index(first), _CODES.index(last)))
    return tuple(_CODES[ends[0] : ends[1] + 1])


def _code(said: str) -> str | None:
    """The CEDS code of one grade: "2nd", "two" and "second" are "02"."""
    name = re.sub(r"^grades? ", "", said)
    if re.fullmatch(_PRE, name):
        return "PK"
    if re.fullmatch(_KINDER, name):
        return "KG"
    for names in (_ORDINALS, _WORDS):
        if name in names:
            return f"{names.index(name) + 1:02}"
    digits = re.sub(r"\D", "", name)
    code = f"{int(digits):02}" if digits else ""
    return code if code in GRADES else None

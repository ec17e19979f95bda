"""Names of organizations as people type them, brought to one spelling and compared.

The directory says HICO ISD, a letterhead “Hico Independent School District”, a person “hico
schools”. What kind of district it is, is optional and interchangeable; the rest must be there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from rpp import words
from rpp.organizations.domains import STATES

_SMALL = re.compile(r"[^a-z0-9]+")
_APOSTROPHES = re.compile(r"['’ʻʼ`]")
# What stands before a finder text of the newest form, and between its parts.
FORM, PART = "// ", " / "

# What people and the directory shorten, and what it stands for.
SHORT = {
    short: long.split()
    for short, long in {
        "isd": "independent school district",
        "cisd": "consolidated independent school district",
        "usd": "unified school district",
        "cusd": "community unit school district",
        "ccsd": "community consolidated school district",
        "hsd": "high school district",
        "chsd": "community high school district",
        "uhsd": "union high school district",
        "ufsd": "union free school district",
        "esd": "elementary school district",
        "csd": "community school district",
        "psd": "public school district",
        "rsd": "regional school district",
        "sd": "school district",
        "nyc": "new york city",
        "st": "saint",
        "ste": "sainte",
        "mt": "mount",
        "mtn": "mountain",
        "ft": "fort",
        "hts": "heights",
        "spgs": "springs",
        "jct": "junction",
        "co": "county",
        "cty": "county",
        "cnty": "county",
        "twp": "township",
        "metro": "metropolitan",
        "dist": "district",
        "districts": "district",
        "dst": "district",
        "sch": "school",
        "schs": "school",
        "schools": "school",
        "pblc": "public",
        "pub": "public",
        "indep": "independent",
        "cons": "consolidated",
        "consol": "consolidated",
        "com": "community",
        "comm": "community",
        "cmty": "community",
        "elem": "elementary",
        "reg": "regional",
        "regl": "regional",
        "dept": "department",
        "ed": "education",
        "educ": "education",
        "corp": "corporation",
        "ctr": "center",
        "acad": "academy",
        "spec": "special",
        "specl": "special",
        "svc": "service",
        "svcs": "service",
        "srvc": "service",
        "num": "number",
    }.items()
}
# Only before a name: N. Little Rock.
DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west"}
# What says that it is a district, and little words: never asked for.
KINDS = frozenset(
    """school district public independent unified consolidated community unit joint free exempted
    common department education board system division corporation authority number no supervisory
    administrative re a an and at for in of on the""".split()  # noqa: SIM905
)
# What kind of place or level it serves: not asked for either, but told apart.
PLACES = frozenset(
    """county city parish township town borough village municipal metropolitan central area regional
    local union high elementary state""".split()  # noqa: SIM905
)
GENERIC = KINDS | PLACES


def plain(text: str) -> str:
    """Small letters without accents, digits, and single spaces: “Doña Ana” is "dona ana"."""
    return _SMALL.sub(" ", _APOSTROPHES.sub("", words.fold(text).casefold())).strip()


@lru_cache(4_000)
def spelled(text: str) -> str:
    """The plain text with what is shortened in it written out: "st paul isd" in full."""
    short = plain(text).split()
    # An acronym alone is a name: CCSD is Clark County's and Cherry Creek's.
    if len(short) > 1:
        short[0] = DIRECTIONS.get(short[0], short[0])
        short = [long for word in short for long in SHORT.get(word, [word])]
    return " ".join(short)


def finder_text(
    name: str, *others: str, city: str = "", state: str = "", leaid: str | None = None
) -> str:
    """What an organization is found by: each of its names, then its place, then its LEAID."""
    named = PART.join(dict.fromkeys(filter(None, map(spelled, (name, *others)))))
    place = " ".join(filter(None, (spelled(city), plain(state), plain(STATES.get(state, "")))))
    return f"{FORM}{named}{PART}{place}{PART}{leaid or ''}"


# --- what is asked for ---------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a person typed, in the spelling of the directory."""

    words: tuple[str, ...]
    # What must be there.
    required: tuple[str, ...]
    # The states that its short words may mean.
    states: frozenset[str]

    @property
    def begins(self) -> str:
        """What a name begins with that is just this one."""
        return " ".join(self.required)

    def without_numbers(self) -> "Asked | None":
        """The same without its numbers, where that leaves anything to look for."""
        left = tuple(word for word in self.required if not _is_number(word))
        words_ = tuple(word for word in self.words if not _is_number(word))
        return Asked(words_, left, self.states) if left and left != self.required else None


def asked(typed: str) -> Asked:
    """Read what a person typed, perhaps still typing its last word."""
    short = plain(typed)[:120].split()[:12]
    spelled_out = tuple(spelled(" ".join(short)).split())
    states = frozenset(word.upper() for word in short[1:] if word.upper() in STATES)
    required = tuple(w for w in dict.fromkeys(spelled_out) if w not in GENERIC)
    if len(required) > 1 and spelled_out[-1] == required[-1] and _is_begun(required[-1]):
        required, spelled_out = required[:-1], spelled_out[:-1]
    if not required:
        places = (w for w in dict.fromkeys(spelled_out) if w in PLACES)
        required = tuple(places) or tuple(dict.fromkeys(spelled_out))
    return Asked(spelled_out, required[:8], states)


def _is_begun(word: str) -> bool:
    """Whether the word may become "school", "district" and the like."""
    return len(word) > 2 and any(whole.startswith(word) for whole in GENERIC if len(whole) > 3)


# --- how well a name fits ------------------------------------------------------------------


@lru_cache(8_000)
def core(words_: tuple[str, ...]) -> tuple[str, ...]:
    """What of a spelled name is its own; numbers and single letters tell only when asked for."""
    return tuple(word for word in words_ if word not in GENERIC and not _is_number(word))


def _is_number(word: str) -> bool:
    return len(word) == 1 or any(c.isdigit() for c in word)


class Findable(Protocol):
    """An organization with what it is found by."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def enrollment(self) -> int | None: ...
    @property
    def leaid(self) -> str | None: ...
    @property
    def finder(self) -> str: ...


Row = TypeVar("Row", bound=Findable)


def rank(asked_: Asked, row: Findable) -> tuple[int, ...]:
    """How well an organization fits, the smallest best: its name, state, kind and size."""
    named = [row.finder]
    if row.finder.startswith(FORM):
        *named, _place, _id = row.finder.removeprefix(FORM).split(PART)
    wants = _without_state(asked_.words, row.state)
    nearness, kind = min(_fit(asked_, wants, tuple(name.split())) for name in named)
    size = row.enrollment if row.enrollment is not None else -1
    return nearness, -(row.state in asked_.states), kind, -size, len(row.name)


def _fit(asked_: Asked, wants: tuple[str, ...], name: tuple[str, ...]) -> tuple[int, int]:
    """How near a name is, and how much its kind of place differs from what was asked."""
    generic = GENERIC.intersection(wants)
    if name == asked_.words and generic:
        return 0, 0
    # Who says no kind means any: then the largest comes first.
    kind = len(PLACES.intersection(name) ^ PLACES.intersection(wants)) if generic else 0
    if core(name) == core(wants):
        return 1, kind
    if " ".join(name).startswith(asked_.begins):
        return 2, kind
    return (3 if set(asked_.required) <= set(name) else 4), kind


def _without_state(words_: tuple[str, ...], state: str) -> tuple[str, ...]:
    """The words without the row's own state at their end, by name or by its two letters."""
    for said in (plain(STATES.get(state, "")), spelled(state.lower()) if state else ""):
        end = tuple(said.split())
        if end and len(words_) > len(end) and words_[-len(end) :] == end:
            return words_[: -len(end)]
    return words_


def best(asked_: Asked, rows: Iterable[Row], exact: str = "") -> list[Row]:
    """The rows in the order of their fit; the one of the LEAID `exact` before all."""
    return sorted(
        rows, key=lambda row: (row.leaid != exact or not exact, *rank(asked_, row), row.id)
    )

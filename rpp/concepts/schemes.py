"""The words that things are described with: the portal's own schemes, and option sets of CEDS."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Required, TypedDict

from rpp import addresses, vocabulary
from rpp.config import ROOT

SEED = ROOT / "seed"
CEDS = "CEDS"
CEDS_SOURCE = "Common Education Data Standards (CEDS), ontology v13, US Department of Education"


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of a scheme; `iri` is its address in CEDS, "" where the word is the portal's own."""

    scheme: str
    key: str
    label: str
    definition: str = ""
    also: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    broad: tuple[str, ...] = ()
    iri: str = ""

    @property
    def path(self) -> str:
        """Its page, on the portal's own schemes."""
        return f"/vocabulary/{self.scheme}/{self.key}"

    @property
    def address(self) -> str:
        """The address that stands for it everywhere, for good."""
        return self.iri or addresses.of(self.path)


@dataclass(frozen=True, slots=True)
class Scheme:
    """Words for one question, in the order in which they are offered."""

    key: str
    title: str
    about: str
    source: str
    concepts: Mapping[str, Concept]
    # The element of CEDS whose options these are, "" for a scheme of the portal.
    ceds: str = ""

    @property
    def element(self) -> str:
        """The element of tags (`vocabulary.Tag`) whose codes are the keys of these concepts."""
        return self.key.replace("-", "_")

    @property
    def path(self) -> str:
        return f"/vocabulary/{self.key}"

    @property
    def address(self) -> str:
        return addresses.of(self.path)

    @property
    def name(self) -> str:
        """What it is called beside a word of it: "CEDS Locale", "RPP Commons Study design"."""
        return f"{CEDS if self.ceds else 'RPP Commons'} {self.title}"


class _Concept(TypedDict, total=False):
    key: Required[str]
    label: Required[str]
    definition: Required[str]
    also: list[str]
    exact: list[str]
    close: list[str]
    broad: list[str]


class _Scheme(TypedDict):
    key: str
    title: str
    about: str
    source: str
    concept: list[_Concept]


# Element of CEDS, title, and what it says of a brief.
_FROM_CEDS: tuple[tuple[str, str, str, str], ...] = (
    ("grade", vocabulary.GRADE_LEVEL, "Grade level", "The grades that a work is about."),
    ("locale", "002130", "Locale", "Where the schools are: city, suburb, town or countryside."),
    ("school-type", "000242", "School type", "What kind of schools took part."),
    ("program-type", "000225", "Program type", "The kind of program, where the work is about one."),
    ("audience", "000923", "Audience", "Who should read it, and for whom it is written."),
)
# CEDS writes a few labels in more than one way.
_RELABELED = {
    "Peer- Tutor": "Peer tutor",
    "Parent": "Parent or guardian",
    "Student retention/ Dropout Prevention": "Student retention or dropout prevention",
}


@cache
def schemes() -> Mapping[str, Scheme]:
    """All schemes by key: the portal's own, then those of CEDS."""
    with (SEED / "vocabulary.toml").open("rb") as file:
        own = [_own(told) for told in tomllib.load(file)["scheme"]]
    with (SEED / "ceds_options.csv").open(encoding="utf-8", newline="") as rows:
        options = list(csv.DictReader(rows))
    taken = [_of_ceds(*about, options) for about in _FROM_CEDS]
    return MappingProxyType({scheme.key: scheme for scheme in (*own, *taken)})


def _own(told: _Scheme) -> Scheme:
    key = told["key"]
    concepts = {
        row["key"]: Concept(
            key,
            row["key"],
            row["label"],
            row["definition"],
            tuple(row.get("also", ())),
            tuple(row.get("exact", ())),
            tuple(row.get("close", ())),
            tuple(row.get("broad", ())),
        )
        for row in told["concept"]
    }
    return Scheme(key, told["title"], told["about"], told["source"], MappingProxyType(concepts))


def _of_ceds(
    key: str, element: str, title: str, about: str, options: list[dict[str, str]]
) -> Scheme:
    concepts = {
        row["code"]: Concept(key, row["code"], _label(key, row), iri=row["iri"])
        for row in options
        if row["element_id"] == element
    }
    if key == "grade":
        concepts = {code: concepts[code] for code in vocabulary.GRADES}
    source = f"{CEDS_SOURCE}, element {element}."
    return Scheme(key, title, about, source, MappingProxyType(concepts), element)


def _label(key: str, row: Mapping[str, str]) -> str:
    if key == "grade":
        return vocabulary.GRADES.get(row["code"], row["label"])
    return _RELABELED.get(row["label"], row["label"].replace(" - ", " – "))


def of_element(element: str) -> Scheme:
    """The scheme of an element of tags: `school_type` is answered by `school-type`."""
    return schemes()[element.replace("_", "-")]


def options(element: str) -> dict[str, str]:
    """What one chooses from for an element of tags: label by code."""
    return {code: one.label for code, one in of_element(element).concepts.items()}


def find(element: str, code: str) -> Concept | None:
    """The word that a tag stands for, None where there is none any more."""
    scheme = schemes().get(element.replace("_", "-"))
    return scheme.concepts.get(code) if scheme else None

"""The pages of the vocabulary: all schemes, one scheme, one word."""

from dataclasses import dataclass

from rpp.concepts.schemes import Concept, Scheme, schemes
from rpp.concepts.skos import FORMATS
from rpp.layout import Link, several

FORMAT_NAMES = {"ttl": "Turtle", "jsonld": "JSON-LD"}
assert FORMAT_NAMES.keys() == FORMATS.keys()


@dataclass(frozen=True, slots=True)
class Listed:
    """A scheme in the list of all."""

    link: Link
    about: str
    count: str


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """All schemes: the portal's own, and what it takes from CEDS."""

    own: list[Listed]
    ceds: list[Listed]
    files: list[Link]


def vocabulary_page() -> VocabularyPage:
    """The page of the whole vocabulary."""
    found = schemes().values()
    return VocabularyPage(
        [_listed(one) for one in found if not one.ceds],
        [_listed(one) for one in found if one.ceds],
        files("/vocabulary"),
    )


def _listed(scheme: Scheme) -> Listed:
    count = several(len(scheme.concepts), "word")
    return Listed(Link(scheme.title, scheme.path), scheme.about, count)


def files(path: str) -> list[Link]:
    """A page of the vocabulary in the formats of machines."""
    return [Link(FORMAT_NAMES[form], f"{path}.{form}") for form in FORMATS]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its scheme: one of the portal's own has a page, one of CEDS its address there."""

    id: str
    label: str
    href: str
    address: str
    definition: str
    also: str


@dataclass(frozen=True, slots=True)
class SchemePage:
    """One scheme with its words."""

    title: str
    about: str
    source: str
    address: str
    of_ceds: bool
    words: list[Word]
    files: list[Link]


def scheme_page(scheme: Scheme) -> SchemePage:
    """The page of one scheme."""
    return SchemePage(
        scheme.title,
        scheme.about,
        scheme.source,
        scheme.address,
        bool(scheme.ceds),
        [_word(one) for one in scheme.concepts.values()],
        files(scheme.path),
    )


def _word(one: Concept) -> Word:
    href = one.iri or one.path
    return Word(one.key, one.label, href, one.address, one.definition, ", ".join(one.also))


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One word of the portal's own."""

    word: Word
    scheme: Link
    source: str
    # What it is elsewhere: how close, and the address.
    matches: list[tuple[str, str]]
    files: list[Link]


def concept_page(scheme: Scheme, one: Concept) -> ConceptPage:
    """The page of one word."""
    near = (("The same as", one.exact), ("Close to", one.close), ("Part of", one.broad))
    return ConceptPage(
        _word(one),
        Link(scheme.title, scheme.path),
        scheme.source,
        [(how, address) for how, found in near for address in found],
        files(one.path),
    )

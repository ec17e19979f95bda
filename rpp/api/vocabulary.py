"""The words that things are described with, as programs read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from rpp.concepts import schemes
from rpp.concepts.schemes import Concept, Scheme
from rpp.resources import Fixed, PageAddress, Path, said


@dataclass(frozen=True, slots=True)
class ConceptForm:
    """One word of a scheme."""

    code: Annotated[str, said("What filters and fields of things hold.")]
    label: str
    definition: Annotated[str, said("May be empty.")]
    address: Annotated[str, said("The address that stands for it everywhere.")]


@dataclass(frozen=True, slots=True)
class SchemeForm:
    """Words for one question: the portal's own, or an option set of CEDS."""

    id: str
    page: PageAddress
    title: str
    about: str
    source: str
    ceds_element: Annotated[str, said("Empty for a scheme of the portal.")]
    concepts: list[ConceptForm]


def _scheme(one: Scheme) -> SchemeForm:
    words = [_concept(concept) for concept in one.concepts.values()]
    path = Path(one.path)
    return SchemeForm(one.key, path, one.title, one.about, one.source, one.ceds, words)


def _concept(one: Concept) -> ConceptForm:
    return ConceptForm(one.key, one.label, one.definition, one.address)


def _things() -> Mapping[str, SchemeForm]:
    return {key: _scheme(one) for key, one in schemes.schemes().items()}


VOCABULARY = Fixed(
    name="vocabulary",
    about="The schemes of words that things are described with.",
    form=SchemeForm,
    things=_things,
)

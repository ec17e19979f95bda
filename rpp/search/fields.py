"""Fields of a query: which codes of a facet the word behind `tier:` or `state:` means."""

from collections.abc import Mapping

from rpp import kinds, words
from rpp.search.facets import FACETS, KIND


def codes(facet: str, value: str) -> list[str]:
    """The codes of a facet that a value names: by the code itself, or by all its words."""
    asked = {word.lower() for word in words.pieces(value)}
    labels = _labels(facet)
    said = {code: {word.lower() for word in words.pieces(label)} for code, label in labels.items()}
    # Virginia is not West Virginia, and no other state has a part of its name.
    exact = [code for code, label in said.items() if asked == label]
    named = exact or [code for code, label in said.items() if asked <= label]
    # Codes of states are capitals, most others are small.
    plain = value.strip()
    return list(dict.fromkeys((plain, plain.lower(), plain.upper(), *named)))


def _labels(facet: str) -> Mapping[str, str]:
    """What people call the codes of a facet."""
    if facet == KIND:
        return {name: f"{kind.one} {kind.many}" for name, kind in kinds.indexed().items()}
    return FACETS[facet].words() if facet in FACETS else {}

"""Fields of a query: which codes of a facet the word behind `tier:` or `state:` means."""

from collections.abc import Callable, Mapping

from rpp import kinds, vocabulary, words
from rpp.evidence.topics import DESIGNS

Labels = Callable[[], Mapping[str, str]]


def _kinds() -> dict[str, str]:
    return {name: f"{kind.one} {kind.many}" for name, kind in kinds.indexed().items()}


# What people call the codes of a facet.
LABELS: dict[str, Labels] = {
    "subject": lambda: vocabulary.SUBJECTS,
    "grade": lambda: vocabulary.GRADES,
    "design": lambda: DESIGNS,
    "kind": _kinds,
}


def codes(facet: str, value: str) -> list[str]:
    """The codes of a facet that a value names: by the code itself, or by all its words."""
    asked = {word.lower() for word in words.pieces(value)}
    labels = LABELS[facet]() if facet in LABELS else {}
    named = [
        code
        for code, label in labels.items()
        if asked <= {word.lower() for word in words.pieces(label)}
    ]
    # Codes of states are capitals, most others are small.
    plain = value.strip()
    return list(dict.fromkeys((plain, plain.lower(), plain.upper(), *named)))

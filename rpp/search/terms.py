"""From texts to the terms of the index: folded, small, without their endings.

A concept that a text names (`rpp.synonyms`) is one more term.
"""

from rpp import synonyms, words


def term(word: str) -> str:
    """The term of a folded word."""
    return words.stem(word.lower())


def of(text: str) -> list[str]:
    """The terms of a text, in order."""
    return [term(word) for word in words.pieces(text)]


def concept(name: str) -> str:
    """The term of a concept; no word has a colon."""
    return f"concept:{name}"


def of_document(title: str, body: str, keywords: str) -> str:
    """The terms of a document: those of title, text and keywords, a line each."""
    return "\n".join(map(_of_text, (title, body, keywords)))


def _of_text(text: str) -> str:
    written = list(words.pieces(text))
    stems = [term(word) for word in written]
    return " ".join((*stems, *map(concept, synonyms.concepts_of(written, stems))))

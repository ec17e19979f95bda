"""What someone asks for who types this: words, concepts, quoted phrases, what to leave out, fields.

`"late buses" -winter state:GA title:bus`. What is no sign of these is a word, so every text asks
something or nothing, and none is wrong.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rpp import synonyms, words
from rpp.search import terms

# Longer texts are cut: nobody types so much, and each word costs.
LONGEST, MOST_WORDS, MOST_SIGNS = 5_000, 100, 20
# Of up to so many telling words a text must hold all, where it is told of (`matching`).
ALL_OF = 4
# The words before a colon that say where to look; all but the title name a facet.
TITLE = "title"
FIELDS = (
    *(TITLE, "tier", "design", "grade", "subject", "state", "locale", "size", "year", "kind"),
)

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_QUOTES = re.compile("[“”„«»]")
_PART = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:(?P<field>{'|'.join(FIELDS)}):)?"
    r'(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))',
    re.IGNORECASE,
)

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked; `words` are folded and small, in their order, as often as they were typed.

    `phrases` must stand so in what is found and `without` must not; `fields` are pairs of one of
    FIELDS and a value. `meant` is the text without what is left out and without fields: what is
    compared by meaning. `named` are words of the names by which `concepts` were typed.
    """

    text: str = ""
    words: Phrase = ()
    concepts: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    meant: str = ""
    named: Phrase = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.concepts or self.without or self.fields)

    @property
    def terms(self) -> dict[str, float]:
        """The terms to look for, each with how often it was asked for."""
        found = Counter(map(terms.term, self.words))
        found.update(map(terms.concept, self.concepts))
        found.update(map(terms.term, self.named))
        return dict(found)


def parse(text: str) -> Query:
    """What is asked; a text of spaces and signs asks nothing."""
    text = _CONTROL.sub(" ", text[:LONGEST]).strip()
    plain = _QUOTES.sub('"', text)
    if plain.count('"') % 2:
        # The last one opens nothing.
        before, _, after = plain.rpartition('"')
        plain = f"{before} {after}"
    loose, meant, found = list[str](), list[str](), list[str]()
    phrases, without, fields = list[Phrase](), list[Phrase](), list[tuple[str, str]]()
    for part in _PART.finditer(plain):
        said = part["word"] if part["phrase"] is None else part["phrase"]
        wanted = tuple(word.lower() for word in words.pieces(said))
        if not wanted:
            continue
        if part["minus"]:
            without.append(wanted)
            continue
        if part["field"]:
            fields.append((part["field"].lower(), said.strip()))
            continue
        meant.append(said)
        if part["phrase"] is None:
            loose.append(said)
        else:
            phrases.append(wanted)
            found += wanted
    told, concepts = _told(" ".join(loose), found)
    return Query(
        text,
        told,
        concepts,
        tuple(phrases[:MOST_SIGNS]),
        tuple(without[:MOST_SIGNS]),
        tuple(fields[:MOST_SIGNS]),
        synonyms.spelled_out(" ".join(meant)),
        tuple(synonyms.name_words(" ".join(loose))),
    )


def plain(text: str) -> Query:
    """What a text asks that is not written as a query: its words, whatever signs it has."""
    text = _CONTROL.sub(" ", text[:LONGEST]).strip()
    meant, named = synonyms.spelled_out(text), tuple(synonyms.name_words(text))
    return Query(text, *_told(text, []), meant=meant, named=named)


def _told(text: str, quoted: Sequence[str]) -> tuple[Phrase, tuple[str, ...]]:
    """The words and the concepts of a text; stop words count where there is nothing else."""
    concepts, rest = synonyms.read(text)
    found = [*quoted, *(word.lower() for word in (*rest, *synonyms.doubtful(text)))]
    telling = [word for word in found if word not in words.STOP]
    if not telling and not concepts:
        telling = found
    return tuple(telling[:MOST_WORDS]), tuple(concepts[:MOST_SIGNS])

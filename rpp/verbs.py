"""What happens to things: the sentence of each verb, and the facts its event may hold.

An event holds a verb and facts: ids, codes, numbers, ISO dates, and names as they stood. The words
are made of them when somebody reads, so they can be worded anew. Each room has its `verbs.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from rpp import dates

Facts = Mapping[str, Any]
# Of a move of the status, whatever its verb.
MOVED = frozenset(("from", "to"))
# The kind under which the verbs of all discussions are declared.
TALK = "talk"


@dataclass(frozen=True)
class Verb:
    """One thing that can happen.

    `said` is what the history says after the name of who did it, `told` the whole sentence of a
    notice after that name, "" where nobody is told. Words in braces are facts or made of facts.
    """

    said: str
    facts: frozenset[str] = frozenset()
    told: str = ""


def verb(said: str, *facts: str, told: str = "") -> Verb:
    """A verb whose event may hold these facts."""
    return Verb(said, frozenset(facts), told)


def titled(said: str, *facts: str, told: str = "") -> Verb:
    """A verb of which people are told with the title of the thing, as it then was."""
    return verb(said, "title", *facts, told=told or f"{said}: “{{title}}”.")


class _Words(dict[str, Any]):
    """Facts, and the words that are made of them once a sentence asks for them."""

    def __init__(self, facts: Facts, made: Mapping[str, Callable[[Facts], object]]) -> None:
        super().__init__(facts)
        self.made = made

    def __missing__(self, name: str) -> object:
        return self.made[name](self)


def _plain(verb: str) -> str:
    return verb.replace("_", " ")


class Verbs:
    """The verbs of one kind of things, and the words that are made of their facts."""

    def __init__(
        self,
        each: Mapping[str, Verb],
        words: Mapping[str, Callable[[Facts], object]] | None = None,
    ) -> None:
        self.each, self.words = each, words or {}

    def sentence(self, verb: str, facts: Facts) -> str:
        """What a line of the history says after the name of who did it."""
        known = self.each.get(verb)
        return self._put(known.said, facts, verb) if known else _plain(verb)

    def told(self, verb: str, facts: Facts, reason: str = "") -> str:
        """What a notice says after the name of who did it; "" where nobody is told."""
        known = self.each.get(verb)
        return self._put(known.told, {**facts, "reason": reason}, verb) if known else ""

    def is_told(self, verb: str) -> bool:
        """Whether people are told when it happens."""
        known = self.each.get(verb)
        return bool(known and known.told)

    def _put(self, sentence: str, facts: Facts, verb: str) -> str:
        if "{" not in sentence:
            return sentence
        try:
            return sentence.format_map(_Words(facts, self.words))
        except KeyError:
            # A line of long ago may lack a fact.
            return _plain(verb)

    def check(self, verb: str, facts: Iterable[str]) -> Verb:
        """The verb; LookupError for one without a sentence, ValueError for a fact it has not."""
        known = self.each.get(verb)
        if known is None:
            raise LookupError(f"no sentence says that somebody {verb!r}")
        if strange := sorted(set(facts) - known.facts - MOVED):
            raise ValueError(f"an event {verb!r} does not hold {', '.join(strange)}")
        return known

    def unmade(self, verb: str) -> set[str]:
        """The words in braces of a verb that are neither facts nor made of facts."""
        known = self.each[verb]
        asked = {
            name
            for sentence in (known.said, known.told)
            for _, name, _, _ in Formatter().parse(sentence)
            if name
        }
        return asked - known.facts - self.words.keys() - {"reason"}


def day(fact: str) -> str:
    """A day that a fact holds: "March 9, 2026"; what an older release put into words stands."""
    try:
        return dates.day(date.fromisoformat(fact))
    except ValueError:
        return fact


_declared: dict[str, Verbs] = {}


def declare(kind: str, verbs: Verbs) -> None:
    """Make the verbs of a kind of things known; its room does so once."""
    _declared[kind] = verbs


def declared() -> Mapping[str, Verbs]:
    """The verbs of all kinds."""
    return _declared


def of(kind: str) -> Verbs:
    """The verbs of a kind; those of its discussion are the same for all kinds."""
    return _declared.get(TALK if ":" in kind else kind, _NONE)


_NONE = Verbs({})

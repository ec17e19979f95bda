"""What the list of feedback says, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass

from rpp import dates
from rpp.ask.feedback.queries import Given
from rpp.kinds import Subject
from rpp.layout import Link

HELPED = {True: "It helped", False: "It did not help", None: "Not said whether it helped"}


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody said of an answer."""

    question: str
    note: str
    line: list[str]
    # The sources that are called wrong, each with its quote's number.
    wrong: list[Link]


def row(one: Given, named: Mapping[tuple[str, int], Subject]) -> Row:
    """A line of the list; a source has a title where the reader may read it."""
    when = dates.day_in(one.given_at, dates.site_zone())
    answered = "No answer was found" if one.declined else "It was answered"
    return Row(one.question, one.note, [HELPED[one.helped], answered, when], _wrong(one, named))


def _wrong(one: Given, named: Mapping[tuple[str, int], Subject]) -> list[Link]:
    found = []
    for number in one.wrong:
        source = one.sources[number - 1]
        thing = named.get((source.kind, source.id))
        title = thing.title if thing else "a source that you may not read"
        found.append(Link(f"Quote {number}: {title}", source.href if thing else ""))
    return found

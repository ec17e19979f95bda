"""What is already known: a proposal names it, or says that it looked and found nothing."""

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

# The words of an explicit statement in the section "What is already known".
_LOOKED = re.compile(r"\bwe looked for\b.*\bfound nothing\b", re.IGNORECASE | re.DOTALL)
SHORTEST = 40
STATEMENT = "We looked for {looked_for}, and found nothing that answers this question."

MISSING = (
    "First say what is already known: link at least one reviewed study or brief with a line on "
    "what it leaves open, or say what you looked for and that you found nothing. Any member of "
    "the study can do this on its page, under “What it builds on”."
)


def found_nothing(text: str) -> bool:
    """Whether a text says what was looked for, and that nothing was found."""
    return len(text.strip()) >= SHORTEST and _LOOKED.search(text) is not None


class Written(Protocol):
    """A section of the text."""

    @property
    def key(self) -> str: ...
    @property
    def body(self) -> str: ...


def is_said(sections: Iterable[Written], references: Sequence[object]) -> bool:
    """Whether a study links something, or says that there is nothing to link."""
    if references:
        return True
    return any(found_nothing(s.body) for s in sections if s.key == "known")

"""How a brief is cited, and how long it takes to read."""

from collections.abc import Iterable, Sequence
from math import ceil

from rpp.personal_names import cited_as

WORDS_A_MINUTE = 200


def minutes(texts: Iterable[str]) -> int:
    """How long texts take to read, in whole minutes at 200 words a minute, at least one."""
    return max(1, ceil(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def cited_authors(names: Sequence[str]) -> str:
    """Authors in a citation: "Feld, I., Osei, D., & Winfield, C."; from twenty on, et al."""
    people = [cited_as(name) for name in names]
    if len(people) > 20:
        return f"{', '.join(people[:19])}, et al."
    return ", & ".join([", ".join(people[:-1]), people[-1]]) if len(people) > 1 else "".join(people)

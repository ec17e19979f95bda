"""Numbers as people write them: figures, with commas or points, and words."""

import re

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: at for at, word in enumerate(_SMALL)} | {
    word: 10 * at for at, word in enumerate(_TENS, 2)
}
_BIG = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_WORDS = "|".join([*_VALUES, *_BIG])
# Never ambiguous from the left: each word ends before the next begins, six of them at most.
NUMBER = (
    r"(?:(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.,])\d+(?:\.\d+)?|(?<![\d.,])\.\d+"
    rf"|\b(?:{_WORDS})(?:(?:[\s-]|\sand\s)(?:{_WORDS})){{0,5}}\b)"
)


def value(said: str) -> float | None:
    """What a number says that `NUMBER` found: "1,700" is 1700, "twenty-seven" 27; None for ""."""
    plain = said.replace(",", "")
    try:
        return float(plain)
    except ValueError:
        parts = re.findall(r"[a-z]+", plain)
        return _of_words(parts) if parts else None


def _of_words(parts: list[str]) -> float | None:
    whole = current = 0
    for word in parts:
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _BIG:
            whole += (current or 1) * _BIG[word]
            current = 0
    return float(whole + current)

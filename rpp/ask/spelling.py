"""Misspelled words of a question, read as they were meant."""

from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from rpp import reading, words
from rpp.ask.alike import everyday
from rpp.policy import Viewer
from rpp.search.asked import Query

# A word of so many letters may have one wrong, a longer one two. What else is unlike is another
# word, and no word for it is an answer.
ONE_WRONG, TWO_WRONG = 5, 9
SHORT = 4


def meant(session: Session, viewer: Viewer, question: str, unknown: Sequence[str]) -> str:
    """A question with words that nothing holds as they were meant, where that is plain."""
    # Here: what answers nothing loads no arrays.
    from rpp.search import meant as by_search

    said = question
    for word in unknown:
        if not (word.isalpha() and word.islower()):
            continue
        better = _of_everyday(word) or _of_the_field(word)
        if not better and len(word) >= ONE_WRONG and not reading.is_english(word):
            better = by_search.spelled(session, viewer, Query(word), [word])
            better = better if _is_plain(word, better) else ""
        if better:
            said = _replaced(said, word, better)
    return said


def _of_everyday(word: str) -> str:
    """The everyday word that it is with two letters swapped: "dose" is "does"."""
    if len(word) < SHORT:
        return ""
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return min(swapped & everyday(), default="")


def _of_the_field(word: str) -> str:
    """The word of the field that has the same letters but one, in whatever order they stand."""
    if len(word) < TWO_WRONG:
        return ""
    from rpp.search.spelling import of_the_field

    own = Counter(word)
    for term in of_the_field():
        other = Counter(term.decode())
        if term.decode()[:2] == word[:2] and sum(((own - other) + (other - own)).values()) <= 1:
            return term.decode()
    return ""


def _is_plain(word: str, better: str) -> bool:
    if not better:
        return False
    from rpp.search.spelling import apart

    most = 2 if len(word) >= TWO_WRONG else 1
    return word[0] == better[0] and apart(word, better, most) <= most


def _replaced(text: str, word: str, better: str) -> str:
    return " ".join(
        better if words.fold(one).lower().strip("?,.;:!") == word else one for one in text.split()
    )

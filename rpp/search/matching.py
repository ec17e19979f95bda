"""Which texts the words of a search mean that runs by itself: a rule to check, and no rank.

A text matches where it holds the telling words of the search and the concepts it names: all of up
to four, of more than four three quarters. A word counts whatever its ending, a concept by any of
its names; phrases, fields and words to leave out are as on the search page. Meaning alone, without
a word in common, tells nobody of anything.
"""

import numpy as np

from rpp import words
from rpp.search import terms
from rpp.search.asked import ALL_OF, Query
from rpp.search.index import Index, of_words
from rpp.search.segment import Mask


def told_by(query: Query) -> frozenset[str]:
    """The terms that say what is looked for; words that stand everywhere only without others."""
    telling = [word for word in query.words if word not in words.EVERYWHERE]
    if not telling and not query.concepts:
        telling = list(query.words)
    return frozenset([*map(terms.term, telling), *map(terms.concept, query.concepts)])


def least_of(count: int) -> int:
    """How many of so many terms a text must hold."""
    return count if count <= ALL_OF else -(-count * 3 // 4)


def matching(index: Index, query: Query) -> Mask:
    """The documents that hold enough of what is asked; all where no words are."""
    told = told_by(query)
    held = np.zeros(len(index), dtype=np.int16)
    for term in told:
        held += index.mask(of_words, (term,))
    return held >= least_of(len(told))

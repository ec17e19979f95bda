"""Decides whether a sentence answers a question: by rules, never by a model.

How rare its words are, and how many of them stand in a sentence, tells questions apart that have
an answer here from those that have none, but not where a question uses the names that stand
here. So a sentence must also be of the kind that is asked for, be about what is named, fit the
grades and the tier, hold what is to be changed, and of a comparison both sides. The numbers are
set on `seed/ask/develop.jsonl`: docs/decisions/0041.
"""

from rpp import program_names
from rpp.ask.alike import run
from rpp.ask.choosing import Candidate, Read, mentions, outcomes, said_of, tells_results
from rpp.ask.reading import Question, Side, Term
from rpp.quotable import Source

# The share of a question, by the rareness of its words, that a sentence must hold with what
# stands around it; and of what it asks to be changed, or compares.
ENOUGH = 0.56
HALF = 0.5
# What only hurts, or is only planned, answers where it holds more of the question.
UNTESTED = 0.64
# Where the meaning of both is known, it must agree: a cosine above that of most questions and
# sentences here lets as much less of the words do, up to a tenth, and one below asks for more.
LIKE, AGREES = 0.68, 0.1


def fits(asked: Question, source: Source) -> bool:
    """Whether a source is about what a question names, in the grades and tiers that it asks for."""
    about = program_names.keys(source.names)
    named = [name.key in about or mentions(source, name.words) for name in asked.names]
    # Of a comparison it must be about both.
    if named and not (all(named) if asked.sides else any(named)):
        return False
    if asked.tiers and asked.tiers.isdisjoint(
        source.tiers.get(domain, 0) for domain in outcomes(asked, source)
    ):
        return False
    if asked.grades and source.grades:
        return not asked.grades.isdisjoint(source.grades)
    return not asked.firm


def answers(asked: Question, one: Candidate) -> bool:
    """Whether a sentence holds enough of a question, and what kind of answer it asks for."""
    around = "\n".join((one.text, one.passage.heading, said_of(one.source)))
    return (
        one.support + _agreement(one) >= (ENOUGH if tells_results(one) else UNTESTED)
        and bool(asked.want.holds(one.text))
        and Read(around).share(asked.changed) >= HALF
        and all(_beside(around, one.source, side) for side in asked.sides)
    )


def _agreement(one: Candidate) -> float:
    """What meaning adds to the share of words that a sentence holds, or takes from it."""
    if one.meaning is None:
        return 0.0
    return min(max(one.meaning - LIKE, -AGREES), AGREES)


def _beside(around: str, source: Source, side: Side) -> bool:
    """Whether a sentence and its source hold one of two things that are compared."""
    names = [Term(name.words, frozenset((run(name.words),))) for name in side.names]
    return Read("\n".join((around, *source.comparisons))).share((*names, *side.terms)) >= HALF

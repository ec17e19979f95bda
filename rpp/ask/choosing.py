"""Weighs sentences against a question: how much of it each holds, and what else speaks for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rpp import synonyms, words
from rpp.ask.alike import Run, run, stem
from rpp.ask.reading import Question, Term
from rpp.ask.retrieving import Retrieved
from rpp.quotable import Passage, Source, Stance
from rpp.search.meaning.sentences import split

# What a term counts that stands not in the sentence, but in the title of its source, in the
# heading above it, or elsewhere in the same source.
IN_TITLE, IN_HEADING, ELSEWHERE = 0.85, 0.7, 0.4
# What the name of a program counts beside words: as one that few documents hold.
NAMED = 3.0
# What puts sentences in order beside how much of the question they hold: what they hold
# themselves, how close the search found their source, what its title holds, and its kind. What
# was found out says more than what is asked or hurts.
OWN, CLOSE, TITLED = 0.2, 0.25, 0.5
# What the cosine between a sentence and the question counts above that of any two sentences.
MEANING, UNLIKE = 1.0, 0.5
KINDS = {"brief": 0.15, "evidence": 0.12, "study": 0.05}
# Where pages say what was found, by the marks of their sections: more than how it was done.
FOUND, RESULTS = 0.15, ("line-title", "part-found", "part-changed", "findings", "said-")
# An answer has so many sentences at most, so many of one source, and none that is so much worse
# than its best.
MOST, MOST_OF_ONE, WORSE = 4, 2, 0.45


# By document, how close each of its sentences is to the question: the cosine of their vectors.
Nearness = Mapping[int, Mapping[str, float]]


class Read:
    """A text as it is compared: its stems, alone and in their order, short forms, concepts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.written = list(words.pieces(text))
        stems = list(map(stem, self.written))
        self.held = frozenset(stems)
        self.line = f" {' '.join(stems)} "

    @cached_property
    def concepts(self) -> frozenset[str]:
        return frozenset(synonyms.index_concepts(self.text))

    def says(self, term: Term) -> bool:
        """Whether the text holds a term, in any of the ways to say it."""
        if term.exact:
            return term.word in self.written
        if self._any(term.runs) or (term.concept and term.concept in self.concepts):
            return True
        # Of a long name one word may be another.
        lacking = sum(not self._any(part) for part in term.parts)
        return bool(term.parts) and lacking <= (len(term.parts) > 2)

    def _any(self, runs: Iterable[Run]) -> bool:
        return any(
            each[0] in self.held if len(each) == 1 else f" {' '.join(each)} " in self.line
            for each in runs
        )

    def share(self, terms: Sequence[Term]) -> float:
        """Which share of some terms it holds; all of none."""
        return sum(map(self.says, terms)) / len(terms) if terms else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A sentence that may answer.

    `support` is the share of the question, by the rareness of its words, that the sentence and
    what stands around it hold (0 to 1), `meaning` the cosine between both, None where it was not
    read, and `score` what puts sentences in order. `missing` are the terms of the question that
    nothing of its source holds.
    """

    text: str
    passage: Passage
    kind: str
    source: Source
    support: float
    score: float
    missing: tuple[Term, ...]
    meaning: float | None = None


def ranked(
    asked: Question, rare: Mapping[Term, float], found: Iterable[Retrieved], near: Nearness
) -> list[Candidate]:
    """The sentences of what was retrieved, the best first."""
    weight = {term: term.weight * rare[term] for term in asked.terms}
    weighed = [
        one
        for each in found
        for one in _weighed(asked, weight, each, near.get(each.document_id, {}))
    ]
    return sorted(weighed, key=lambda one: (-one.score, one.kind, one.source.id))


def _weighed(
    asked: Question, weight: Mapping[Term, float], found: Retrieved, near: Mapping[str, float]
) -> Iterable[Candidate]:
    source = found.source
    title = Read(said_of(source))
    sentences = [
        (passage, passage.text[start:end])
        for passage in source.passages
        for start, end in split(passage.text)
    ]
    reads = [Read(text) for _, text in sentences]
    headings = {passage.heading: Read(passage.heading) for passage, _ in sentences}
    entitled = {term for term in weight if title.says(term)}
    within = {term for term in weight if any(read.says(term) for read in reads)}
    missing = tuple(term for term in weight if term not in entitled | within)
    # What a question names is held by each source that may answer.
    held = NAMED * len(asked.names)
    total = sum(weight.values()) + held or 1.0
    beside = (
        CLOSE * found.close
        + TITLED * sum(weight[term] for term in entitled) / total
        + KINDS.get(found.kind, 0)
    )
    for (passage, text), read in zip(sentences, reads, strict=True):
        own = sum(counts for term, counts in weight.items() if read.says(term))
        support = held + own
        for term, counts in weight.items():
            if read.says(term):
                continue
            if term in entitled:
                support += IN_TITLE * counts
            elif headings[passage.heading].says(term):
                support += IN_HEADING * counts
            elif term in within:
                support += ELSEWHERE * counts
        support = support / total if weight or held else 0.0
        meaning = near.get(text)
        close = 0.0 if meaning is None else MEANING * (meaning - UNLIKE)
        result = FOUND if passage.anchor.startswith(RESULTS) else 0.0
        score = support + OWN * own / total + beside + close + result
        yield Candidate(text, passage, found.kind, source, support, score, missing, meaning)


def said_of(source: Source) -> str:
    """What is said of a source beside its text: title, names, what it is about, its facts."""
    facts = (source.design, source.setting, *source.settings)
    return "\n".join((source.title, *source.names, source.about, *facts))


def outcomes(asked: Question, source: Source) -> list[str]:
    """The outcome domains of a source that a question is about; all where it names none."""
    found = [*source.stances, *(one for one in source.tiers if one not in source.stances)]
    about = [one for one in found if any(map(Read(one).says, asked.terms))]
    return about or found


def told(asked: Question, one: "Candidate") -> list[str]:
    """The outcome domains that a sentence names; else those that the question is about."""
    text = one.text.lower()
    known = dict.fromkeys((*one.source.stances, *one.source.tiers))
    return [domain for domain in known if domain.lower() in text] or outcomes(asked, one.source)


def tier(asked: Question, one: "Candidate") -> int | None:
    """The best ESSA tier of a source on the outcomes that its sentence tells of."""
    found = (one.source.tiers.get(domain) for domain in told(asked, one))
    return min((each for each in found if each), default=None)


def beside(asked: Question, one: "Candidate") -> str:
    """What is said beside the tier that `tier` tells."""
    best = tier(asked, one)
    found = (
        one.source.beside.get(domain, "")
        for domain in told(asked, one)
        if best and one.source.tiers.get(domain) == best
    )
    return next(filter(None, found), "")


def mentions(source: Source, name: str) -> bool:
    """Whether a source holds a name somewhere, word by word."""
    term = Term(name, frozenset((run(name),)))
    texts = (source.title, *source.names, *(passage.text for passage in source.passages))
    return any(Read(text).says(term) for text in texts)


def stance(asked: Question, one: Candidate) -> tuple[str, Stance]:
    """On which outcomes the findings of a source are that a question is about, and which way."""
    known = {domain: way for domain, way in one.source.stances.items() if way}
    below = [domain for domain in known if domain == one.passage.heading]
    domains = below or [domain for domain in told(asked, one) if domain in known]
    ways = {known[domain] for domain in domains}
    if not ways:
        return "", ""
    return ", ".join(domains), ways.pop() if len(ways) == 1 else "mixed"


def chosen(asked: Question, found: Iterable[Candidate]) -> list[Candidate]:
    """Of sentences that answer, the best first, those to quote.

    They are of different programs where there are such, then of different sources, and last a
    second one of a source. Where all say alike, the last makes room for one that says otherwise.
    """
    answering = list(found)
    least = answering[0].score - WORSE if answering else 0.0
    good = [one for one in answering if one.score >= least]
    taken: list[Candidate] = []
    for most_alike, most_of_one in ((1, 1), (MOST, 1), (MOST, MOST_OF_ONE)):
        for one in good:
            alike = sum(_program(one) == _program(other) for other in taken)
            of_it = sum(one.source is other.source for other in taken)
            again = any(one.text == other.text for other in taken)
            room = len(taken) < MOST and alike < most_alike and of_it < most_of_one
            if room and not again:
                taken.append(one)
    if len({id(one.source) for one in taken}) == 1:
        # A second source stands beside one alone, also where it answers less well.
        second = [one for one in answering if one.source is not taken[0].source]
        taken = [*taken[: MOST - 1], *second[:1]]
    ways = {way for one in taken if (way := stance(asked, one)[1])}
    if len(taken) == MOST and len(ways) == 1:
        others = (one for one in good if stance(asked, one)[1] not in ("", *ways))
        taken[-1] = next(others, taken[-1])
    return taken


def tells_results(one: Candidate) -> bool:
    """Whether a sentence tells what was found out, not what hurts or what is planned."""
    return one.kind in ("brief", "evidence") or one.passage.anchor.startswith(RESULTS)


def _program(one: Candidate) -> tuple[object, ...]:
    return one.source.names or (one.kind, one.source.id)

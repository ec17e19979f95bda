"""What the arrays of the index say, beside the same said slowly."""

import math
import random
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from rpp import words
from rpp.search import fusing, terms
from rpp.search.changes import Version
from rpp.search.index import K1, B, Index, of_facets, of_titles, of_words
from rpp.search.meaning.arrays import Part, Vectors, to_bytes
from rpp.search.models import Row
from rpp.search.segment import WEIGHTS

VERSION = Version(1, "a stamp")
VOCABULARY = ("bus", "gate", "lantern", "the", "of", "winter", "reading", "tutor", "café", "é")


def row(id_: int, title: str = "", body: str = "", keywords: str = "", **more: object) -> Row:
    told = {
        "kind": "problem",
        "subject_id": id_,
        "network_id": None,
        "weight": 1.0,
        "issued": id_,
        "gone": False,
        "facets": ["kind:problem"],
    }
    return Row(id=id_, terms=terms.of_document(title, body, keywords), **(told | more))


def some_rows(seed: int, count: int = 60) -> list[Row]:
    chance = random.Random(seed)

    def text(most: int) -> str:
        return " ".join(chance.choices(VOCABULARY, k=chance.randint(0, most)))

    return [
        row(
            id_,
            text(6),
            text(40),
            text(8),
            network_id=chance.choice((None, None, 1, 2)),
            facets=sorted({f"tier:{chance.randint(1, 4)}", f"grade:{chance.randint(1, 9)}"}),
        )
        for id_ in range(1, count + 1)
    ]


def slowly(rows: Sequence[Row], asked: Counter[str]) -> dict[int, float]:
    """BM25 of these documents, as the books have it, with weights before it saturates."""
    counts: dict[int, Counter[str]] = {}
    lengths: dict[int, float] = {}
    for one in rows:
        counts[one.id] = Counter()
        for line, weight in zip(one.terms.split("\n"), WEIGHTS, strict=True):
            for term in line.split():
                counts[one.id][term] += weight / 2
        lengths[one.id] = sum(n for term, n in counts[one.id].items() if term not in words.STOP)
    average = sum(lengths.values()) / len(rows)
    scores: Counter[int] = Counter()
    for term, times in asked.items():
        among = sum(term in held for held in counts.values())
        rare = math.log(1 + (len(rows) - among + 0.5) / (among + 0.5))
        for id_, held in counts.items():
            often = held[term]
            norm = K1 * (1 - B + B * lengths[id_] / average)
            scores[id_] += times * rare * often * (K1 + 1) / (often + norm) if often else 0
    return dict(scores)


def by_id(index: Index, values: np.ndarray) -> dict[int, float]:
    return dict(zip(index.ints("ids").tolist(), values.tolist(), strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_a_score_is_that_of_the_formula_over_what_its_reader_may_find(seed: int) -> None:
    rows, asked = some_rows(seed), Counter({"bus": 2, "gate": 1, "the": 1, "cafe": 1, "none": 1})
    index = Index().after(VERSION, rows)
    readable = [one for one in rows if one.network_id in (None, 2)]
    visible = index.visible({2})
    found = by_id(index, np.where(visible, index.scores(asked, visible), 0))
    expected = slowly(readable, asked)
    assert found == pytest.approx({one.id: expected.get(one.id, 0) for one in rows}, rel=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_however_it_came_about_an_index_says_the_same(seed: int) -> None:
    chance, rows = random.Random(seed), some_rows(seed)
    at_once = Index().after(VERSION, rows[:-5])
    later = Index()
    before = [row(one.id, "lanterns", "of winter", facets=["tier:1"]) for one in rows]
    for _ in range(12):
        later = later.after(VERSION, chance.sample(before, 9))
    later = later.after(VERSION, rows[:20])
    later = later.after(VERSION, [one._replace(gone=True, terms="\n\n") for one in rows[-5:]])
    later = later.after(VERSION, rows[20:-5])
    for networks in ((), (1,), (1, 2)):
        seen, seen_later = at_once.visible(networks), later.visible(networks)
        asked = {"bus": 1.0, "winter": 2.0, "read": 1.0}
        told = by_id(at_once, np.where(seen, at_once.scores(asked, seen), -1))
        told_later = by_id(later, np.where(seen_later, later.scores(asked, seen_later), -1))
        assert {k: v for k, v in told.items() if v >= 0} == pytest.approx(
            {k: v for k, v in told_later.items() if v >= 0}
        )
        for facet in ("tier", "grade"):
            assert at_once.counts(facet, seen) == later.counts(facet, seen_later)
    for term in ("bus", "winter", "lantern", "nothing"):
        assert at_once.known(term, at_once.visible(())) == later.known(term, later.visible(()))


def test_counts_are_of_what_matched_and_each_code_is_counted_once() -> None:
    rows = some_rows(3)
    index = Index().after(VERSION, rows)
    matched = index.visible({1}) & index.mask(of_words, ["bus"])
    ids = set(index.ints("ids")[matched].tolist())
    expected = Counter(
        one.partition(":")[2]
        for held in rows
        if held.id in ids
        for one in held.facets
        if one.startswith("grade:")
    )
    assert index.counts("grade", matched) == dict(expected)
    assert index.counts("nothing", matched) == {}
    assert index.codes("tier") == ["1", "2", "3", "4"]


def test_a_phrase_is_found_where_it_stands_and_across_no_border() -> None:
    rows = [
        row(1, "Late buses", "Buses come late in winter"),
        row(2, "Late", "buses come. Winter is late"),
        row(3, "Buses of the late winter", "x"),
        row(4, "x", "late", "buses"),
        row(5, "x", "y", "late"),
        row(6, "buses", "y"),
    ]
    index = Index().after(VERSION, rows[:3]).after(VERSION, rows[3:])

    def holding(*phrase: str) -> list[int]:
        found = index.with_phrase([terms.term(word) for word in phrase], index.visible(()))
        return sorted(index.ints("ids")[found].tolist())

    assert holding("late", "buses") == [1]
    assert holding("of", "the", "late", "winter") == [3]
    assert holding("late") == [1, 2, 3, 4, 5]
    assert holding("late", "lanterns") == []


def test_terms_are_found_by_themselves_and_by_their_beginning() -> None:
    index = Index().after(VERSION, [row(1, "Zürich Ωmega bus buses", facets=["lea:1", "lea:12"])])
    (segment,) = index.segments
    assert sorted(segment.words.terms) == list(segment.words.terms)
    for term in segment.words.terms:
        assert segment.words.terms[segment.words.terms.find(term.decode())] == term
    assert segment.words.terms.find("bu") == -1
    assert segment.words.terms.find("zzz") == -1
    assert segment.words.of("bus")[1].tolist() == [8]
    assert segment.titles.of("bus")[1].tolist() == [2]
    assert index.mask(of_facets, ["lea:12"]).tolist() == [True]
    assert index.mask(of_facets, ["lea:2"]).tolist() == [False]
    assert index.mask(of_titles, ["bus"]).tolist() == [True]


def test_an_empty_index_answers() -> None:
    index = Index()
    assert len(index.scores({"bus": 1}, index.visible(()))) == 0
    assert index.counts("tier", index.visible(())) == {}
    assert index.after(VERSION, [row(1, gone=True)]).segments == ()


# --- words and meaning ------------------------------------------------------------------------


def vectors(**of: Sequence[float]) -> Vectors:
    """The vectors of documents by id, of which only the first numbers are said."""
    made = np.zeros((len(of), 384), dtype=np.float32)
    for at, numbers in enumerate(of.values()):
        made[at, : len(numbers)] = numbers
        made[at] /= np.linalg.norm(made[at])
    numbers, scales = to_bytes(made)
    rows = zip((int(one[1:]) for one in of), numbers, scales, strict=True)
    return Vectors.of(Part.of([(id_, one.tobytes(), float(scale)) for id_, one, scale in rows]))


def question(*numbers: float) -> np.ndarray:
    made = np.zeros(384, dtype=np.float32)
    made[: len(numbers)] = numbers
    return made / np.float32(np.linalg.norm(made))


def test_words_and_meaning_count_half_and_half() -> None:
    index = Index().after(
        VERSION, [row(1, "bus"), row(2, "gate"), row(3, "gate gate"), row(4, "x")]
    )
    seen = index.visible(())
    scores = fusing.joined(
        index,
        index.scores({"gate": 1}, seen),
        seen,
        question(1),
        vectors(d1=(1, 0), d2=(0, 1), d3=(1, 1), d4=(-1, 0)),
    )
    total = by_id(index, scores.total)
    assert sorted(total, key=total.get, reverse=True)[0] == 3
    assert total[1] == pytest.approx(0.5, abs=0.1)
    assert total[4] == 0
    assert by_id(index, scores.fits) == {1: True, 2: True, 3: True, 4: False}


def test_what_is_not_allowed_moves_nothing() -> None:
    """Neither what scores by words nor what is near may pull the question its way."""
    rows = [row(1, "bus"), row(2, "gate"), row(3, "bus gate", network_id=7), row(4, "bus bus")]
    of = {"d1": (1, 0, 0.5), "d2": (1, 1), "d3": (1, 0.2, 0.3), "d4": (1, -1)}
    index, without = Index().after(VERSION, rows), Index().after(VERSION, rows[:2] + rows[3:])
    told = []
    for one, held in (
        (index, vectors(**of)),
        (without, vectors(**{k: v for k, v in of.items() if k != "d3"})),
    ):
        seen = one.visible(())
        words_ = one.scores({"bus": 1}, seen)
        scores = fusing.joined(one, words_, seen, question(1, 0.2), held)
        told.append(by_id(one, np.where(seen, scores.total, 0)))
    hidden = told[0].pop(3)
    assert hidden == 0
    assert told[0] == pytest.approx(told[1])


def test_the_question_moves_towards_the_best() -> None:
    """What is like the best by words and meaning rises, though it is not like the question."""
    rows = [row(1, "bus bus"), *(row(id_, "x") for id_ in range(2, 6))]
    index = Index().after(VERSION, rows)
    seen = index.visible(())
    near = vectors(d1=(1, 1), d2=(0.2, 1), d3=(0.2, 0, 1), d4=(-1,), d5=(-1, 0.1))
    words_ = index.scores({"bus": 1}, seen)
    still = by_id(index, near.nearest(question(1), index.ints("ids")).cosines)
    total = by_id(index, fusing.joined(index, words_, seen, question(1), near).total)
    assert still
    assert total[2] > total[3]

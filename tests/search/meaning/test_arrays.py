"""The nearest vectors are found without comparing all, and only among what is allowed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpp.search.meaning import arrays
from rpp.search.meaning.arrays import Floats, Ints, Part, Vectors, to_bits, to_bytes, to_floats


def like_texts(count: int, seed: int = 1) -> Floats:
    """Vectors in groups, as those of texts on some subjects."""
    chance = np.random.default_rng(seed)
    subjects = chance.standard_normal((max(count // 50, 1), 384), dtype=np.float32)
    own = chance.standard_normal((count, 384), dtype=np.float32)
    found = 0.8 * subjects[chance.integers(0, len(subjects), count)] + own + np.float32(0.3)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def part(vectors: Floats, ids: Ints | None = None) -> Part:
    numbers, scales = to_bytes(vectors)
    named = np.arange(1, len(vectors) + 1, dtype=np.int32) if ids is None else ids
    return Part(named, to_bits(numbers), numbers, scales)


def test_bytes_keep_a_vector_to_some_thousandths() -> None:
    vectors = like_texts(50)
    again = to_floats(*to_bytes(vectors))
    assert np.abs(np.einsum("ij,ij->i", vectors, again) - 1).max() < 3e-3
    numbers, scales = to_bytes(np.zeros((1, 384), dtype=np.float32))
    assert not numbers.any()
    assert scales.tolist() == [0]


def test_of_many_nearly_all_of_the_ten_nearest_are_found() -> None:
    vectors = like_texts(10_000)
    found, chance = Vectors.of(part(vectors)), np.random.default_rng(2)
    everything, right = found.base.ids, 0
    for at in chance.integers(0, len(vectors), 30):
        query = vectors[at] + chance.standard_normal(384, dtype=np.float32) / 30
        exact = np.argsort(-(vectors @ query))[:10] + 1
        near = found.nearest(query, everything)
        assert len(near.ids) == 200
        assert (np.diff(near.cosines) <= 0).all()
        right += len(set(near.ids[:10].tolist()) & set(exact.tolist()))
    assert right >= 0.95 * 300


def test_a_cosine_is_what_it_is_by_the_whole_vectors() -> None:
    vectors = like_texts(100)
    near = Vectors.of(part(vectors)).nearest(vectors[7], np.arange(1, 101, dtype=np.int32))
    assert near.ids[0] == 8
    exact = vectors[near.ids - 1] @ vectors[7]
    assert np.abs(near.cosines - exact).max() < 0.005


@pytest.mark.parametrize("allowed", [[], [3], [3, 999, 10**6], [0]])
def test_only_what_is_allowed_is_found(allowed: list[int]) -> None:
    vectors = like_texts(10)
    near = Vectors.of(part(vectors)).nearest(vectors[0], np.array(allowed, dtype=np.int32))
    assert near.ids.tolist() == [one for one in allowed if 1 <= one <= 10]
    nothing = Vectors.of(Part.of(())).nearest(vectors[0], np.array(allowed, dtype=np.int32))
    assert len(nothing.ids) == 0


CHANGES = st.lists(
    st.dictionaries(st.integers(1, 12), st.one_of(st.none(), st.integers(0, 19)), max_size=5),
    max_size=6,
)


@given(begins=st.integers(0, 8), changes=CHANGES)
def test_after_any_changes_there_is_what_was_said_last(
    begins: int, changes: list[dict[int, int | None]]
) -> None:
    pool = like_texts(20)
    numbers, scales = to_bytes(pool)
    found = Vectors.of(part(pool[:begins]))
    said: dict[int, int] = {at + 1: at for at in range(begins)}
    for change in changes:
        rows = [
            (id_, numbers[at].tobytes(), float(scales[at]))
            for id_, at in change.items()
            if at is not None
        ]
        found = found.after(change, rows)
        for id_, one in change.items():
            said.pop(id_, None)
            if one is not None:
                said[id_] = one
        assert len(found) == len(said)
    for shape in (found, Vectors.of(found.whole())):
        asked = np.arange(0, 14, dtype=np.int32)
        right = np.array([pool[said[id_]] if id_ in said else np.zeros(384) for id_ in asked])
        assert np.abs(shape.vectors(asked) - right).max() < 0.01
        near = shape.nearest(pool[0], asked)
        assert sorted(near.ids.tolist()) == sorted(said)


def test_more_of_the_same_distance_than_are_compared_are_cut_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(arrays, "RESCORED", 5)
    vectors = np.repeat(like_texts(1), 20, axis=0)
    near = Vectors.of(part(vectors)).nearest(vectors[0], np.arange(1, 21, dtype=np.int32))
    assert near.ids.tolist() == [1, 2, 3, 4, 5]

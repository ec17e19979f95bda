"""Whatever stands in a record, the answer is a finite number or words."""

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from rpp.evidence.effects.computing import Computed, compute
from rpp.evidence.effects.wwc_index import wwc_index
from rpp.evidence.figures_page import figures_shown
from rpp.evidence.findings.contrast import Arm, Contrast, Reported

numbers = st.none() | st.floats() | st.sampled_from([0.0, 1.0, 100.0, 1e308, -1e308, 5e-324])
counts = st.none() | st.integers(-3, 12) | st.sampled_from([10**6, 2**31, 10**20, 10**300])
shares = st.none() | st.sampled_from([0.0, 100.0, 50.0, -1.0, 101.0]) | st.floats()
arms = st.builds(
    Arm,
    n=counts,
    n_assigned=counts,
    clusters=counts,
    clusters_assigned=counts,
    mean=numbers,
    adjusted_mean=numbers,
    sd=numbers,
    percent=shares,
    baseline_n=counts,
    baseline_mean=numbers,
    baseline_sd=numbers,
    baseline_percent=shares,
)
# Facts of which something can be computed, so that the arithmetic is asked often.
likely = st.builds(
    Arm,
    n=st.integers(1, 400),
    n_assigned=st.none() | st.integers(1, 500),
    clusters=st.none() | st.integers(1, 12),
    mean=st.floats(-1e6, 1e6),
    sd=st.floats(0, 1e3),
    percent=st.none() | st.floats(0, 100),
    baseline_mean=st.none() | st.floats(-1e3, 1e3),
    baseline_sd=st.none() | st.floats(0, 1e3),
)
said = st.builds(
    Reported,
    by=st.sampled_from(["wwc", "authors"]),
    effect_size=numbers,
    p_value=numbers,
    improvement_index=numbers,
    significant=st.none() | st.booleans(),
)
contrasts = st.builds(
    Contrast,
    domain=st.sampled_from(["", "Behavior", "Reading achievement"]),
    analyzed=st.sampled_from(["", "student", "school"]),
    treated=arms | likely,
    compared=arms | likely,
    n=counts,
    binary=st.booleans(),
    adjusts=st.none() | st.booleans(),
    clusters_handled=st.none() | st.booleans(),
    icc=numbers,
    overall_attrition=numbers,
    differential_attrition=numbers,
    lower_is_better=st.booleans(),
    reported=st.lists(said, max_size=2).map(tuple),
)


def numbers_in(value: object) -> Iterator[float]:
    """Every number in a result, however deep."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from numbers_in(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from numbers_in(getattr(value, one.name))


def words_in(found: Computed) -> str:
    figures = [
        " ".join([one.words, one.worked, one.missing, *(words for _, words in one.inputs)])
        for one in found.figures
    ]
    return " ".join([*figures, *found.notes, *(one.words for one in found.compared)]).lower()


@settings(max_examples=400, deadline=None)
@given(contrasts)
def test_what_is_computed_is_finite_or_said_in_words(contrast: Contrast) -> None:
    found = compute(contrast)
    assert figures_shown(contrast).meaning
    index = wwc_index(contrast, found).value
    assert index is None or math.isfinite(index)
    assert all(math.isfinite(number) for number in numbers_in(found))
    assert " nan" not in f" {words_in(found)}"
    assert " inf" not in f" {words_in(found)}"
    for figure in found.figures:
        assert figure.value is not None or figure.missing
    if found.ci and found.g is not None:
        assert found.ci[0] <= found.g <= found.ci[1]
    assert found.p is None or 0 <= found.p <= 1
    assert found.improvement_index is None or -50 <= found.improvement_index <= 50


@given(contrasts)
@settings(max_examples=100, deadline=None)
def test_the_direction_turns_what_is_computed_and_nothing_else(contrast: Contrast) -> None:
    one = compute(replace(contrast, lower_is_better=False, reported=()))
    other = compute(replace(contrast, lower_is_better=True, reported=()))
    assert (one.g is None) == (other.g is None)
    if one.g is not None and other.g is not None:
        assert one.g == -other.g
    assert one.p == other.p
    assert one.se == other.se
    assert one.raw_g == other.raw_g

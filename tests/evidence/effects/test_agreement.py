"""How far our figures are those of the What Works Clearinghouse, on all it exported."""

import math
from collections import Counter

import pytest

from rpp.evidence.effects.compared import why_index
from rpp.evidence.effects.computing import Computed, compute
from rpp.evidence.effects.index import whole
from rpp.evidence.effects.wwc_index import wwc_index
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.of_wwc import of_rows
from rpp.evidence.wwc.files import parse
from tests.evidence.sample import SEED

Findings = list[tuple[Contrast, Computed]]


@pytest.fixture(scope="module")
def exported() -> Findings:
    parsed = parse("findings.csv", (SEED / "findings.csv").read_bytes())
    return [(one, compute(one)) for one in of_rows(parsed.findings)]


def gives_all(contrast: Contrast) -> bool:
    arms = contrast.treated, contrast.compared
    return None not in {fact for arm in arms for fact in (arm.n, arm.mean, arm.sd)}


def test_effect_sizes_are_those_of_the_source_where_it_gives_means_sds_and_sizes(
    exported: Findings,
) -> None:
    with_facts = [
        (contrast.said_by("wwc"), found) for contrast, found in exported if gives_all(contrast)
    ]
    assert len(with_facts) == 1987
    same = sum(
        found.g_from == "computed"
        and found.raw_g is not None
        and said is not None
        and said.effect_size is not None
        and abs(found.raw_g - said.effect_size) < 1e-6
        for said, found in with_facts
    )
    assert same == 1915


def test_the_cox_index_reproduces_what_the_source_computed_of_shares(exported: Findings) -> None:
    of_shares = [
        found
        for _, found in exported
        if (figure := found.figure("g")) and figure.name.endswith("(Cox index)")
    ]
    assert len(of_shares) == 586


def test_the_improvement_index_is_that_of_the_source_for_nine_in_ten(exported: Findings) -> None:
    given = [
        (said.improvement_index, wwc_index(contrast, found).value)
        for contrast, found in exported
        if (said := contrast.said_by("wwc")) and said.improvement_index is not None
    ]
    assert len(given) == 6687
    same = sum(ours is not None and whole(ours) == theirs for theirs, ours in given)
    assert same == 6155
    assert same / len(given) > 0.9


def test_the_other_indexes_rest_on_the_other_effect_size_or_on_none(exported: Findings) -> None:
    counted: Counter[str] = Counter()
    for contrast, found in exported:
        said, authors = contrast.said_by("wwc"), contrast.said_by("authors")
        if said is None or said.improvement_index is None:
            continue
        ours = wwc_index(contrast, found).value
        counted["no effect" if ours is None else why_index(ours, said, authors)] += 1
    assert counted == {
        "": 6155,
        "no effect": 180,
        "authors": 276,
        "their_effect": 60,
        "direction": 7,
        "facts": 9,
    }


def test_each_difference_has_its_reason(exported: Findings) -> None:
    counted = Counter(
        (one.code, one.why) for _, found in exported for one in found.compared if one.by == "wwc"
    )
    assert counted == CLASSES
    assert all(one.words for _, found in exported for one in found.differences)


CLASSES: dict[tuple[str, str], int] = {
    ("g", ""): 2499,
    ("g", "authors"): 2,
    ("g", "direction"): 2,
    ("g", "facts"): 35,
    ("g", "rounding"): 29,
    ("index", ""): 4428,
    ("index", "authors"): 747,
    ("index", "direction"): 7,
    ("index", "facts"): 3,
    ("index", "their_effect"): 31,
    ("p", ""): 3041,
    ("p", "authors_effect"): 1063,
    ("p", "authors_test"): 115,
    ("p", "clusters"): 1753,
    ("p", "their_test"): 259,
    ("significant", ""): 5469,
    ("significant", "authors_effect"): 159,
    ("significant", "authors_test"): 15,
    ("significant", "clusters"): 312,
    ("significant", "several"): 187,
    ("significant", "their_test"): 238,
}


def test_nothing_that_is_shown_of_them_is_nan_or_infinite(exported: Findings) -> None:
    for _, found in exported:
        values = [figure.value for figure in found.figures]
        assert all(value is None or math.isfinite(value) for value in values)


def test_an_effect_of_207_is_said_to_be_a_slip(exported: Findings) -> None:
    (slip,) = (found for _, found in exported if found.g is not None and abs(found.g) > 100)
    assert any("a slip in the source" in note for note in slip.notes)

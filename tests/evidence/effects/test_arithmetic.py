"""Each figure of a finding: its value, its boundaries, and what is said where it cannot be."""

from dataclasses import replace

import pytest

from rpp.evidence.effects.computing import compute
from rpp.evidence.effects.direction import lower_is_better
from rpp.evidence.effects.index import whole
from rpp.evidence.findings.contrast import Arm, Contrast, Reported

MEANS = Contrast(treated=Arm(n=151, mean=4.08, sd=0.58), compared=Arm(n=151, mean=3.77, sd=0.61))
SHARES = Contrast(binary=True, treated=Arm(n=100, percent=30), compared=Arm(n=100, percent=20))
CLUSTERED = Contrast(
    domain="Reading achievement",
    treated=Arm(n=205, clusters=5, mean=52, sd=10),
    compared=Arm(n=205, clusters=5, mean=50, sd=10),
)


def arms(treated: dict[str, float | None], compared: dict[str, float | None]) -> Contrast:
    return Contrast(treated=Arm(**treated), compared=Arm(**compared))  # type: ignore[arg-type]


def missing(contrast: Contrast, code: str) -> str:
    figure = compute(contrast).figure(code)
    assert figure is not None
    return figure.missing


def test_the_variance_of_g_holds_the_error_of_its_standard_deviation() -> None:
    found = compute(MEANS)
    assert found.g is not None
    assert found.variance == pytest.approx(302 / 151**2 + found.g**2 / 604, rel=1e-12)


def test_shares_are_compared_by_the_cox_index() -> None:
    found = compute(SHARES)
    # ln(0.3 ÷ 0.7) − ln(0.2 ÷ 0.8) = 0.5389965; ω = 1 − 3 ÷ 791
    assert found.g == pytest.approx(0.3254256, abs=1e-7)
    # (1/30 + 1/70 + 1/20 + 1/80) ÷ 1.65²
    assert found.variance == pytest.approx(0.0404477, abs=1e-7)


def test_adjusted_means_are_taken_where_both_groups_have_one() -> None:
    adjusted = replace(
        MEANS,
        treated=replace(MEANS.treated, adjusted_mean=4.0),
        compared=replace(MEANS.compared, adjusted_mean=3.9),
    )
    assert compute(adjusted).g == pytest.approx(compute(MEANS).g * 0.1 / 0.31)  # type: ignore[operator]
    one_alone = replace(adjusted, compared=MEANS.compared)
    assert compute(one_alone).g == compute(MEANS).g


def test_students_in_clusters_make_a_finding_less_sure_by_the_default_of_its_domain() -> None:
    plain = compute(
        replace(
            CLUSTERED,
            treated=replace(CLUSTERED.treated, clusters=None),
            compared=replace(CLUSTERED.compared, clusters=None),
        )
    )
    reading = compute(CLUSTERED)
    behavior = compute(replace(CLUSTERED, domain="Behavior"))
    assert plain.p is not None
    assert reading.p is not None
    assert behavior.p is not None
    assert plain.p < 0.05 < behavior.p < reading.p
    # Design effects of 9 and of 5.
    assert reading.variance == pytest.approx(9 * 410 / 205**2 + reading.g**2 / (2 * reading.df))  # type: ignore[operator]
    assert behavior.variance == pytest.approx(5 * 410 / 205**2 + behavior.g**2 / (2 * behavior.df))  # type: ignore[operator]
    assert any("0.20 is taken" in note for note in reading.notes)


def test_shares_in_clusters_are_less_sure_too() -> None:
    clustered = replace(
        SHARES,
        treated=replace(SHARES.treated, clusters=5),
        compared=replace(SHARES.compared, clusters=5),
        icc=0.1,
    )
    plain, found = compute(SHARES), compute(clustered)
    assert found.variance == pytest.approx(2.9 * plain.variance)  # type: ignore[operator]


def test_the_authors_p_is_taken_where_their_test_knows_of_the_clusters() -> None:
    said = (Reported(by="authors", p_value=0.03),)
    handled = compute(replace(CLUSTERED, clusters_handled=True, reported=said))
    assert (handled.p, handled.p_from, handled.significant) == (0.03, "authors", True)
    unknown = compute(replace(CLUSTERED, reported=said))
    assert unknown.p_from == "computed"
    assert unknown.significant is False


def test_where_schools_were_analyzed_no_cluster_is_counted_twice() -> None:
    found = compute(replace(CLUSTERED, analyzed="school"))
    assert found.df == 408
    assert any("larger than it would be for students" in note for note in found.notes)


@pytest.mark.parametrize(
    ("analyzed", "verdicts"),
    [((190, 185), ("low", "low")), ((170, 155), ("high", "low")), ((170, 130), ("high", "high"))],
)
def test_attrition_is_told_from_the_sizes_of_the_groups(
    analyzed: tuple[int, int], verdicts: tuple[str, str]
) -> None:
    first, second = analyzed
    found = compute(arms({"n": first, "n_assigned": 200}, {"n": second, "n_assigned": 200}))
    assert found.attrition.overall == pytest.approx(100 - sum(analyzed) / 4)
    assert found.attrition.differential == pytest.approx(abs(first - second) / 2)
    assert (found.attrition.cautious, found.attrition.optimistic) == verdicts


def test_students_and_schools_must_both_be_kept() -> None:
    people = {"n": 190, "n_assigned": 200, "clusters_assigned": 10}
    found = compute(arms({**people, "clusters": 10}, {**people, "clusters": 8}))
    assert (found.attrition.overall, found.attrition.cautious) == (pytest.approx(10), "high")


def test_recorded_attrition_comes_before_the_sizes() -> None:
    found = compute(
        replace(
            arms({"n": 100, "n_assigned": 200}, {"n": 200, "n_assigned": 200}),
            overall_attrition=10.0,
            differential_attrition=-2.0,
        )
    )
    assert (found.attrition.overall, found.attrition.differential) == (10, 2)
    assert found.attrition.cautious == "low"


@pytest.mark.parametrize(
    ("apart", "verdict"),
    [(0.05, "equivalent"), (0.06, "adjustment"), (0.25, "adjustment"), (-0.26, "beyond")],
)
def test_the_baseline_is_alike_adjustable_or_beyond(apart: float, verdict: str) -> None:
    n = 10**6  # so large that ω is 1 to five places
    sizes = {"n": n, "baseline_sd": 1.0}
    found = compute(arms({**sizes, "baseline_mean": apart}, {**sizes, "baseline_mean": 0.0}))
    assert found.baseline.verdict == verdict


@pytest.mark.parametrize(
    ("treated", "words"),
    [
        ({"n": 0, "mean": 1, "sd": 1}, "how many people were analyzed"),
        ({"n": 20, "sd": 1}, "the mean of each group"),
        ({"n": 20, "mean": 1}, "the standard deviation of each group"),
    ],
)
def test_a_missing_fact_is_named(treated: dict[str, float | None], words: str) -> None:
    assert words in missing(arms(treated, {"n": 20, "mean": 0, "sd": 1}), "g")


def test_impossible_facts_are_answered_in_words() -> None:
    nobody = {"n": 11, "mean": 0.0, "sd": 0.0}
    assert "Nobody differs from anybody" in missing(arms(nobody, nobody), "g")
    one = {"n": 1, "mean": 0.0, "sd": 1.0}
    assert "at least three people" in missing(arms(one, one), "g")
    huge = {"n": 9, "mean": 1e308, "sd": 1e308}
    assert "too large to compute with" in missing(arms(huge, {**huge, "mean": -1e308}), "g")
    everybody = replace(SHARES, treated=Arm(n=100, percent=100))
    assert "odds cannot be compared" in missing(everybody, "g")
    unknown = arms({"n": 9, "mean": float("nan"), "sd": 1}, {"n": 9, "mean": 0, "sd": 1})
    assert "the mean of each group" in missing(unknown, "g")


def test_what_others_computed_is_taken_over_and_says_so() -> None:
    wwc, authors = Reported(by="wwc", effect_size=0.2), Reported(by="authors", effect_size=0.3)
    both = compute(Contrast(reported=(authors, wwc)))
    assert (both.g, both.g_from) == (0.2, "wwc")
    alone = compute(Contrast(reported=(authors,), lower_is_better=True))
    assert (alone.g, alone.g_from) == (-0.3, "authors")
    assert any("was not checked" in note for note in alone.notes)


@pytest.mark.parametrize(
    ("effect", "authors", "index", "outcome", "lower"),
    [
        (-0.3, None, 12, "Score", True),  # the index has the other sign
        (0.3, None, 12, "Score", False),
        (-0.3, None, 0, "Score", False),  # 0 tells nothing
        (-0.46, 0.46, 18, "Score", True),  # the authors turned theirs
        (-0.17, 0.07, 3, "Word reading", False),  # their adjustment changed the sign
        (-0.17, 0.07, 3, "Days absent", True),  # and here less is better
    ],
)
def test_which_way_an_outcome_goes_is_told_by_index_and_authors_together(
    effect: float, authors: float | None, index: float, outcome: str, lower: bool
) -> None:
    assert lower_is_better(effect, authors, index, None, outcome) is lower


def test_an_index_is_printed_whole_with_halves_away_from_zero() -> None:
    assert [whole(value) for value in (2.5, -2.5, 0.49, -0.2)] == [3, -3, 0, 0]

"""How a fact is read as people type it, and what cannot be so."""

from typing import Any

import pytest

from rpp.evidence.findings import checks, complete, table, texts
from rpp.evidence.findings.columns import COLUMNS, contrast_of, values_of
from rpp.evidence.findings.contrast import Arm, Contrast, Reported


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("n_treated", "1,050", 1050),
        ("n_treated", " 1 050 ", 1050),
        ("n_treated", "1050.0", 1050),
        ("mean_treated", "−0.25", -0.25),
        ("mean_treated", ".5", 0.5),
        ("mean_treated", "12,345.5", 12345.5),
        ("mean_treated", "1e-3", 0.001),
        ("percent_treated", "12%", 12.0),
        ("share_frl", " 27.3 % ", 27.3),
        ("binary", "TRUE", True),
        ("binary", "", False),
        ("adjusts", "", None),
        ("adjusts", "No", False),
        ("design", "Quasi-experiment", "qed"),
        ("design", "RCT", "rct"),
        ("grades", "5; 06;K", ("KG", "05", "06")),
        ("locales", "41;11", (11, 41)),
        ("states", "tx, OK", ("OK", "TX")),
        ("sample", "  Grade  6\n", "Grade 6"),
    ],
)
def test_a_fact_is_read_as_people_write_it(name: str, text: str, value: object) -> None:
    assert texts.read(COLUMNS[name], text) == value


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("n_treated", "twelve", "Write a whole number"),
        ("n_treated", "-3", "Write a whole number"),
        ("n_treated", "1,0", "Write a whole number"),
        ("n_treated", "9" * 30, "too large"),
        ("mean_treated", "0,5", "Write decimals with a point"),
        ("mean_treated", "1,05", "Write decimals with a point"),
        ("mean_treated", "nan", "Write a number"),
        ("mean_treated", "inf", "Write a number"),
        ("mean_treated", "1e99", "too large"),
        ("mean_treated", "٣", "Write a number"),
        ("icc", "20%", "without a percent sign"),
        ("design", "experiment", "Write one of: rct, qed"),
        ("binary", "perhaps", "Write “yes” or “no”"),
        ("outcome", "x" * 201, "at most 200 characters"),
        ("outcome", "a\u202eb", "cannot be saved"),
        ("locales", "99", "Write one of: 11"),
    ],
)
def test_what_is_no_such_fact_is_refused_in_words(name: str, text: str, words: str) -> None:
    with pytest.raises(texts.Unreadable, match=words):
        texts.read(COLUMNS[name], text)


def test_commas_are_refused_where_they_could_be_decimals() -> None:
    with pytest.raises(texts.Unreadable, match="could stand for thousands or for decimals"):
        texts.read(COLUMNS["n_treated"], "1,050", commas=False)


WHOLE = Contrast(
    outcome="=SUM(A1)",
    domain="'Ohana",
    intervention="'=cmd",
    comparison="Business as usual",
    design="rct",
    assigned="school",
    treated=Arm(n=100, n_assigned=110, clusters=5, mean=0.1 + 0.2, sd=1 / 3, baseline_n=90),
    compared=Arm(n=90, n_assigned=100, clusters=4, mean=-1e-7, sd=2.0, adjusted_mean=12.0),
    adjusts=False,
    icc=0.2,
    lower_is_better=True,
    grades=("KG", "01"),
    settings=("urban", "rural"),
    schools=("public",),
    shares={"frl": 0.273, "white": 1 / 7},
    states=("OK", "TX"),
    locales=(11, 43),
    multisite=True,
    reported=(Reported(by="authors", effect_size=0.3, significant=True),),
)


def test_what_is_written_is_read_again_exactly() -> None:
    (_, *rows) = table.written([table.cells(WHOLE, ("study", 4), "T", "/studies/4")])
    file = "".join([_, *rows])
    assert "'=SUM(A1)" in file
    assert ",-1e-07," in file  # a number is no formula
    (row,) = table.read(file.encode()).rows
    again = contrast_of(row.values)
    assert again == WHOLE


def test_every_fact_of_a_contrast_has_a_column() -> None:
    """What is no column is told by the source, or made of where the finding stands."""
    told = {one.place.partition(".")[0] for one in COLUMNS.values()} | {"reported"}
    of_source = {"key", "study_key", "review_key", "standards", "intervention_key"}
    assert set(Contrast.__dataclass_fields__) - told == of_source
    arms = {one.place.partition(".")[2] for one in COLUMNS.values()}
    assert set(Arm.__dataclass_fields__) <= arms


FINE = Contrast(outcome="A", domain="B", intervention="C", comparison="D", design="rct")


def names(contrast: Contrast, **about: Any) -> list[str]:
    return [trouble.name for trouble in checks.impossible(contrast, **about)]


def with_(**facts: Any) -> Contrast:
    return contrast_of({**values_of(FINE), **facts})


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"outcome": ""}, "outcome"),
        ({"n_treated": 11, "n_assigned_treated": 10}, "n_treated"),
        ({"n_compared": 0}, "n_compared"),
        ({"clusters_treated": 3, "clusters_assigned_treated": 2}, "clusters_treated"),
        ({"clusters_compared": 12, "n_compared": 11}, "clusters_compared"),
        ({"baseline_n_treated": 12, "n_treated": 11}, "baseline_n_treated"),
        ({"n": 30, "n_assigned_treated": 10, "n_assigned_compared": 19}, "n"),
        ({"sd_treated": 0.0}, "sd_treated"),
        ({"baseline_sd_treated": -1.0}, "baseline_sd_treated"),
        ({"icc": -0.01}, "icc"),
        ({"authors_p": 1.5}, "authors_p"),
        ({"share_white": 100.5}, "share_white"),
        ({"binary": True, "percent_treated": 100.1}, "percent_treated"),
        ({"overall_attrition": 0.0, "differential_attrition": 5.0}, "differential_attrition"),
        ({"districts_count": 5, "schools_count": 4}, "districts_count"),
    ],
)
def test_what_cannot_be_so_is_named_by_its_fact(facts: Any, name: str) -> None:
    assert names(FINE) == []
    assert names(with_(**facts)) == [name]


def test_a_difference_in_attrition_is_possible_as_far_as_one_group_can_bear_it() -> None:
    uneven = {"n_assigned_treated": 100, "n_assigned_compared": 300, "overall_attrition": 10.0}
    # All 40 who are missing may be of the smaller group: 40 points.
    assert names(with_(**uneven, differential_attrition=40.0)) == []
    assert names(with_(**uneven, differential_attrition=41.0)) == ["differential_attrition"]
    full = {"n_assigned_treated": 100, "n_assigned_compared": 100, "overall_attrition": 80.0}
    # At most all 100 of one group, and then 60 of the other.
    assert names(with_(**full, differential_attrition=40.0)) == []
    assert names(with_(**full, differential_attrition=42.0)) == ["differential_attrition"]


def test_few_students_of_a_district_here_are_refused_and_those_of_others_are_not() -> None:
    few = with_(n_treated=9, n_compared=40)
    assert names(few, own_students=True) == ["n_treated"]
    assert names(few) == []
    # Complements too: 95% of 100 leaves 5.
    shared = {"binary": True, "n_treated": 100, "n_compared": 100, "percent_compared": 50.0}
    assert names(with_(**shared, percent_treated=95.0), own_students=True) == ["percent_treated"]
    assert names(with_(**shared, percent_treated=90.0), own_students=True) == []


def test_what_looks_odd_is_said_and_stops_nobody() -> None:
    odd = with_(
        n_treated=90,
        n_compared=90,
        n_assigned_treated=100,
        n_assigned_compared=100,
        overall_attrition=12.0,
        n=150,
        authors_effect_size=9.0,
    )
    assert names(odd) == []
    told = " ".join(trouble.words for trouble in checks.odd(odd))
    assert "Overall attrition is recorded as 12; the sizes say 10.0." in told
    assert "150 people are fewer than the two groups together (180)." in told
    assert "An effect size of 9 is larger" in told
    assert checks.odd(FINE) == []
    errors = {"mean_treated": 52.0, "mean_compared": 50.0, "sd_treated": 0.5, "sd_compared": 2.5}
    told = " ".join(trouble.words for trouble in checks.odd(with_(**errors)))
    assert "One standard deviation is 5.0 times the other" in told
    errors["sd_compared"] = 0.5
    told = " ".join(trouble.words for trouble in checks.odd(with_(**errors)))
    assert "The means are 4.0 standard deviations apart." in told


def test_attrition_is_that_of_clusters_where_these_are_told() -> None:
    arm = {"n": 80, "n_assigned": 100, "clusters": 9, "clusters_assigned": 10}
    told = checks.by_sizes(Contrast(treated=Arm(**arm), compared=Arm(**{**arm, "clusters": 10})))
    assert told == (5.0, 10.0)


def test_what_is_missing_depends_on_the_design() -> None:
    means = {"n_treated": 50, "n_compared": 50, "mean_treated": 1.0, "mean_compared": 2.0}
    spread = {"sd_treated": 1.0, "sd_compared": 1.0, "assigned": "student"}
    rest = {"measured_by": "independent", "schools_count": 3, "districts_count": 2}
    trial = with_(**means, **spread, **rest)
    assert complete.missing(trial) == ["how many were assigned in each group"]
    assert not complete.missing(
        with_(**means, **spread, **rest, n_assigned_treated=50, n_assigned_compared=55)
    )
    quasi = with_(**means, **spread, **rest, design="qed")
    assert complete.missing(quasi) == ["the baseline of each group"]
    schools = with_(
        **means,
        **{**spread, "assigned": "school"},
        **rest,
        overall_attrition=1.0,
        differential_attrition=0.0,
    )
    assert complete.missing(schools) == ["how many clusters were analyzed in each group"]

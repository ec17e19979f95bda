"""What the included effects come to, under the version's choice and under a reader's own."""

from dataclasses import replace

import pytest

from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.regression import Regression
from rpp.evidence.pooling.results import NotPooled, Pooled
from rpp.evidence.pooling.three_level import ThreeLevel, three_level
from rpp.organizations.profiles import Profile
from rpp.syntheses.analysis.analyzing import analyze, results
from rpp.syntheses.analysis.choice import Choice, chosen
from rpp.syntheses.analysis.results import Average
from rpp.syntheses.analysis.wording import percentile, size
from rpp.syntheses.published import FrozenEffect


def effect(n: int, yi: float, vi: float = 0.01, **more: object) -> FrozenEffect:
    study = f"evidence:{n}"
    return FrozenEffect(f"finding:{n}", study, f"Study {n}", yi, vi, cluster=study, **more)  # type: ignore[arg-type]


FIVE = [effect(n, yi) for n, yi in enumerate([0.10, 0.35, -0.05, 0.22, 0.18], 1)]


def averaged(effects: list[FrozenEffect], choice: Choice | None = None) -> Average:
    found = analyze(effects, choice or Choice()).average
    assert isinstance(found, Average)
    return found


def test_one_effect_of_each_study_is_pooled_by_reml_with_hartung_knapp() -> None:
    found = averaged(FIVE)
    plain = pool([one.yi for one in FIVE], [one.vi for one in FIVE], test="hartung-knapp")
    assert isinstance(plain, Pooled)
    own = [found.estimate, *found.ci, *found.prediction]
    assert own == pytest.approx([plain.estimate, *plain.ci, *plain.prediction])
    assert (found.k, found.studies, found.df) == (5, 5, 4)
    assert found.how == (
        "Random effects, restricted maximum likelihood, with the Hartung-Knapp interval"
    )


def test_several_effects_of_a_study_are_three_levels_with_robust_variance() -> None:
    twice = [*FIVE, replace(effect(6, 0.4), cluster="evidence:2")]
    found = averaged(twice)
    levels = three_level(
        [one.yi for one in analyze(twice).effects],
        [one.vi for one in analyze(twice).effects],
        [one.cluster for one in analyze(twice).effects],
    )
    assert isinstance(levels, ThreeLevel)
    assert not isinstance(levels.robust, NotPooled)
    assert found.ci == levels.robust.ci
    assert (found.k, found.studies, found.test) == (6, 5, "CR2")
    assert found.tau2 == pytest.approx(levels.between + levels.within)
    assert "robust variance CR2" in found.notes[0]
    other = averaged(twice, Choice(method="DL"))
    assert (other.method, other.test) == ("DL", "CR2")
    assert other.prediction[0] < other.ci[0]


def test_effects_of_one_study_alone_are_answered_in_words() -> None:
    found = analyze([replace(one, cluster="evidence:1") for one in FIVE])
    assert isinstance(found.average, NotPooled)
    assert found.sentences == (found.average.words,)
    assert "All effects come from one cluster, such as one study." in found.sentences[0]


def test_no_effect_and_one_are_answered_in_words() -> None:
    assert analyze([]).sentences[0].startswith("No study gives an effect")
    assert analyze(FIVE[:1]).sentences[0].startswith("One effect is not an average.")
    assert results(analyze(FIVE[:1])).words.startswith("One effect is not an average.")


def test_the_average_is_told_in_plain_words() -> None:
    told = analyze(FIVE).sentences
    assert told[0] == (
        "On average, 5 studies point to a medium gain: 0.16 standard deviations (95% "
        "interval −0.02 to 0.34), which does not rule out no change at all. A typical student "
        "would move from the 50th to the 56th percentile."
    )
    assert told[1] == (
        "In a new district, expect between −0.19 and 0.51: anything from a medium loss to a "
        "large gain. So we cannot promise that it helps there."
    )
    assert told[2].startswith("Of the differences between the studies’ results, ")


def test_sizes_and_percentiles_have_words() -> None:
    assert [size(g) for g in (0.001, 0.02, -0.1, 0.3)] == [
        *("no change", "a small gain", "a medium loss", "a large gain")
    ]
    assert [percentile(g) for g in (0, 0.03, 0.06, 0.2, 1.2, -1.4, 9, -9)] == [
        *("50th", "51st", "52nd", "58th", "88th", "8th", "99th", "1st")
    ]


def test_what_a_version_stores_is_what_its_page_says() -> None:
    found, kept = averaged(FIVE), results(analyze(FIVE))
    assert (kept.low, kept.high) == found.ci
    assert (kept.expect_low, kept.expect_high) == found.prediction
    assert (kept.estimate, kept.k, kept.test) == (found.estimate, 5, "hartung-knapp")


def test_a_reader_asks_only_for_independent_measures_and_low_attrition() -> None:
    mixed = [
        replace(FIVE[0], measured_by="independent", attrition="low"),
        replace(FIVE[1], measured_by="developer", attrition="low"),
        replace(FIVE[2], measured_by="independent", attrition="high"),
        replace(FIVE[3], measured_by="independent"),
        replace(FIVE[4], attrition="low"),
    ]
    found = analyze(mixed, Choice(independent=True, low=True))
    assert [one.title for one in found.effects] == ["Study 1"]
    assert {one.title: one.why for one in found.left_out} == {
        "Study 2": "Its measure was made by the researchers or the developer.",
        "Study 3": "Its attrition is high.",
        "Study 4": "Too little is recorded to tell its attrition.",
        "Study 5": "Nobody recorded who made its measure.",
    }
    assert len(analyze(mixed, Choice(independent=True)).effects) == 3


def test_a_reader_asks_only_for_districts_like_their_own() -> None:
    town = Profile("0100005", "Albertville City", "AL", 32, 5000, 0.2, 0.6, {"white": 0.4}, 1)
    placed = [
        replace(FIVE[0], settings=("rural",)),
        replace(FIVE[1], settings=("urban",)),
        replace(FIVE[2], settings=("urban", "town"), shares={"frl": 0.05}),
        FIVE[3],
    ]
    found = analyze(placed, Choice(mine=True), town)
    assert [one.title for one in found.effects] == ["Study 1"]
    why = {one.title: one.why for one in found.left_out}
    assert why["Study 2"] == (
        "Its setting does not overlap with Albertville City; too little is recorded of its sample."
    )
    assert why["Study 3"] == "Its setting overlaps with Albertville City, but its sample does not."
    assert (
        why["Study 4"] == "Too little is recorded to say whether it overlaps with Albertville City."
    )


def test_one_moderator_is_asked_by_groups_or_by_a_number() -> None:
    made = [
        replace(one, measured_by="developer" if one.yi > 0.15 else "independent", year=2010 + at)
        for at, one in enumerate(FIVE)
    ]
    groups = analyze(made, Choice(by="measure")).moderator
    assert isinstance(groups, Regression)
    assert [(one.name, one.k) for one in groups.groups] == [
        ("A measure that is independent of the study", 2),
        ("A measure that the program’s developer made", 3),
    ]
    years = analyze([*made, effect(9, 0.3)], Choice(by="year"))
    assert isinstance(years.moderator, Regression)
    assert years.moderator.coefficients[1].name == "year later"
    assert years.without == 1
    few = analyze(FIVE, Choice(by="attrition"))
    assert isinstance(few.moderator, NotPooled)
    assert few.without == 5


def test_a_choice_stands_in_the_address() -> None:
    choice = Choice(method="PM", test="modified", low=True, by="year")
    assert choice.query == "?method=PM&test=modified&low=1&by=year"
    asked = {"method": "PM", "test": "modified", "low": "1", "by": "year"}
    assert chosen(asked) == choice
    assert Choice().query == ""
    assert not chosen({"method": "<b>", "test": "", "by": "password", "low": "yes"}).is_own

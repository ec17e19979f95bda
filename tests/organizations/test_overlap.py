"""Whether a sample and its setting overlap with a district's, by what both sides know."""

from typing import Any

import pytest

from rpp.organizations.overlap import Studied, overlap
from rpp.organizations.profiles import Profile, directory


def albertville(**values: Any) -> Profile:
    """Albertville City as the directory tells of it, with some of it otherwise."""
    at = directory().place("0100005")
    assert at is not None
    told = directory().profile(at)
    facts = {name: getattr(told, name) for name in ("locale", "enrollment", "frl", "groups")}
    return Profile("0100005", "Albertville City", "AL", **{**facts, **values})


def test_a_like_sample_overlaps_and_says_by_what() -> None:
    studied = Studied(shares={"frl": 0.7, "hispanic": 0.5, "white": 0.4})
    found = overlap(studied, albertville())
    assert found.sample.verdict == "yes"
    lunch, race = found.sample.compared
    assert lunch.words == (
        "70% of the sample got free or reduced-price lunch, "
        "and 40% of the students of Albertville City do."
    )
    # 50 of the 58.9 % Hispanic and 32.4 of the 40 % White students; a tenth is not named.
    assert race.words == (
        "Of the sample, 50% are Hispanic and 40% White; of the students of Albertville City, "
        "59% are Hispanic and 32% White. 82% to 91% of the sample has a counterpart there."
    )


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        pytest.param({"black": 0.95, "frl": 0.6}, "no", id="one characteristic decides"),
        pytest.param({"frl": 0.95}, "no", id="poorer by more than half"),
        pytest.param({"frl": 0.9}, "yes", id="half has a counterpart"),
        pytest.param({"hispanic": 0.2}, "unknown", id="too few of the sample are named"),
        pytest.param({"white": 0.8, "hispanic": 0.6}, "unknown", id="counted twice"),
        pytest.param({"frl": 0.5, "english_learners": 0.6}, "unknown", id="mostly learners"),
        pytest.param({"frl": 0.5, "english_learners": 0.4}, "yes", id="fewer learners"),
        pytest.param({"frl": 0.95, "english_learners": 0.6}, "no", id="learners, and too poor"),
        pytest.param({"english_learners": 0.4}, "unknown", id="nothing both sides know"),
        pytest.param({}, "unknown", id="nothing recorded"),
    ],
)
def test_a_sample_overlaps_where_half_of_it_has_a_counterpart(
    shares: dict[str, float], verdict: str
) -> None:
    assert overlap(Studied(shares=shares), albertville()).sample.verdict == verdict


@pytest.mark.parametrize(
    ("settings", "locale", "verdict"),
    [
        (["rural"], 42, "yes"),
        (["rural"], 32, "yes"),
        (["town"], 32, "yes"),
        (["urban", "suburban"], 21, "yes"),
        (["urban"], 42, "no"),
        (["suburban"], 33, "no"),
        (["rural"], 31, "unknown"),
        (["urban"], 31, "no"),
        (["urban"], None, "unknown"),
        ([], 42, "unknown"),
    ],
)
def test_a_setting_overlaps_where_the_kind_of_place_is_the_same(
    settings: list[str], locale: int | None, verdict: str
) -> None:
    found = overlap(Studied(settings=settings), albertville(locale=locale))
    assert found.setting.verdict == verdict


def test_private_schools_alone_are_no_setting_of_a_district() -> None:
    found = overlap(Studied(settings=["rural"], schools=["private"]), albertville())
    assert found.setting.verdict == "no"
    assert "private schools alone" in found.setting.because


def test_what_is_not_known_of_the_district_is_said_and_never_guessed() -> None:
    unknown = Profile("9999999", "Somewhere", "AL")
    studied = Studied(shares={"frl": 0.5, "white": 0.9}, settings=["rural"], grades=["03", "04"])
    found = overlap(studied, unknown)
    assert (found.sample.verdict, found.setting.verdict) == ("unknown", "unknown")
    assert "does not say how many do in Somewhere" in found.sample.because
    assert "grades 3–4; the directory does not tell which grades" in found.sample.because
    assert "does not say where Somewhere is" in found.setting.because


def test_states_are_told_and_decide_nothing() -> None:
    found = overlap(Studied(settings=["rural"], states=["OH", "KY"]), albertville())
    assert found.setting.verdict == "yes"
    assert found.setting.compared[-1].words == (
        "It was done in Ohio and Kentucky; Albertville City is in Alabama."
    )
    assert found.setting.compared[-1].label == "Not compared"


def test_both_verdicts_stand_in_one_sentence() -> None:
    urban = overlap(Studied(shares={"frl": 0.5}, settings=["urban"]), albertville())
    assert urban.sentence == (
        "Its sample overlaps with Albertville City, but its setting does not."
    )
    assert overlap(Studied(), albertville()).sentence == (
        "Too little is recorded to say whether it overlaps with Albertville City."
    )

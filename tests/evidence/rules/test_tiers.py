"""How strong the evidence is on an outcome, in general and for one district."""

from dataclasses import replace

import pytest

from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.rules import all as rule_sets
from rpp.evidence.rules import essa_2023, get, rule_set, wwc_5_0
from rpp.evidence.rules.essa_2023 import DomainTier
from rpp.organizations.overlap import Match, Overlap, Verdict
from tests.evidence.rules.contrasts import HARMED, NOTHING_SURE, of_wwc, trial


def tier_of(*contrasts: Contrast, judged: rule_set.Judged | None = None) -> DomainTier:
    """The tier on the first domain."""
    return essa_2023.tiers(contrasts, wwc_5_0.rate(contrasts), judged or {})[0]


def for_district(sample: Verdict, setting: Verdict, *contrasts: Contrast) -> DomainTier:
    overlap = Overlap("Albertville City", Match(sample, ()), Match(setting, ()))
    return essa_2023.tiers(contrasts, wwc_5_0.rate(contrasts), {}, overlap)[0]


def test_a_fair_trial_of_enough_students_in_two_districts_that_helped_is_strong() -> None:
    found = tier_of(trial())
    assert (found.tier, found.missing, found.favorable) == (1, (), ("finding:1",))
    assert {one.criterion: one.verdict for one in found.why} == {
        "favorable": "met",
        "overriding": "met",
        "rating": "met",
        "sample": "met",
        "sites": "met",
    }


def test_with_reservations_it_is_moderate() -> None:
    assert tier_of(of_wwc("a", "with")).tier == 2
    # A quasi-experiment is no experiment, whatever it is rated.
    assert tier_of(of_wwc("a", "without", design="qed")).tier == 2


@pytest.mark.parametrize("facts", [{"n": 349}, {"districts_count": 1}])
def test_a_small_trial_or_one_in_one_place_is_promising(facts: dict[str, int]) -> None:
    assert tier_of(trial(**facts)).tier == 3


def test_350_students_are_enough() -> None:
    assert tier_of(trial(n=350)).tier == 1


def test_two_schools_of_one_district_are_one_site() -> None:
    assert tier_of(trial(districts_count=1, schools_count=8)).tier == 3
    unknown = tier_of(trial(districts_count=None, schools_count=8))
    assert (unknown.tier, unknown.missing) == (None, ("in how many districts it ran",))
    # Where there are too few students it does not matter.
    assert tier_of(trial(districts_count=None, n=100)).tier == 3


def test_without_a_significant_favorable_finding_there_is_no_tier() -> None:
    assert tier_of(trial(reported=(NOTHING_SURE,))).tier is None
    assert tier_of(trial(reported=(HARMED,))).tier is None
    unsaid = tier_of(trial(reported=()))
    assert unsaid.missing == ("whether the finding is statistically significant",)
    # A finding of a few students among them decides nothing.
    assert tier_of(trial(is_subgroup=True)).tier is None


def test_where_less_is_better_a_negative_effect_is_favorable() -> None:
    assert tier_of(trial(reported=(HARMED,), lower_is_better=True)).tier == 1


def test_how_well_a_study_was_done_must_be_known() -> None:
    found = tier_of(trial(design=""))
    assert found.tier is None
    assert "how well the study was done" in found.missing
    assert "Not recorded: its design." in found.why[2].words
    # The files of the WWC that hold no design say how well a finding was found.
    unsaid = tier_of(of_wwc("a", design="", n=100, multisite=None))
    assert (unsaid.tier, unsaid.missing) == (
        None,
        ("the design of the study", "in how many districts it ran"),
    )


def test_the_sample_is_that_of_the_study_in_the_domain() -> None:
    small = trial(n=120)
    largest = trial(key="finding:2", n=360, reported=(NOTHING_SURE,))
    assert tier_of(small, largest).tier == 1
    other = trial(key="finding:2", n=360, domain="Reading")
    assert tier_of(small, other).tier == 3
    elsewhere = trial(key="finding:2", n=360, reported=(NOTHING_SURE,), study_key="study:2")
    assert tier_of(small, elsewhere).tier == 3


def test_only_cohorts_are_added_up() -> None:
    first, second = (trial(key=str(n), n=200, sample=f"Grade 4; Cohort {n}") for n in (1, 2))
    assert tier_of(first, second).tier == 1
    doses = (trial(key=word, n=200, sample=f"{word} dose") for word in ("Low", "High"))
    assert tier_of(*doses).tier == 3
    again = (trial(key=str(n), n=200, sample="Cohort 1", timing=str(n)) for n in (1, 2))
    assert tier_of(*again).tier == 3


def test_schools_are_not_counted_as_students() -> None:
    arm = trial().treated
    few = {"treated": replace(arm, n=19, clusters=19)}
    few["compared"] = replace(arm, n=18, clusters=18)
    found = tier_of(of_wwc("a", n=37, analyzed="school", **few))
    assert (found.tier, found.missing) == (None, ("how many students were studied",))


def test_a_significant_unfavorable_finding_on_the_same_outcome_overrides_and_is_shown() -> None:
    against = trial(key="finding:2", reported=(HARMED,), outcome="Late arrivals")
    found = tier_of(trial(), against)
    assert (found.tier, found.favorable, found.unfavorable) == (
        None,
        ("finding:1",),
        ("finding:2",),
    )
    assert "A significant finding is unfavorable: Late arrivals." in [
        one.words for one in found.why
    ]
    decided = tier_of(trial(), against, judged={("overriding", "Attendance"): "no"})
    assert (decided.tier, decided.unfavorable) == (1, ("finding:2",))


def test_what_speaks_against_it_elsewhere_overrides_nothing_there() -> None:
    for facts in (
        {"domain": "Reading"},
        {"is_subgroup": True},
        {"intervention": "Another program"},
        {"design": "descriptive"},
    ):
        against = trial(**{"key": "finding:2", "reported": (HARMED,), **facts})
        assert tier_of(trial(), against).tier == 1, facts
    unknown = tier_of(trial(), trial(key="finding:2", reported=(HARMED,), design=""))
    assert unknown.tier is None
    assert "how well the unfavorable finding was found" in unknown.missing


def test_promising_evidence_without_groups_needs_statistical_controls() -> None:
    assert tier_of(trial(design="correlational")).tier == 3
    assert tier_of(trial(design="descriptive", adjusts=False)).tier is None
    failed = {("baseline", "Attendance"): "not"}
    compared = trial(design="qed", adjusts=True)
    rated = wwc_5_0.rate([compared], failed)
    assert essa_2023.tiers([compared], rated)[0].tier == 3


def test_a_logic_model_and_an_effort_to_study_it_demonstrate_a_rationale() -> None:
    both = {("logic-model", ""): "yes", ("effort", ""): "yes"}
    rated = wwc_5_0.rate([])
    assert essa_2023.tiers([], rated, both)[0].tier == 4
    lone = essa_2023.tiers([], rated, {("effort", ""): "yes"})[0]
    assert (lone.tier, lone.missing) == (None, ("a logic model",))
    assert essa_2023.tiers([], rated) == []
    # A finding that makes a tier says more.
    assert [one.tier for one in essa_2023.tiers([trial()], wwc_5_0.rate([trial()]), both)] == [1]


@pytest.mark.parametrize(
    ("sample", "setting", "strong", "moderate"),
    [
        ("yes", "yes", 1, 2),
        ("yes", "no", 2, 2),
        ("no", "yes", 2, 2),
        ("no", "no", 3, 3),
        ("yes", "unknown", 2, 2),
        ("no", "unknown", None, None),
        ("unknown", "unknown", None, None),
        ("unknown", "no", None, None),
    ],
)
def test_strong_evidence_needs_students_and_setting_like_the_district_and_moderate_either(
    sample: Verdict, setting: Verdict, strong: int | None, moderate: int | None
) -> None:
    assert for_district(sample, setting, trial()).tier == strong
    assert for_district(sample, setting, of_wwc("a", "with")).tier == moderate


def test_the_tier_in_general_stays_beside_that_for_a_district() -> None:
    found = for_district("no", "yes", trial())
    assert (found.general, found.tier) == (1, 2)
    assert [(one.title, one.verdict) for one in found.why[-2:]] == [
        ("Students unlike yours", "not met"),
        ("A setting like yours", "met"),
    ]
    unknown = for_district("unknown", "yes", trial())
    assert unknown.missing == ("whether its students are like those of Albertville City",)


def test_promising_evidence_asks_for_no_overlap() -> None:
    assert for_district("no", "no", trial(n=100)).tier == 3


def test_each_rule_set_can_be_found_and_each_of_its_criteria_has_a_source() -> None:
    assert [one.code for one in rule_sets()] == ["wwc-5.0", "essa-2023"]
    assert get("wwc-4.1") is None
    for rules in rule_sets():
        codes = [one.code for one in rules.criteria]
        assert len(codes) == len(set(codes))
        assert all(one.source and one.help and one.answers for one in rules.criteria)
        assert rules.readings

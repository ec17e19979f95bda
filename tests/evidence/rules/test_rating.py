"""How well a study was done, from recorded facts and from what reviewers decided."""

from dataclasses import replace

import pytest

from rpp.evidence.rules import attrition, wwc_5_0
from tests.evidence.rules.contrasts import of_wwc, trial


def test_a_trial_that_lost_few_meets_the_standards_without_reservations() -> None:
    assert wwc_5_0.rate([trial()]).rating == "without"


def test_a_trial_that_lost_too_many_must_have_begun_with_groups_alike() -> None:
    lost = trial(overall_attrition=30.0, differential_attrition=4.2)  # at most 4.1
    assert wwc_5_0.rate([lost]).rating is None
    assert wwc_5_0.rate([lost]).missing == ("how the groups compared before it began",)
    alike = {("baseline", "Attendance"): "equivalent"}
    assert wwc_5_0.rate([lost], alike).rating == "with"
    assert wwc_5_0.rate([lost], {("baseline", "Attendance"): "not"}).rating == "not"


def test_what_nobody_recorded_is_named_and_never_guessed() -> None:
    rated = wwc_5_0.rate([trial(overall_attrition=None)])
    assert rated.rating is None
    assert rated.missing == (
        "how many were lost in each group",
        "how the groups compared before it began",
    )
    assert wwc_5_0.rate([trial(design="")]).missing == ("its design",)
    assert wwc_5_0.rate([]).rating is None


@pytest.mark.parametrize("design", ["correlational", "descriptive"])
def test_without_groups_that_are_compared_no_standard_is_met(design: str) -> None:
    assert wwc_5_0.rate([trial(design=design)]).rating == "not"


def test_a_study_without_a_draw_meets_them_with_reservations_at_best() -> None:
    alike = {("baseline", "Attendance"): "adjusted"}
    assert wwc_5_0.rate([trial(design="qed")], alike).rating == "with"


def test_one_school_on_one_side_cannot_be_told_from_the_program() -> None:
    one = replace(trial().treated, clusters=1)
    assert wwc_5_0.rate([trial(assigned="school", treated=one)]).rating == "not"
    assert wwc_5_0.rate([trial(assigned="student", treated=one)]).rating == "without"


def test_what_reviewers_decided_stands_above_what_is_computed_and_what_wwc_says() -> None:
    changed = {("assignment", ""): "no", ("baseline", "Attendance"): "equivalent"}
    assert wwc_5_0.rate([trial()], changed).rating == "with"
    assert wwc_5_0.rate([of_wwc("a", "with")]).rating == "with"
    decided = {("design", ""): "rct", ("attrition", "Attendance"): "low"}
    assert wwc_5_0.rate([of_wwc("a", "with")], decided).rating == "without"
    assert wwc_5_0.rate([trial()], {("measure", "Attendance"): "no"}).rating == "not"


def test_designs_that_only_people_can_judge_wait_for_them() -> None:
    assert wwc_5_0.rate([trial(design="scd")]).missing == ("what reviewers say of its design",)
    assert wwc_5_0.rate([trial(design="rdd")], {("rdd", "Attendance"): "without"}).rating == (
        "without"
    )


def test_a_study_has_the_best_rating_of_its_findings_and_each_domain_its_own() -> None:
    lost = trial(key="finding:2", domain="Reading", overall_attrition=80.0)
    rated = wwc_5_0.rate([lost, trial()], {("baseline", "Reading"): "not"})
    assert rated.rating == "without"
    assert rated.by_domain == {"Reading": "not", "Attendance": "without"}
    assert rated.by_finding == {"finding:2": "not", "finding:1": "without"}


@pytest.mark.parametrize(
    ("overall", "differential", "cautious", "optimistic"),
    [
        (0, 5.7, "low", "low"),
        (10, 6.3, "low", "low"),
        (10, 6.4, "high", "low"),
        (10, 11.0, "high", "high"),
        (30.4, -4.1, "low", "low"),
        (30.5, 4.1, "high", "low"),
        (57, 0, "low", "low"),
        (58, 0, "high", "low"),
        (65, 0.3, "high", "low"),
        (66, 0, "high", "high"),
        (100, 0, "high", "high"),
    ],
)
def test_the_boundaries_of_attrition(
    overall: float, differential: float, cautious: str, optimistic: str
) -> None:
    assert attrition.verdict(overall, differential, "cautious") == cautious
    assert attrition.verdict(overall, differential, "optimistic") == optimistic


def test_the_table_of_boundaries_is_whole() -> None:
    assert [row.overall for row in attrition.BOUNDARIES] == list(range(66))
    assert all((row.cautious or 0) < row.optimistic for row in attrition.BOUNDARIES)
    steps = zip(attrition.BOUNDARIES, attrition.BOUNDARIES[1:], strict=False)
    # A slip of the pen would jump: it rises to its top at 8 percent and falls from there.
    assert all(abs(two.optimistic - one.optimistic) < 0.31 for one, two in steps)

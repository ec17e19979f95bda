"""The words and the picture that a record's page is made of."""

from dataclasses import replace

import pytest

from rpp.evidence import chart, finding_lines
from rpp.evidence.entries import grades
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.queries import Finding
from rpp.evidence.record_page import by_domain, nothing_found, tier_note
from rpp.evidence.tiers.page import Stands

BARE = Finding(
    id=7,
    intervention="Word Club",
    comparison="",
    outcome="Reading",
    domain="Comprehension",
    period="",
    sample="Grade 6",
    is_subgroup=False,
    n_total=None,
    n_intervention=None,
    n_comparison=None,
    clusters_intervention=None,
    clusters_comparison=None,
    mean_intervention=None,
    mean_comparison=None,
    sd_intervention=None,
    sd_comparison=None,
    effect_size=None,
    effect_size_study=None,
    improvement_index=None,
    direction="",
    p_value=None,
    significant=None,
    rating="",
    essa_tier=None,
    unit="Student",
    note="",
    flag="",
)


def line(**values: object) -> finding_lines.FindingLine:
    (made,) = finding_lines.lines([replace(BARE, **values)], name_interventions=False)
    return made


def test_what_a_finding_does_not_say_is_said_to_be_unknown() -> None:
    bare = line()
    assert (bare.title, bare.comparison, bare.index) == ("1. Reading", "Not given", "Not given")
    assert (bare.people.words, bare.means.words) == ("Unknown", "Not given")
    assert (bare.effect.words, bare.favors) == ("not given", "No direction given")
    assert bare.significance == "significance not given"
    assert (bare.remarks, bare.tier, bare.people.quiet) == ([], "", [])


@pytest.mark.parametrize(
    ("values", "part", "words"),
    [
        (
            {"sample": "Girls", "is_subgroup": True, "period": "1 year"},
            "sample",
            "Subgroup: Girls, 1 year",
        ),
        ({"n_total": 1200}, "people", "1,200"),
        ({"mean_intervention": -1.5, "sd_intervention": 2.0}, "means", "−1.5 (SD 2)"),
        ({"effect_size": -0.254}, "effect", "−0.25"),
    ],
)
def test_numbers_are_spelled_as_people_read_them(
    values: dict[str, object], part: str, words: str
) -> None:
    assert getattr(line(**values), part).words == words


def test_what_stands_quietly_below_a_number() -> None:
    people = line(
        n_intervention=61, n_comparison=59, clusters_intervention=4, clusters_comparison=5
    ).people
    assert people.quiet == ["61 and 59", "in 4 and 5 clusters"]
    assert line(n_intervention=61).people.quiet == []
    assert line(mean_intervention=3.0, mean_comparison=2.0).means.quiet == ["against 2"]
    # What the authors computed is of interest where the source computed nothing.
    assert line(effect_size_study=0.4).effect.quiet == ["authors: 0.40"]
    assert line(effect_size=0.1, effect_size_study=0.4).effect.quiet == []


def test_whom_a_finding_favors_and_how_sure_it_is() -> None:
    said = line(direction="comparison", significant=False, p_value=0.0004, improvement_index=-4.0)
    assert (said.favors, said.index) == ("Favors the comparison", "−4")
    assert said.significance == "not significant (p\N{NO-BREAK SPACE}< 0.001)"
    sure = line(direction="intervention", significant=True, p_value=0.03, improvement_index=10.0)
    assert (sure.favors, sure.index) == ("Favors the intervention", "+10")
    assert sure.significance == "statistically significant (p\N{NO-BREAK SPACE}= 0.030)"
    assert line(improvement_index=0.0).index == "0"
    assert line(rating="Meets", unit="School").remarks == ["Meets", "Unit of analysis: school"]


def test_the_chart_shows_what_favors_whom() -> None:
    better = replace(BARE, improvement_index=12.0, significant=True, outcome="A long name " * 8)
    worse = replace(BARE, improvement_index=-3.1, significant=None)
    made = chart.drawn([BARE, better, worse])
    assert made is not None
    assert made.ends == ("−20", "+20")
    assert made.words == f"{better.outcome}: +12. Reading: −3.1."
    for drawing in made.drawings:
        first, second = drawing.marks
        assert (first.value, second.value) == ("+12", "−3.1")
        assert second.x < drawing.middle < first.x < drawing.right
        assert (first.is_significant, second.is_significant) == (True, False)
        # The numbers are those of the table below, where the first row has no mark.
        assert first.lines[0][1].startswith("2. A long name")
        assert second.lines[0][1] == "3. Reading"
        assert first.lines[-1][0] < second.lines[0][0] < drawing.height
    assert chart.drawn([BARE]) is None


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome("Reading", 1, 0, 0, 0), "1, significance not given"),
        (Outcome("Reading", 1, 1, 0, 0), "1, not significant"),
        (Outcome("Reading", 3, 2, 0, 0), "3, none significant"),
        (Outcome("Reading", 3, 3, 2, 1), "3, 2 significant in favor, 1 significant against"),
    ],
)
def test_what_findings_of_one_outcome_add_up_to(outcome: Outcome, words: str) -> None:
    (row,) = by_domain([], [outcome])
    assert (row.name, row.found, row.tier, row.reports) == ("Reading", words, "", [])


def test_what_was_rated_comes_first() -> None:
    rated = Conclusion("Literacy", "Writing", "Mixed Effects", 2, 300)
    bare = Conclusion("Literacy", "Writing", "Positive Effects", 1)
    silent = Conclusion("Literacy", "Spelling", "")
    found, tiers = [Outcome("Reading", 1, 1, 1, 0, 2)], {"Reading": Stands(2, "given by the WWC")}
    writing, reading = by_domain([rated, bare, silent], found, tiers)
    assert (writing.name, reading.name) == ("Writing", "Reading")
    assert (reading.tier, reading.tier_of, writing.tier) == ("2", "Given by the WWC", "")
    assert [(one.rating, one.words) for one in writing.reports] == [
        ("Mixed Effects", "2 studies meet standards, 300 people. Review: Literacy"),
        ("Positive Effects", "1 study meets standards. Review: Literacy"),
    ]


def test_where_tiers_are_and_where_none_is() -> None:
    assert tier_note(1, 1) == "A tier applies only to its outcome."
    assert tier_note(5, 7).startswith("And a tier on 2 more. No tier on 2 other outcomes. ")
    assert "does not mean there is no evidence" in tier_note(0, 2)


def test_where_to_look_for_findings_that_are_not_listed() -> None:
    assert nothing_found(False, True) == "The WWC’s export lists none for this record."
    assert "with the studies below. Its report gives no" in nothing_found(True, False)


def test_grades_after_high_school_are_named() -> None:
    assert grades(["11", "12", "PS"]) == "Grades 11–12 and postsecondary"
    assert grades(["PS"]) == "postsecondary"

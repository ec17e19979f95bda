"""Every record speaks in sentences that are made of its facts, and each can stand alone."""

from dataclasses import replace

import pytest

from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.references.reference import Reference
from rpp.evidence.sentences import of_record
from rpp.evidence.sentences.publications import of_reference
from rpp.evidence.topics import WITH_RESERVATIONS, WITHOUT_RESERVATIONS

STUDY = RecordValues(
    key="wwc:study:33",
    form="study",
    title="Words at work",
    citation="Ruiz, A., & Chen, B. (2015). Words at work. Letters.",
    year=2015,
    design="RCT",
    interventions=["Word Club®"],
    grades=["06", "07", "08"],
    settings=["urban", "rural"],
    school_types=["public"],
    demographics={"female": 51.2, "free_lunch": 64.6, "hispanic": 40.0, "asian": 3.0},
    rating=WITHOUT_RESERVATIONS,
    outcomes=[],
    protocols=["Adolescent Literacy"],
    domains=[],
    topics=[],
    sample_size=None,
    essa_tier=None,
    finding_count=0,
)
REPORT = replace(
    STUDY, key="wwc:intervention:70", form="intervention", title="Word Club®", citation="",
    year=None, design="", rating="", demographics={},
)  # fmt: skip
FINDING = FindingValues(
    key="wwc:finding:501",
    study_key="",
    direction="intervention",
    note="",
    flag="",
    filled=[],
    intervention="Word Club®",
    comparison="Business as usual",
    outcome="Gates Reading Test",
    domain="Comprehension",
    sample="Grade 6",
    is_subgroup=False,
    n_total=120,
    effect_size=0.25,
    improvement_index=10.0,
    p_value=0.03,
    significant=True,
    unit="Student",
)
NULL = replace(
    FINDING, direction="comparison", significant=False, improvement_index=-1.0, effect_size=-0.03
)
WORSE = replace(FINDING, direction="comparison", improvement_index=-7.0, effect_size=-0.18)


def told(record: RecordValues, *findings: FindingValues, part: str = "") -> list[str]:
    """What a record says, or one part of it; findings are numbered."""
    numbered = [replace(one, key=f"wwc:finding:{n}") for n, one in enumerate(findings, 1)]
    return [one.text for one in of_record(record, numbered) if part in ("", one.part)]


def test_a_study_says_what_was_tried_with_whom_and_compared_with_what() -> None:
    assert told(STUDY, FINDING, part="about") == [
        "Ruiz and Chen (2015) compared Word Club® with usual practice in a randomized controlled "
        "trial in grades 6–8.",
        "The study of Word Club® by Ruiz and Chen (2015) took place in urban and rural public "
        "schools, with 120 students.",
        "Of the students in the study of Word Club® by Ruiz and Chen (2015), 65 percent received "
        "free or reduced-price lunch and 40 percent were Hispanic.",
    ]


@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"design": "QED"}, "in a quasi-experiment in grades 6–8."),
        ({"design": ""}, "in a study in grades 6–8."),
        ({"grades": ["PS"]}, "in a randomized controlled trial in college."),
        ({"grades": ["01", "03"]}, "in a randomized controlled trial in grade 1 and grade 3."),
        ({"grades": []}, "Word Club® with usual practice in a randomized controlled trial."),
        ({"international": True}, "in grades 6–8, also outside the United States."),
        (
            {"citation": "A report without names"},
            "A randomized controlled trial of 2015 compared Word Club® with usual practice in "
            "grades 6–8.",
        ),
        (
            {"citation": "Ruiz, A., Chen, B., ... Okafor, C. (2015). Words at work."},
            "Ruiz and colleagues (2015) compared Word Club® with",
        ),
        (
            {"interventions": []},
            "Ruiz and Chen (2015) compared the program of the study “Words at work” with usual",
        ),
        ({"interventions": ["Kit, The™", "B", "C"]}, "compared The Kit™, B or C with usual"),
        ({"interventions": ["We Can! Club"]}, "compared “We Can! Club” with usual"),
    ],
)
def test_a_study_is_named_as_far_as_its_source_names_it(
    changes: dict[str, object], first: str
) -> None:
    assert first in told(replace(STUDY, **changes), FINDING, part="about")[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("comparisons", "words"),
    [
        (["business as usual"], "compared Word Club® with usual practice in"),
        (["None"], "compared Word Club® with no intervention in"),
        (["Saxon Math."], "compared Word Club® with “Saxon Math” in"),
        (["Unknown"], "tested Word Club® in"),
        (["Intervention"], "tested Word Club® in"),
        (["", "Other intervention"], "compared Word Club® with another intervention in"),
        (["A", "B", "C", "D"], "compared Word Club® with “A”, “B” and 2 more comparisons in"),
    ],
)
def test_the_other_group_is_named_and_never_guessed(comparisons: list[str], words: str) -> None:
    findings = [replace(FINDING, comparison=name) for name in comparisons]
    assert words in told(STUDY, *findings, part="about")[0]


def test_a_gain_is_told_with_its_size_in_plain_words() -> None:
    assert told(STUDY, FINDING, NULL, part="found") == [
        "On comprehension, Word Club® did significantly better than usual practice in 1 of 2 "
        "findings of the study by Ruiz and Chen (2015).",
        "For Word Club® on comprehension in the study by Ruiz and Chen (2015), the significant "
        "finding (Gates Reading Test; 120 students) has an improvement index of +10: an average "
        "student of the comparison group (50th percentile) would be expected to rise to the 60th "
        "with the program (effect size 0.25).",
    ]


def test_a_loss_and_no_difference_are_told_as_openly_as_a_gain() -> None:
    worse = told(REPORT, WORSE, part="found")
    assert worse[0] == (
        "On comprehension, Word Club® did significantly worse than usual practice in the one "
        "finding."
    )
    assert "index of −7:" in worse[1]
    assert "would be expected to fall to the 43rd with the program (effect size −0.18)" in worse[1]
    assert told(REPORT, NULL, NULL, NULL, part="found") == [
        "On comprehension, Word Club® made no statistically significant difference compared with "
        "usual practice: none of 3 findings is significant (in the finding with the largest "
        "sample, 120 students: 1 percentile point lower, which may be chance)."
    ]
    both = told(REPORT, FINDING, WORSE, part="found")
    assert both[0] == (
        "On comprehension, Word Club® did significantly better than usual practice in 1 of 2 "
        "findings and significantly worse in 1."
    )
    assert "the significant finding in favor (" in both[1]
    assert "the significant finding against (" in both[2]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"improvement_index": 0.0, "direction": "none"}, "marked as statistically significant wi"),
        ({"improvement_index": None, "direction": ""}, "significant without a clear direction."),
        ({"significant": None}, "does not say whether its one finding is significant."),
        ({"significant": False, "improvement_index": 0.0}, "(120 students: no difference at all)."),
        ({"significant": False, "improvement_index": None}, "(120 students: an effect size of 0.2"),
        ({"significant": False, "n_total": None}, "(10 percentile points higher, which may be ch"),
        ({"improvement_index": 50.0}, "to rise above the 99th with the program"),
        ({"improvement_index": 49.0}, "to rise to the 99th with the program"),
        ({"improvement_index": 1.0}, "to rise to the 51st with the program"),
        ({"effect_size": None, "effect_size_study": 0.3}, "(effect size 0.30, by its authors)."),
        ({"effect_size": -0.25}, "(effect size −0.25; a lower score is better here)."),
        ({"unit": "School", "n_total": 1}, "(Gates Reading Test; 1 school)"),
        ({"unit": "Class", "n_total": 1200}, "(Gates Reading Test; 1,200 classes)"),
        ({"is_subgroup": True, "sample": "Overall - Girls"}, "; subgroup “Girls”)"),
        ({"is_subgroup": True, "sample": "Full sample"}, "; 120 students; a subgroup)"),
        ({"is_subgroup": True}, "in the one finding of the study by Ruiz and Chen (2015) (on a s"),
    ],
)
def test_each_number_is_said_as_it_is_known(changes: dict[str, object], words: str) -> None:
    finding = replace(FINDING, **changes)  # type: ignore[arg-type]
    assert words in " ".join(told(STUDY, finding, part="found"))


def test_one_finding_stands_for_others_by_its_sample_and_never_by_its_effect() -> None:
    large = replace(FINDING, outcome="Large", n_total=900, improvement_index=2.0)
    striking = replace(FINDING, outcome="Striking", n_total=30, improvement_index=40.0)
    group = replace(FINDING, outcome="Group", n_total=5000, is_subgroup=True)
    doubted = replace(FINDING, outcome="Doubted", n_total=9000, p_value=0.7)
    figures = told(REPORT, striking, group, large, doubted, part="found")[1]
    assert "the significant finding with the largest sample (Large; 900 students)" in figures


def test_many_domains_are_told_in_order_and_none_is_kept_quiet() -> None:
    names = ["Algebra", "Attainment", "Behavior", "Cognition", "Encoding", "Phonology"]
    gains = [replace(FINDING, domain=name, n_total=100 + n) for n, name in enumerate(names)]
    null = replace(NULL, domain="Writing", n_total=99_000)
    silent = replace(FINDING, domain="Spelling", significant=None)
    found = told(REPORT, *gains, null, silent, part="found")
    assert [one.split(",")[0] for one in found[:6:2]] == [
        "On phonology", "On encoding", "On cognition",
    ]  # fmt: skip
    assert found[6:] == [
        "Findings on Word Club® are statistically significant on behavior (1 better, of 1), "
        "attainment (1 better, of 1) and algebra (1 better, of 1) too.",
        "No finding on Word Club® is statistically significant on writing.",
        "On spelling, the What Works Clearinghouse does not say whether findings on Word Club® "
        "are significant.",
    ]


def test_what_reports_conclude_comes_first_with_what_it_stands_on() -> None:
    reports = [
        Conclusion("Literacy", "Alphabetics", "No Discernible Effects", 2, 746),
        Conclusion("Literacy", "Comprehension", "Positive Effects", 1, None),
        Conclusion("Literacy", "Fluency", "Positive Effects"),
        Conclusion("Disability", "Comprehension", "Positive Effects", 2, 79),
        Conclusion("Disability", "", ""),
    ]
    record = replace(REPORT, effectiveness=reports)
    assert told(record) == [
        "The What Works Clearinghouse export of April 2020 lists Word Club® under Adolescent "
        "Literacy.",
        "Studies of Word Club® took place in grades 6–8 in urban and rural public schools.",
        "The What Works Clearinghouse sees positive effects of Word Club® on comprehension (1 "
        "study; 2 studies, 79 people) and fluency.",
        "The What Works Clearinghouse sees no discernible effects of Word Club® on alphabetics "
        "(2 studies, 746 people).",
        "The What Works Clearinghouse export does not list the findings on which the rating of "
        "Word Club® stands.",
    ]


def test_what_is_known_of_how_sure_it_is() -> None:
    compromised = replace(
        STUDY,
        rating=WITH_RESERVATIONS,
        rating_reason="it is a compromised trial, but it satisfies the requirement.",
    )
    first, tier, rest = told(compromised, FINDING, NULL, part="sure")
    assert first == (
        "The What Works Clearinghouse says that the study of Word Club® by Ruiz and Chen (2015) "
        "meets its standards with reservations, because the study is a compromised trial, but "
        "the study satisfies the requirement."
    )
    assert tier == (
        "The What Works Clearinghouse gives no evidence tier for the study of Word Club® by Ruiz "
        "and Chen (2015), which does not mean that there is no evidence."
    )
    assert rest == (
        "Of 2 findings on Word Club® in the study by Ruiz and Chen (2015), this summary gives the "
        "figures of 1 and leaves out those of 1."
    )


def test_what_is_left_out_is_counted() -> None:
    girls = replace(NULL, is_subgroup=True)
    many = told(REPORT, FINDING, *[girls] * 79, part="sure")[-1]
    assert many == (
        "Of 80 findings on Word Club®, this summary gives the figures of 1 and leaves out those "
        "of 79; 79 of the 80 are on subgroups."
    )
    assert "leaves out" not in " ".join(told(REPORT, FINDING))
    silent = replace(FINDING, improvement_index=None, effect_size=None, is_subgroup=True)
    assert told(REPORT, silent, silent, part="sure")[-1] == (
        "This summary gives no figures of the 2 findings on Word Club®; all 2 are on subgroups."
    )


def test_an_error_of_the_source_is_set_aside_and_said() -> None:
    wrong = replace(
        FINDING, outcome="Wrong", effect_size=207.74, flag="likely an error", n_total=9000
    )
    found = told(REPORT, FINDING, wrong, part="found")
    assert "did significantly better than usual practice in both findings" in found[0]
    assert "(Gates Reading Test; 120 students)" in found[1]
    assert (
        "1 finding on Word Club® is set aside here: an effect size such as 207.7 is likely an "
        "error in the source."
    ) in told(REPORT, FINDING, wrong, part="sure")


def test_fewer_dropouts_are_no_loss() -> None:
    fewer = replace(
        WORSE, outcome="Dropped out (%)", mean_intervention=7.2, mean_comparison=14.3, n_total=3157
    )
    found, sure = (told(REPORT, fewer, part=part) for part in ("found", "sure"))
    assert found == [
        "On comprehension, the one finding on Word Club® is marked as statistically significant "
        "without a clear direction."
    ]
    assert (
        "The direction of 1 finding on Word Club® is in doubt: on “Dropped out (%)” a lower "
        "number seems better, and the What Works Clearinghouse counts a higher one as better."
    ) in sure
    turned = replace(fewer, outcome="Did not drop out (%)")
    assert "significantly worse" in told(REPORT, turned, part="found")[0]


def test_a_p_value_that_says_otherwise_is_told() -> None:
    against = replace(FINDING, p_value=0.65)
    words = (
        "The What Works Clearinghouse marks 1 finding on Word Club® as significant beside a "
        "p-value of 0.05 or more."
    )
    assert words in told(REPORT, against, part="sure")
    assert words not in told(REPORT, replace(against, p_value_study=0.01), part="sure")


def test_what_is_not_recorded_is_said_to_be_unknown() -> None:
    bare = replace(REPORT, grades=[], settings=[], school_types=[])
    silent = replace(FINDING, n_total=None, comparison="unknown")
    assert (
        "The What Works Clearinghouse does not record the grades, the kinds of places, the number "
        "of people or the comparison of the studies of Word Club®."
    ) in told(bare, silent, part="sure")


def test_a_report_that_says_nothing_claims_nothing() -> None:
    bare = replace(REPORT, grades=[], settings=[], school_types=[])
    assert told(bare) == [
        "The What Works Clearinghouse export of April 2020 lists Word Club® under Adolescent "
        "Literacy.",
        "The What Works Clearinghouse export gives neither findings nor a rating for Word Club®, "
        "so nothing is known here of the effects of Word Club®.",
    ]


def test_findings_on_no_named_intervention_are_counted_and_not_told() -> None:
    collection = replace(REPORT, form="collection", title="IES Funded Studies")
    assert told(collection, FINDING, WORSE) == [
        "The What Works Clearinghouse export of April 2020 lists 2 findings under “IES Funded "
        "Studies” without naming the intervention."
    ]


def test_an_imported_publication_says_what_it_is_and_never_what_it_found() -> None:
    one = Reference(
        "Does it work?", type="article", authors=["Ruiz, A.", "Chen, B.", "Okafor, C."],
        year=2019, container="Letters", abstract="It worked.",
    )  # fmt: skip
    assert [said.text for said in of_reference(one)] == [
        "“Does it work?” is a journal article by Ruiz and others in Letters (2019).",
        "“Does it work?” has not been reviewed here, and no rating of this publication is known.",
    ]
    bare = [said.text for said in of_reference(Reference("Words at work."))]
    assert bare[0] == "“Words at work” is a publication."


def test_a_tier_stands_with_its_outcomes() -> None:
    outcomes = [
        Outcome("Writing", 1, 1, 1, 0, 2),
        Outcome("Comprehension", 2, 2, 1, 0, 1),
        Outcome("Algebra", 2, 2, 0, 0),
    ]
    assert (
        "For the studies of Word Club®, the What Works Clearinghouse gives ESSA Tier 1 (strong "
        "evidence) on comprehension and Tier 2 (moderate evidence) on writing."
    ) in told(replace(REPORT, outcomes=outcomes), FINDING, part="sure")

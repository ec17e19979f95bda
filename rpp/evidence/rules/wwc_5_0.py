"""How well a study was done, by the standards of the What Works Clearinghouse, version 5.0.

A finding meets the standards without reservations where groups were formed at random and few were
lost; with reservations where the groups were alike before it began; else it does not meet them. A
study has the best rating that one of its findings reaches.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rpp.evidence.effects.attrition import attrition_of
from rpp.evidence.effects.baseline import baseline_figure
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.rules import attrition
from rpp.evidence.rules.facts import Rating, given_rating
from rpp.evidence.rules.rule_set import (
    NOTHING_JUDGED,
    Criterion,
    Judged,
    Reading,
    Reason,
    RuleSet,
    Verdict,
)

HANDBOOK = "WWC Procedures and Standards Handbook, Version 5.0"
YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}
RATED: Mapping[str, str] = {
    "without": "Meets the standards without reservations",
    "with": "Meets the standards with reservations",
    "not": "Does not meet the standards",
}

RULES = RuleSet(
    code="wwc-5.0",
    title="How well a study was done",
    version="5.0",
    source="What Works Clearinghouse Procedures and Standards Handbook, Version 5.0, Institute of"
    " Education Sciences, US Department of Education, 2022",
    url="https://ies.ed.gov/ncee/wwc/Handbooks",
    criteria=(
        Criterion(
            "design",
            "study",
            "How the groups were formed",
            "How were those who got the program and those who did not told apart?",
            {
                "rct": "At random (randomized controlled trial)",
                "qed": "In another way, with a comparison group (quasi-experiment)",
                "rdd": "By a cutoff on a score (regression discontinuity)",
                "scd": "Each case is compared with itself (single-case design)",
                "other": "There is no comparison that the standards know",
            },
            f"{HANDBOOK}, eligible designs",
            "Only chance, or a cutoff that works like it, lets us rule out that the groups"
            " differed from the start.",
        ),
        Criterion(
            "assignment",
            "study",
            "Random assignment was kept",
            "Did everyone stay in the group that chance put them in?",
            {"yes": "Yes, it was kept", "no": "No, it was changed"},
            f"{HANDBOOK}, integrity of random assignment",
            "A trial whose assignment was changed counts as one without random assignment.",
            needs_review=True,
        ),
        Criterion(
            "confound",
            "study",
            "Nothing else explains it",
            "Is there something else that only one group had, such as a single teacher or school?",
            {"no": "No", "yes": "Yes, something else may explain the difference"},
            f"{HANDBOOK}, confounding factors",
            "With one school on either side, nobody can tell the program from the school.",
        ),
        Criterion(
            "attrition",
            "domain",
            "Few were lost",
            "Were few enough lost, overall and between the groups, after they were assigned?",
            {"low": "Few were lost", "high": "Too many were lost, or it is not reported"},
            attrition.SOURCE,
            "Who leaves a study may differ from who stays. The more are lost, and the more the"
            " groups differ in it, the less random assignment protects.",
        ),
        Criterion(
            "baseline",
            "domain",
            "The groups were alike before",
            "How far apart were the groups that were compared before the program began?",
            {
                "equivalent": "At most 0.05 standard deviations",
                "adjusted": "More than 0.05 and at most 0.25, and the analysis adjusts for it",
                "not": "More than 0.25, or more than 0.05 without an adjustment",
            },
            f"{HANDBOOK}, baseline equivalence",
            "Needed where nothing was assigned at random, or too many were lost after it.",
        ),
        Criterion(
            "measure",
            "domain",
            "The measure is sound",
            "Does the measure say what it claims, reliably, the same way in both groups, and"
            " without being fitted to the program?",
            {"yes": "Yes", "no": "No"},
            f"{HANDBOOK}, outcome measures",
            "A test that repeats the program’s own exercises favors who had the program.",
            needs_review=True,
        ),
        Criterion(
            "joiners",
            "domain",
            "Nobody joined because of it",
            "Where classes or schools were assigned: did students join them afterwards, knowing"
            " its result?",
            {"no": "No, or it cannot matter", "yes": "Yes, and it may bias the comparison"},
            f"{HANDBOOK}, compositional change in cluster-level assignment",
            "Families may choose a school for the program. Then its students differ.",
            needs_review=True,
        ),
        Criterion(
            "rdd",
            "domain",
            "Standards for a cutoff",
            "What do the standards for regression discontinuity designs come to?",
            RATED,
            f"{HANDBOOK}, standards for regression discontinuity designs",
            "They ask about the score, its cutoff, losses and how the curve was fitted.",
            needs_review=True,
        ),
        Criterion(
            "scd",
            "domain",
            "Standards for single cases",
            "What do the standards for single-case designs come to?",
            RATED,
            f"{HANDBOOK}, standards for single-case designs",
            "They ask how often and by whom each case was measured in each phase.",
            needs_review=True,
        ),
    ),
    readings=(
        Reading(
            "Which boundary decides whether few were lost?",
            f"{HANDBOOK} has two boundaries and leaves the choice to the protocol of each review:"
            " a cautious one where loss may be linked to the program, an optimistic one where that"
            " is unlikely.",
            "The cautious one. Reviewers may answer by the optimistic one and say why.",
        ),
        Reading(
            "What if nobody reported how many were lost?",
            f"{HANDBOOK} asks for the numbers.",
            "The trial counts as one that lost many: it can meet the standards with reservations"
            " where the groups that were compared were alike before.",
        ),
        Reading(
            "Which line of the attrition table holds between two of its lines?",
            f"{HANDBOOK} prints one line for each whole percent.",
            "The nearest one; halves go up.",
        ),
        Reading(
            "What if only people can answer a question?",
            "No number tells whether random assignment was kept and whether a measure is sound.",
            "A rating that is computed takes it that nothing speaks against the study, and says"
            " that nobody reviewed it yet. Reviewers answer, and their answer stands above what is"
            " computed.",
        ),
        Reading(
            "What if the What Works Clearinghouse has rated the study?",
            "Its reviewers read the whole study, by the standards of their day.",
            "Its rating stands until two reviewers here have decided.",
        ),
    ),
)

_ORDER: Mapping[Rating | None, int] = {None: 0, "not": 1, "with": 2, "without": 3}


@dataclass(frozen=True, slots=True)
class StudyRating:
    """How well a study was done: the best rating of its findings, in all and by outcome domain.

    None means that it cannot be said; `missing` then names the facts. `by_finding` has the key of
    each finding. `why` says what each criterion came to, those of domains with their domain.
    """

    rating: Rating | None
    by_domain: Mapping[str, Rating | None]
    by_finding: Mapping[str, Rating | None]
    why: tuple[Reason, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rated:
    rating: Rating | None
    why: tuple[Reason, ...]
    missing: tuple[str, ...] = ()


def rate(contrasts: Sequence[Contrast], judged: Judged = NOTHING_JUDGED) -> StudyRating:
    """Rate one study by its findings; what reviewers `judged` stands above what is recorded.

    `judged` holds answers of this rule set by criterion and domain ("" for the study).
    """
    rated = {one.key: _finding(one, judged) for one in contrasts}
    main = [one for one in contrasts if not one.is_subgroup] or list(contrasts)
    best: dict[str, _Rated] = {}
    for one in main:
        known = best.get(one.domain)
        if known is None or _ORDER[rated[one.key].rating] > _ORDER[known.rating]:
            best[one.domain] = rated[one.key]
    top = max(best.values(), key=lambda each: _ORDER[each.rating], default=_Rated(None, ()))
    unsaid = [each for each in best.values() if each.rating is None]
    return StudyRating(
        top.rating,
        {domain: each.rating for domain, each in best.items()},
        {key: each.rating for key, each in rated.items()},
        tuple(dict.fromkeys(reason for each in best.values() for reason in each.why)),
        tuple(dict.fromkeys(fact for each in unsaid for fact in each.missing)),
    )


def _finding(contrast: Contrast, judged: Judged) -> _Rated:
    given = given_rating(contrast)
    if given and not any(RULES.criterion(code) for code, _ in judged):
        return _Rated(given, (_given(contrast, given),))
    design = judged.get(("design", "")) or contrast.design
    if not design:
        return _Rated(None, (_reason("design", "unknown", "Not recorded."),), ("its design",))
    why = [_design(design)]
    if design in ("other", "correlational", "descriptive"):
        return _Rated("not", tuple(why))
    for code, bad, words in _ruled_out(contrast, judged):
        why.append(_reason(code, "not met" if bad else "met", words, contrast.domain))
        if bad:
            return _Rated("not", tuple(why))
    if design in ("rdd", "scd"):
        return _by_people(design, contrast.domain, judged, why)
    return _compared(design, contrast, judged, why)


def _given(contrast: Contrast, given: Rating) -> Reason:
    words = f"The What Works Clearinghouse rated it: {RATED[given][0].lower()}{RATED[given][1:]}."
    verdict: Verdict = "not met" if given == "not" else "met"
    source = "What Works Clearinghouse, Reviews of Individual Studies"
    return Reason("given", verdict, words, source, "Reviewed elsewhere", domain=contrast.domain)


def _design(design: str) -> Reason:
    criterion = RULES.criterion("design")
    named = criterion.answers.get(design, "") if criterion else ""
    verdict: Verdict = "met" if design in ("rct", "qed", "rdd", "scd") else "not met"
    return _reason("design", verdict, f"{named or 'There is no comparison that counts'}.")


def _ruled_out(contrast: Contrast, judged: Judged) -> Iterator[tuple[str, bool, str]]:
    """What lets a study meet no standard, whatever its design, as far as it is known."""
    if answer := judged.get(("confound", "")):
        yield "confound", answer == "yes", "Decided by the reviewers."
    elif contrast.assigned not in ("", "student"):
        arms = (contrast.treated, contrast.compared)
        alone = [arm for arm in arms if (arm.clusters_assigned or arm.clusters) == 1]
        if alone:
            yield "confound", True, "One group was a single class or school."
    if answer := judged.get(("measure", contrast.domain)):
        yield "measure", answer == "no", "Decided by the reviewers."


def _by_people(design: str, domain: str, judged: Judged, why: list[Reason]) -> _Rated:
    answer = judged.get((design, domain))
    if answer not in ("without", "with", "not"):
        why.append(_reason(design, "unknown", "Only reviewers can say.", domain))
        return _Rated(None, tuple(why), ("what reviewers say of its design",))
    why.append(_reason(design, "not met" if answer == "not" else "met", "Decided.", domain))
    rating: Rating = "without" if answer == "without" else "with" if answer == "with" else "not"
    return _Rated(rating, tuple(why))


def _compared(design: str, contrast: Contrast, judged: Judged, why: list[Reason]) -> _Rated:
    missing = []
    if design == "rct":
        kept = judged.get(("assignment", "")) != "no"
        joined = judged.get(("joiners", contrast.domain)) == "yes"
        if not kept:
            why.append(_reason("assignment", "not met", "Random assignment was changed."))
        if joined:
            words = "Students joined after the groups were formed."
            why.append(_reason("joiners", "not met", words, contrast.domain))
        lost = _attrition(contrast, judged)
        why.append(lost)
        if kept and not joined and lost.verdict == "met":
            return _Rated("without", tuple(why))
        if lost.verdict == "unknown":
            missing.append("how many were lost in each group")
    alike = _baseline(contrast, judged)
    why.append(alike)
    if alike.verdict == "unknown":
        return _Rated(None, tuple(why), (*missing, "how the groups compared before it began"))
    return _Rated("with" if alike.verdict == "met" else "not", tuple(why))


def _attrition(contrast: Contrast, judged: Judged) -> Reason:
    domain = contrast.domain
    if answer := judged.get(("attrition", domain)):
        verdict: Verdict = "met" if answer == "low" else "not met"
        return _reason("attrition", verdict, "Decided by the reviewers.", domain)
    lost, _ = attrition_of(contrast)
    if lost.cautious is None or lost.overall is None or lost.differential is None:
        return _reason("attrition", "unknown", "How many were lost is not recorded.", domain)
    words = f"{lost.overall:.1f}% were lost, and {lost.differential:.1f} points more in one group; "
    most = attrition.highest(lost.overall, "cautious")
    words += f"the limit is {most:.1f}." if most is not None else "that is too many."
    return _reason("attrition", "met" if lost.cautious == "low" else "not met", words, domain)


def _baseline(contrast: Contrast, judged: Judged) -> Reason:
    domain = contrast.domain
    if answer := judged.get(("baseline", domain)):
        verdict: Verdict = "not met" if answer == "not" else "met"
        return _reason("baseline", verdict, "Decided by the reviewers.", domain)
    before, _ = baseline_figure(contrast)
    if before.g is None or before.verdict is None:
        words = "How the groups compared before it began is not recorded."
        return _reason("baseline", "unknown", words, domain)
    apart = f"The groups were {abs(before.g):.2f} standard deviations apart before it began"
    if before.verdict == "equivalent":
        return _reason("baseline", "met", f"{apart}.", domain)
    if before.verdict == "beyond":
        return _reason("baseline", "not met", f"{apart}; the limit is 0.25.", domain)
    if contrast.adjusts is None:
        words = f"{apart}; whether the analysis adjusts for it is not recorded."
        return _reason("baseline", "unknown", words, domain)
    adjusts = "adjusts" if contrast.adjusts else "does not adjust"
    verdict = "met" if contrast.adjusts else "not met"
    return _reason("baseline", verdict, f"{apart}, and the analysis {adjusts} for it.", domain)


def _reason(code: str, verdict: Verdict, words: str, domain: str = "") -> Reason:
    criterion = RULES.criterion(code)
    assert criterion is not None
    return Reason(code, verdict, words, criterion.source, criterion.title, domain=domain)

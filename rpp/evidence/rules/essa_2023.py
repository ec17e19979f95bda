"""How strong the evidence is on an outcome, by the tiers of the Every Student Succeeds Act.

A tier belongs to an outcome domain. It stands on one study: its design, its sample in that
domain, its sites, a significant favorable finding and none that speaks against it. Tiers 1 and 2
also ask whether students and settings overlap with those of the district that wants to know.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.rules import facts
from rpp.evidence.rules.facts import Rating
from rpp.evidence.rules.rule_set import (
    NOTHING_JUDGED,
    Criterion,
    Judged,
    Reading,
    Reason,
    RuleSet,
    Verdict,
)
from rpp.evidence.rules.wwc_5_0 import RATED, StudyRating
from rpp.organizations.overlap import Match, Overlap

LAW = "20 U.S.C. 7801(21)(A)"
RULE = "34 CFR 77.1(c)"
GUIDANCE = (
    "Non-Regulatory Guidance: Using Evidence to Strengthen Education Investments, US Department"
    " of Education, 2023"
)
STUDENTS = 350
YES_NO: Mapping[str, str] = {"yes": "Yes", "no": "No"}
TIERS: Mapping[int, str] = {
    1: "Strong",
    2: "Moderate",
    3: "Promising",
    4: "Demonstrates a rationale",
}
LIKE_STUDENTS = "whether its students are like those of {}"
LIKE_SETTING = "whether its setting is like that of {}"
# Comparisons that the law takes for promising only where they have statistical controls.
CONTROLLED = ("correlational",)

RULES = RuleSet(
    code="essa-2023",
    title="How strong the evidence is",
    version="2023",
    source="Every Student Succeeds Act, section 8101(21)(A) (20 U.S.C. 7801(21)(A)); 34 CFR"
    " 77.1(c); Non-Regulatory Guidance: Using Evidence to Strengthen Education Investments, US"
    " Department of Education, 2023",
    url="https://www.ecfr.gov/current/title-34/subtitle-A/part-77/section-77.1",
    criteria=(
        Criterion(
            "favorable",
            "domain",
            "It helped, beyond chance",
            "Is there a statistically significant finding that favors the program?",
            YES_NO,
            f"{LAW}; {RULE}, strong, moderate and promising evidence",
            "Tiers 1, 2 and 3 need one on the outcome in question. A finding of some students"
            " alone (a subgroup) does not count.",
        ),
        Criterion(
            "overriding",
            "domain",
            "Nothing speaks against it",
            "Is there a statistically significant finding against the program on the same outcome,"
            " from a study that meets the standards?",
            {"no": "No", "yes": "Yes, and it overrides the favorable one"},
            f"{RULE}, strong and moderate evidence; {GUIDANCE}",
            "Where it is so, none of the tiers 1, 2 and 3 is given. It is shown in any case.",
        ),
        Criterion(
            "rating",
            "domain",
            "Fair comparison",
            "How well was the study done?",
            RATED,
            f"{RULE}, experimental study and quasi-experimental design study",
            "Tier 1 needs an experiment that meets the standards without reservations, tier 2 a"
            " study that meets them with reservations at least.",
        ),
        Criterion(
            "sample",
            "domain",
            "Large enough",
            f"Were at least {STUDENTS} students studied on this outcome?",
            YES_NO,
            f"{RULE}, strong and moderate evidence",
            "Tiers 1 and 2 need it. The sample is the study’s on this outcome, not that of a"
            " single finding.",
        ),
        Criterion(
            "sites",
            "study",
            "More than one place",
            "Did the study run in more than one district, city, county or state?",
            YES_NO,
            f"{RULE}, strong and moderate evidence",
            "Tiers 1 and 2 need it: what works in one place may rest on that place.",
        ),
        Criterion(
            "students",
            "study",
            "Students like yours",
            "Do the students who were studied overlap with those of your district?",
            {"yes": "Yes", "no": "No"},
            f"{RULE}, strong and moderate evidence",
            "Tier 1 needs it together with the setting, tier 2 one of both. It is computed for"
            " each district.",
        ),
        Criterion(
            "setting",
            "study",
            "A setting like yours",
            "Does the setting that was studied overlap with that of your district?",
            {"yes": "Yes", "no": "No"},
            f"{RULE}, strong and moderate evidence",
            "Rural, town, suburb or city, and public schools. It is computed for each district.",
        ),
        Criterion(
            "controls",
            "domain",
            "Other reasons are taken into account",
            "Where nobody was assigned: does the analysis use statistical controls for how people"
            " came to be in either group?",
            YES_NO,
            f"{LAW}, clause (i)(III); {RULE}, promising evidence",
            "Tier 3 needs it of a study without assigned groups.",
        ),
        Criterion(
            "logic-model",
            "study",
            "A reason why it may work",
            "Is there a logic model that says, from research, why the program may help?",
            YES_NO,
            f"{LAW}, clause (ii)(I); {RULE}, demonstrates a rationale",
            "Tier 4 needs it.",
        ),
        Criterion(
            "effort",
            "study",
            "Someone is studying it",
            "Is there an effort to study whether it works?",
            YES_NO,
            f"{LAW}, clause (ii)(II)",
            "Tier 4 needs it. A study that was signed here is one.",
        ),
    ),
    readings=(
        Reading(
            "What is a site?",
            f"{RULE} names states, counties, cities, districts and campuses; {GUIDANCE} speaks of"
            " districts, localities and states. Reviews of the What Works Clearinghouse mark"
            " “more than one site” and also count schools.",
            "A district. Two schools of one district are one site. Where the What Works"
            " Clearinghouse marked a study, its mark stands.",
        ),
        Reading(
            "What is a large sample?",
            f"{RULE} asks for {STUDENTS} students or other individuals; an earlier version (2013)"
            " also took 50 groups of 10 or more.",
            f"{STUDENTS} students. Classes or schools are not counted in their place: where only"
            " these are recorded, the number of students is missing.",
        ),
        Reading(
            "Whose sample is it: the finding’s or the study’s?",
            f"{RULE} speaks of the study; the What Works Clearinghouse gives the tier by outcome"
            " domain.",
            "The study’s in that domain. The same students may be measured several times, so the"
            " largest sample counts; different cohorts are added up.",
        ),
        Reading(
            "Does promising evidence need statistical controls?",
            f"{LAW} names a correlational study with statistical controls; {RULE} also takes an"
            " experiment or quasi-experiment and asks no more of it.",
            "An experiment or quasi-experiment that meets the standards, with or without"
            " reservations, is promising without them. Every other study needs them.",
        ),
        Reading(
            "What overrides a favorable finding?",
            f"{RULE} and {GUIDANCE} speak of significant unfavorable evidence in studies that meet"
            " the standards, and leave open how much of it.",
            "One significant finding against the program, on the same outcome domain, of a whole"
            " sample, from a study that meets the standards. Reviewers may decide otherwise.",
        ),
        Reading(
            "What if a fact is not recorded?",
            f"{RULE} and {GUIDANCE} do not say.",
            "It counts for nothing: where it could decide, there is no tier, and the fact is"
            " named. What is known not to hold (too few students, one site) decides by itself.",
        ),
        Reading(
            "What is an overlap?",
            f"{RULE} and {GUIDANCE} name students and settings, and no amount.",
            "Half: by each thing that both sides know, half of the sample has a counterpart in"
            " the district. The kind of place is the same, and there were public schools.",
        ),
        Reading(
            "When has a study that is run here a logic model?",
            f"{RULE} asks for a logic model that is informed by research; no source says in what"
            " form.",
            "Once all partners have signed its text, which says what the schools try and why, and"
            " which links what is known. Reviewers may decide otherwise.",
        ),
        Reading(
            "What is an effort to study?",
            f"{LAW} asks for ongoing efforts and names none; {RULE} asks only for a logic model.",
            "A study that is signed or runs. Once its findings are out, they count in its place.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class DomainTier:
    """The tier on one outcome domain, and what led to it.

    `general` is the tier before any district is asked; `tier` that for the district whose overlap
    was given, else the same. None: no tier, and `missing` names the facts that could make one.
    `favorable` and `unfavorable` are the keys of the significant findings, `by_finding` the
    general tier that each favorable one supports. The domain "" is that of the whole study.
    """

    domain: str
    tier: int | None
    why: tuple[Reason, ...]
    missing: tuple[str, ...]
    favorable: tuple[str, ...]
    unfavorable: tuple[str, ...]
    general: int | None
    by_finding: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Study:
    """The findings of one study on one domain."""

    domain: str
    contrasts: tuple[Contrast, ...]

    @property
    def main(self) -> list[Contrast]:
        return [one for one in self.contrasts if not one.is_subgroup]


@dataclass(frozen=True, slots=True)
class _Found:
    """What one favorable finding comes to."""

    tier: int | None
    why: tuple[Reason, ...]
    missing: tuple[str, ...] = ()


def tiers(
    contrasts: Sequence[Contrast],
    rating: StudyRating,
    judged: Judged = NOTHING_JUDGED,
    overlap: Overlap | None = None,
) -> list[DomainTier]:
    """The tier on each outcome domain, in the order of their first finding.

    `rating` is that of the same findings, `judged` answers of this rule set by criterion and
    domain, `overlap` that with the reader's district. Without a finding that makes one, a study
    with a logic model and an effort to study it has tier 4 in the domain "".
    """
    domains: dict[str, list[Contrast]] = defaultdict(list)
    for one in contrasts:
        domains[one.domain].append(one)
    found = [_domain(name, group, rating, judged, overlap) for name, group in domains.items()]
    if any(one.tier for one in found):
        return found
    return [*found, *_rationale(judged)]


def _domain(
    name: str,
    contrasts: Sequence[Contrast],
    rating: StudyRating,
    judged: Judged,
    overlap: Overlap | None,
) -> DomainTier:
    favors = {one.key: facts.favor(one) for one in contrasts}
    unfavorable = tuple(key for key, favor in favors.items() if favor.is_unfavorable)
    main = [one for one in contrasts if not one.is_subgroup]
    against = {
        intervention: _overriding(name, group, favors, rating, judged)
        for intervention, group in _by_intervention(main).items()
    }
    best = _none_favorable(name, main, favors)
    by_finding: dict[str, int] = {}
    for study in _studies(name, contrasts):
        for one in study.main:
            if not favors[one.key].is_favorable:
                continue
            found = _finding(one, study, rating, judged, against[_program(one)])
            if found.tier:
                by_finding[one.key] = found.tier
            if _better(found, best):
                best = found
    favorable = tuple(one.key for one in main if favors[one.key].is_favorable)
    general = DomainTier(
        name, best.tier, best.why, best.missing, favorable, unfavorable, best.tier, by_finding
    )
    return for_district(general, overlap) if overlap else general


def _better(found: _Found, best: _Found) -> bool:
    """Whether a finding decides more than the best so far; any favorable one beats none."""
    if not best.tier or not found.tier:
        return bool(found.tier) or (not best.tier and len(found.why) > len(best.why))
    return found.tier < best.tier


def _studies(domain: str, contrasts: Sequence[Contrast]) -> Iterator[_Study]:
    groups: dict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for one in contrasts:
        groups[one.study_key, _program(one)].append(one)
    for group in groups.values():
        yield _Study(domain, tuple(group))


def _program(contrast: Contrast) -> str:
    """What was tried, for its source may call it by two names."""
    return contrast.intervention_key or contrast.intervention


def _by_intervention(contrasts: Sequence[Contrast]) -> dict[str, list[Contrast]]:
    groups: dict[str, list[Contrast]] = defaultdict(list)
    for one in contrasts:
        groups[_program(one)].append(one)
    return groups


def _none_favorable(
    domain: str, main: Sequence[Contrast], favors: Mapping[str, facts.Favor]
) -> _Found:
    unknown = [one for one in main if favors[one.key].significant is None]
    if unknown:
        words = "Whether a finding is significant is not known."
        missing = ("whether the finding is statistically significant",)
        return _Found(None, (_reason("favorable", "unknown", words, domain),), missing)
    words = "No significant finding of a whole sample favors the program."
    return _Found(None, (_reason("favorable", "not met", words, domain),))


def _overriding(
    domain: str,
    main: Sequence[Contrast],
    favors: Mapping[str, facts.Favor],
    rating: StudyRating,
    judged: Judged,
) -> Reason:
    """What speaks against one intervention on this outcome, in any of its studies."""
    if answer := judged.get(("overriding", domain)):
        verdict: Verdict = "not met" if answer == "yes" else "met"
        return _reason("overriding", verdict, "Decided by the reviewers.", domain)
    against = [one for one in main if favors[one.key].is_unfavorable]
    rated = [rating.by_finding.get(one.key) for one in against]
    if any(one in ("without", "with") for one in rated):
        words = f"A significant finding is unfavorable: {_outcome(against)}."
        return _reason("overriding", "not met", words, domain)
    if None in rated:
        words = "A significant finding is unfavorable, and how well it was found is not known."
        return _reason("overriding", "unknown", words, domain)
    words = "No significant finding on this outcome is unfavorable."
    if against:
        words = "The significant unfavorable finding does not meet the standards."
    return _reason("overriding", "met", words, domain)


def _outcome(against: Sequence[Contrast]) -> str:
    return against[0].outcome or "one outcome"


def _finding(
    contrast: Contrast, study: _Study, rating: StudyRating, judged: Judged, against: Reason
) -> _Found:
    """What one favorable finding comes to, before any district is asked."""
    domain = study.domain
    words = f"Significant and favorable: {contrast.outcome or domain}."
    rated = _rated(contrast, rating, domain)
    sample = _sample(study, judged)
    sites = _sites(study, judged)
    why = (_reason("favorable", "met", words, domain), against, rated, sample, sites)
    missing = tuple(_MISSING[one.criterion] for one in why if one.verdict == "unknown")
    if not contrast.design:
        missing = (_MISSING["design"], *missing)
    if against.verdict != "met" or not contrast.design:
        return _Found(None, why, missing)
    if rated.verdict != "met":
        return _without_standards(contrast, judged, why, missing)
    if "not met" in (sample.verdict, sites.verdict):
        return _Found(3, why)
    if missing:
        return _Found(None, why, missing)
    best = rating.by_finding.get(contrast.key) == "without" and contrast.design != "qed"
    return _Found(1 if best else 2, why)


def _without_standards(
    contrast: Contrast, judged: Judged, why: tuple[Reason, ...], missing: tuple[str, ...]
) -> _Found:
    """A study that meets no standard, or of which that is not known, may still be promising."""
    controls = _controls(contrast, judged)
    if "rating" in {one.criterion for one in why if one.verdict == "unknown"}:
        return _Found(None, why, missing)
    if controls.verdict == "unknown":
        return _Found(None, (*why, controls), (_MISSING["controls"],))
    return _Found(3 if controls.verdict == "met" else None, (*why, controls))


_MISSING: Mapping[str, str] = {
    "design": "the design of the study",
    "overriding": "how well the unfavorable finding was found",
    "rating": "how well the study was done",
    "sample": "how many students were studied",
    "sites": "in how many districts it ran",
    "controls": "whether the analysis uses statistical controls",
}


def _rated(contrast: Contrast, rating: StudyRating, domain: str) -> Reason:
    found: Rating | None = rating.by_finding.get(contrast.key)
    if found is None:
        facts_missing = ", ".join(rating.missing)
        words = "How well the study was done cannot be said."
        if facts_missing:
            words = f"How well the study was done cannot be said. Not recorded: {facts_missing}."
        return _reason("rating", "unknown", words, domain)
    return _reason("rating", "not met" if found == "not" else "met", f"{RATED[found]}.", domain)


def _sample(study: _Study, judged: Judged) -> Reason:
    if answer := judged.get(("sample", study.domain)):
        verdict: Verdict = "met" if answer == "yes" else "not met"
        return _reason("sample", verdict, "Decided by the reviewers.", study.domain)
    n, is_whole = facts.sample(study.main)
    if n < STUDENTS and not is_whole:
        words = "How many students were studied is not recorded."
        return _reason("sample", "unknown", words, study.domain)
    words = f"{n:,} students were studied on this outcome; {STUDENTS} are needed."
    return _reason("sample", "met" if n >= STUDENTS else "not met", words, study.domain)


def _sites(study: _Study, judged: Judged) -> Reason:
    if answer := judged.get(("sites", "")):
        verdict: Verdict = "met" if answer == "yes" else "not met"
        return _reason("sites", verdict, "Decided by the reviewers.")
    several, words = facts.sites(study.contrasts)
    if several is None:
        return _reason("sites", "unknown", words)
    return _reason("sites", "met" if several else "not met", words)


def _controls(contrast: Contrast, judged: Judged) -> Reason:
    domain = contrast.domain
    if answer := judged.get(("controls", domain)):
        verdict: Verdict = "met" if answer == "yes" else "not met"
        return _reason("controls", verdict, "Decided by the reviewers.", domain)
    if contrast.design in CONTROLLED or contrast.adjusts:
        words = "The analysis uses statistical controls."
        return _reason("controls", "met", words, domain)
    if contrast.design == "descriptive" or contrast.adjusts is False:
        words = "The analysis uses no statistical controls."
        return _reason("controls", "not met", words, domain)
    words = "Whether the analysis uses statistical controls is not recorded."
    return _reason("controls", "unknown", words, domain)


def _rationale(judged: Judged) -> Iterator[DomainTier]:
    """Tier 4, which stands on a reason and an effort, not on a finding."""
    model, effort = judged.get(("logic-model", "")), judged.get(("effort", ""))
    if not model and not effort:
        return
    why = (
        _answered("logic-model", model, "A logic model says why it may work."),
        _answered("effort", effort, "Someone is studying whether it works."),
    )
    tier = 4 if model == effort == "yes" else None
    missing = tuple(
        {"logic-model": "a logic model", "effort": "an effort to study it"}[one.criterion]
        for one in why
        if one.verdict == "unknown"
    )
    yield DomainTier("", tier, why, missing, (), (), tier)


def _answered(code: str, answer: str | None, words: str) -> Reason:
    if answer is None:
        return _reason(code, "unknown", "Not recorded.")
    return _reason(
        code, "met" if answer == "yes" else "not met", words if answer == "yes" else "No."
    )


# --- for a district ------------------------------------------------------------------------


def for_district(found: DomainTier, overlap: Overlap) -> DomainTier:
    """The tier for one district: tier 1 needs students and setting, tier 2 either."""
    if found.general not in (1, 2):
        return found
    students = _matched("students", overlap.sample, overlap.district)
    setting = _matched("setting", overlap.setting, overlap.district)
    verdicts = (students.verdict, setting.verdict)
    tier: int | None = 3
    if "met" in verdicts:
        tier = found.general if verdicts == ("met", "met") else 2
    elif "unknown" in verdicts:
        tier = None
    missing = tuple(
        words.format(overlap.district)
        for one, words in ((students, LIKE_STUDENTS), (setting, LIKE_SETTING))
        if one.verdict == "unknown" and tier != found.general
    )
    return replace(
        found,
        tier=tier,
        why=(*found.why, students, setting),
        missing=(*found.missing, *missing),
    )


def _matched(code: str, match: Match, district: str) -> Reason:
    verdict: Verdict = {"yes": "met", "no": "not met", "unknown": "unknown"}[match.verdict]  # type: ignore[assignment]
    title = {"students": "Students", "setting": "A setting"}[code]
    words = match.because or f"Too little is recorded to compare with {district}."
    reason = _reason(code, verdict, words)
    return reason if verdict != "not met" else replace(reason, title=f"{title} unlike yours")


def _reason(code: str, verdict: Verdict, words: str, domain: str = "") -> Reason:
    criterion = RULES.criterion(code)
    assert criterion is not None
    return Reason(code, verdict, words, criterion.source, criterion.title, domain=domain)

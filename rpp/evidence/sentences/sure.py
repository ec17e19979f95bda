"""How sure it is: rating, tiers, what is in doubt, what is not known, and what is left out."""

import re
from collections.abc import Sequence

from rpp.evidence.directions import unturned
from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.sentences.choosing import contradicted
from rpp.evidence.sentences.names import Spoken, comparisons
from rpp.evidence.sentences.phrases import WWC, counted, in_line, in_words, sentence, small, some_of
from rpp.evidence.topics import TIERS

MOST_NAMED = 4
RATIONALE = 4  # the tier that stands on a rationale, not on evidence
_IT = re.compile(r"\bit\b")


def rated(record: RecordValues, it: Spoken) -> str:
    """What the source holds of the study itself, with its reason."""
    if not record.rating:
        return ""
    reason = _IT.sub("the study", record.rating_reason.rstrip(". "))
    because = f", because {reason}" if reason else ""
    judged = small(record.rating.replace("WWC", "its"))
    return sentence(f"The {WWC} says that {it.told_by} {judged}{because}")


def tiers(record: RecordValues, it: Spoken) -> str:
    """The tiers that the source gives, each on its outcome; none is no judgement."""
    groups: dict[int, list[str]] = {}
    for outcome in sorted(record.outcomes, key=lambda one: one.tier or 9):
        if outcome.tier:
            groups.setdefault(outcome.tier, []).append(in_words(outcome.domain))
    if not groups:
        return sentence(
            f"The {WWC} gives no evidence tier for {it.told_by},"
            " which does not mean that there is no evidence"
        )
    told = [
        f"{_tier(tier)} on {some_of(names, MOST_NAMED, 'outcome')}"
        for tier, names in groups.items()
    ]
    return sentence(f"For {it.told_by}, the {WWC} gives ESSA {in_line(told)}")


def _tier(tier: int) -> str:
    words = TIERS[str(tier)].removeprefix(f"Tier {tier} ").lower()
    return f"Tier {tier} ({words}{' evidence' if tier < RATIONALE else ''})"


def doubts(findings: Sequence[FindingValues], it: Spoken) -> list[str]:
    """Numbers of the source that do not fit: errors, directions, and p-values."""
    about = f"on {it.it}{it.within}"
    return [_errors(findings, about), _directions(findings, about), _p_values(findings, about)]


def _errors(findings: Sequence[FindingValues], about: str) -> str:
    flagged = [one for one in findings if one.flag]
    if not flagged:
        return ""
    values = (value for one in flagged for value in (one.effect_size, one.effect_size_study))
    worst = max((value for value in values if value), key=abs)
    return sentence(
        f"{counted(len(flagged), 'finding')} {about} {'is' if len(flagged) == 1 else 'are'} set"
        f" aside here: an effect size such as {worst:,.1f} is likely an error in the source"
    )


def _directions(findings: Sequence[FindingValues], about: str) -> str:
    turned = [one for one in findings if unturned(one)]
    if not turned:
        return ""
    return sentence(
        f"The direction of {counted(len(turned), 'finding')} {about} is in doubt: on"
        f" “{turned[0].outcome}” a lower number seems better, and the {WWC} counts a higher one"
        " as better"
    )


def _p_values(findings: Sequence[FindingValues], about: str) -> str:
    against = sum(contradicted(one) for one in findings)
    if not against:
        return ""
    marked = f"The {WWC} marks {counted(against, 'finding')} {about} as significant"
    return sentence(marked, "beside a p-value of 0.05 or more")


def unknown(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> str:
    """What the source leaves open."""
    lacking = [
        words
        for words, known in (
            ("the grades", record.grades),
            ("the kinds of places", record.settings),
            ("the number of people", any(one.n_total for one in findings)),
            ("the comparison", comparisons(findings)),
        )
        if not known
    ]
    if not lacking or not findings:
        return ""
    return sentence(f"The {WWC} does not record {in_line(lacking, 'or')} of {it.told_by}")


def unfounded(record: RecordValues, it: Spoken) -> str:
    """Said where the source lists no finding at all."""
    if any(report.rating for report in record.effectiveness):
        return sentence(
            f"The {WWC} export does not list the findings on which the rating of {it.it} stands"
        )
    return sentence(
        f"The {WWC} export gives neither findings nor a rating for {it.it},"
        f" so nothing is known here of the effects of {it.it}"
    )


def left_out(findings: Sequence[FindingValues], told: int, it: Spoken) -> str:
    """How many findings are counted above and not told with their figures."""
    total, rest = len(findings), len(findings) - told
    if rest <= 0:
        return ""
    about = f"on {it.it}{it.within}"
    on_subgroups = _on_subgroups(sum(bool(one.is_subgroup) for one in findings), total)
    if not told:
        counts = counted(total, "finding")
        return sentence(f"This summary gives no figures of the {counts} {about}{on_subgroups}")
    return sentence(
        f"Of {counted(total, 'finding')} {about}, this summary gives the figures of {told:,}"
        f" and leaves out those of {rest:,}{on_subgroups}"
    )


def _on_subgroups(n: int, total: int) -> str:
    if not n:
        return ""
    if n == total:
        return ", on a subgroup" if n == 1 else f"; all {total:,} are on subgroups"
    return f"; {n:,} of the {total:,} {'is' if n == 1 else 'are'} on subgroups"

"""What changed: what reports conclude, and what findings say on each outcome domain."""

import re
from collections.abc import Sequence

from rpp.evidence.importing.values import FindingValues
from rpp.evidence.outcomes import Conclusion
from rpp.evidence.sentences.choosing import MOST, Domain
from rpp.evidence.sentences.names import Spoken, comparisons
from rpp.evidence.sentences.phrases import (
    WWC,
    counted,
    in_words,
    of_all,
    ordinal,
    sentence,
    signed,
    size_of,
    some_of,
)
from rpp.evidence.sentences.tried import people
from rpp.evidence.topics import EFFECTIVENESS

MOST_NAMED = 4
LONGEST = 60  # characters of a name within a sentence
# What says the most comes first; "no discernible effects" last.
RATED = [rating for code, rating in EFFECTIVENESS.items() if code != "no-discernible"]
# What sources call a subgroup by mistake, or for a measure of which there are several.
_EVERYBODY = re.compile(
    r"(full|complete|whole|entire) ?(sample)?\Z|all (students|children)\Z", re.I
)
HALF = 50  # the percentile of who stands in the middle


def concluded(reports: Sequence[Conclusion], it: Spoken) -> list[str]:
    """What the reports of a source conclude: one sentence for each of its ratings."""
    groups: dict[str, list[Conclusion]] = {}
    for report in sorted(reports, key=lambda report: strength(report.rating)):
        if report.rating:
            groups.setdefault(report.rating, []).append(report)
    return [
        sentence(
            f"The {WWC} sees {rating.lower()} of {it.it} on",
            some_of(_on_what(rows), MOST_NAMED, "outcome"),
        )
        for rating, rows in groups.items()
    ]


def strength(rating: str) -> int:
    """Where a rating stands among others, what says the most first."""
    return RATED.index(rating) if rating in RATED else len(RATED)


def _on_what(reports: Sequence[Conclusion]) -> list[str]:
    """The outcomes that reports agree on, each once with what every report stands on."""
    stands: dict[str, list[str]] = {}
    for report in reports:
        people = f"{report.sample_size:,} people" if report.sample_size else ""
        studies = counted(report.studies, "study", "studies") if report.studies else ""
        on = ", ".join(filter(None, (studies, people)))
        stands.setdefault(in_words(report.domain), []).extend(filter(None, [on]))
    return [f"{name} ({'; '.join(on)})" if on else name for name, on in stands.items()]


def on_domains(domains: Sequence[Domain], it: Spoken) -> tuple[list[str], int]:
    """What was found on each domain, and of how many findings the figures are told."""
    told: list[str] = []
    examples = 0
    for domain in domains[:MOST]:
        sentences, count = _on(domain, it)
        told += sentences
        examples += count
    return told + _on_others(domains[MOST:], it), examples


def _on(domain: Domain, it: Spoken) -> tuple[list[str], int]:
    against = _against(domain.findings)
    if domain.tells:
        ways = (("intervention", domain.favor), ("comparison", domain.against))
        figures = [
            _figures(domain, one, n, it) for way, n in ways if n and (one := domain.example(way))
        ]
        return [_significant(domain, it, against), *figures], len(figures)
    if domain.undirected:
        return [_undirected(domain, it)], 0
    example = domain.example()
    if not domain.say:
        figures = [_figures(domain, example, 0, it)] if example else []
        return [_silent(domain, it), *figures], len(figures)
    return [_null(domain, it, against, example)], 1 if example else 0


def _against(findings: Sequence[FindingValues]) -> str:
    """What a domain's findings compare with: the one thing, or "the comparison group"."""
    named = comparisons(findings)
    unnamed = len(named) != 1 or len(named[0]) > LONGEST
    return "the comparison group" if unnamed else named[0]


def _significant(domain: Domain, it: Spoken, against: str) -> str:
    """In favor, against, or both."""
    name, total = in_words(domain.name), domain.total
    extra = f"; {_marked(domain)}" if domain.undirected else ""
    if domain.favor and domain.against:
        return sentence(
            f"On {name}, {it.it} did significantly better than {against} in",
            f"{of_all(domain.favor, total)}{it.of} and significantly worse in"
            f" {domain.against:,}{extra}",
        )
    better, n = ("better", domain.favor) if domain.favor else ("worse", domain.against)
    return sentence(
        f"On {name}, {it.it} did significantly {better} than {against} in {of_all(n, total)}"
        f"{it.of}{_subgroups(domain)}{extra}"
    )


def _subgroups(domain: Domain) -> str:
    """Said where all that is significant in a clear direction is on subgroups."""
    if not all(one.is_subgroup for one in domain.directed):
        return ""
    return " (on a subgroup)" if len(domain.directed) == 1 else " (all on subgroups)"


def _marked(domain: Domain) -> str:
    n = domain.undirected
    return f"{n:,} more {'is' if n == 1 else 'are'} marked significant without a clear direction"


def _undirected(domain: Domain, it: Spoken) -> str:
    return sentence(
        f"On {in_words(domain.name)}, {of_all(domain.undirected, domain.total)} on {it.it}"
        f"{it.within} {'is' if domain.undirected == 1 else 'are'} marked as statistically"
        " significant without a clear direction"
    )


def _silent(domain: Domain, it: Spoken) -> str:
    findings = "its one finding" if domain.total == 1 else f"its {domain.total:,} findings"
    verb = "is" if domain.total == 1 else "are"
    return sentence(
        f"Whether {it.it} changed {in_words(domain.name)}{it.within} is not clear:",
        f"the {WWC} does not say whether {findings} {verb} significant",
    )


def _null(domain: Domain, it: Spoken, against: str, example: FindingValues | None) -> str:
    none = (
        "the one finding is not"
        if domain.total == 1
        else (
            "neither finding is" if domain.total == 2 else f"none of {domain.total:,} findings is"
        )
    )
    return sentence(
        f"On {in_words(domain.name)}, {it.it} made no statistically significant difference"
        f" compared with {against}{it.within}: {none} significant{_briefly(domain, example)}"
    )


def _briefly(domain: Domain, one: FindingValues | None) -> str:
    """The figures of what is not significant, in brackets."""
    if one is None:
        return ""
    index, sample = one.improvement_index, people(one)
    if index is None:
        figure = f"an effect size of {size_of(one.effect_size or 0)}"
    elif index:
        way = "higher" if index > 0 else "lower"
        figure = f"{counted(abs(round(index)), 'percentile point')} {way}, which may be chance"
    else:
        figure = "no difference at all"
    which = "in the finding with the largest sample, " if domain.total > 1 and sample else ""
    return f" ({which}{f'{sample}: ' if sample else ''}{figure})"


def _figures(domain: Domain, one: FindingValues, n: int, it: Spoken) -> str:
    """The size of one finding, which stands for `n` significant ones (0: for all of its domain)."""
    stands = "; ".join(filter(None, (one.outcome, people(one), _subgroup(one))))
    what = "finding"
    if n:
        side = " in favor" if one.direction == "intervention" else " against"
        what = f"significant finding{side if domain.favor and domain.against else ''}"
    largest = " with the largest sample" if (n or domain.total) > 1 else ""
    about = f"For {it.it} on {in_words(domain.name)}{it.within}"
    return sentence(f"{about}, the {what}{largest} ({stands}) {_size(one)}")


def _subgroup(one: FindingValues) -> str:
    """Which subgroup, as the source writes it, where that is short."""
    if not one.is_subgroup:
        return ""
    name = one.sample.removeprefix("Overall").strip(" -–.")
    tells = 0 < len(name) <= LONGEST and not _EVERYBODY.match(name)
    return f"subgroup “{name}”" if tells else "a subgroup"


def _size(one: FindingValues) -> str:
    index = one.improvement_index
    if index is None:
        return f"has an effect size of {size_of(one.effect_size or 0)} standard deviations"
    unit = one.unit.lower() or "student"
    return (
        f"has an improvement index of {signed(index)}: an average {unit} of the comparison group"
        f" (50th percentile) would be expected {_moved(index)} with the program{_effect(one)}"
    )


def _moved(index: float) -> str:
    place = HALF + round(index)
    if not index:
        return "to stay there"
    if not 0 < place < 2 * HALF:
        return "to rise above the 99th" if index > 0 else "to fall below the 1st"
    return f"to {'rise' if index > 0 else 'fall'} to the {ordinal(place)}"


def _effect(one: FindingValues) -> str:
    own = one.effect_size is None
    value = one.effect_size_study if own else one.effect_size
    if value is None:
        return ""
    index = one.improvement_index or 0
    turned = "; a lower score is better here" if value * index < 0 else ""
    return f" (effect size {size_of(value)}{', by its authors' if own else ''}{turned})"


def _on_others(domains: Sequence[Domain], it: Spoken) -> list[str]:
    """The domains without figures: those that tell, those that do not, those that do not say."""
    told = [_short(domain) for domain in domains if domain.tells or domain.undirected]
    null = [domain for domain in domains if domain.say and not (domain.tells or domain.undirected)]
    silent = [domain for domain in domains if not domain.say]
    about = f"on {it.it}{it.within}"
    sentences = []
    if told:
        names = some_of(told, MOST_NAMED, "outcome")
        sentences.append(f"Findings {about} are statistically significant on {names} too")
    if null:
        names = _names(null, "or")
        sentences.append(f"No finding {about} is statistically significant on {names}")
    if silent:
        says = f"the {WWC} does not say whether findings {about} are significant"
        sentences.append(f"On {_names(silent)}, {says}")
    return [sentence(one) for one in sentences]


def _short(domain: Domain) -> str:
    counts = ((domain.favor, "better"), (domain.against, "worse"), (domain.undirected, "unclear"))
    ways = ", ".join(f"{n:,} {way}" for n, way in counts if n)
    return f"{in_words(domain.name)} ({ways}, of {domain.total:,})"


def _names(domains: Sequence[Domain], join: str = "and") -> str:
    return some_of([in_words(domain.name) for domain in domains], MOST_NAMED, "outcome", join)

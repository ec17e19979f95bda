"""Findings of a CSV file with what is computed of each: effect, index, p and tier; no database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rpp.evidence.effects.computing import Computed, compute
from rpp.evidence.effects.wwc_index import wwc_index
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.of_wwc import of_rows
from rpp.evidence.rules import essa_2023, wwc_5_0
from rpp.evidence.rules.essa_2023 import DomainTier
from rpp.evidence.wwc.files import parse
from rpp.evidence.wwc.rows import FileKind, Problem

# What a tier needs and a file of findings alone does not hold.
NO_STUDY = (
    "No tier: the file does not say how the groups were formed (the design), in what setting the "
    "study was done, or at how many sites."
)
# The tiers that the WWC gives in its exports; the regulation has others besides.
WWC_TIERS = (1, 2)
BELOW = (
    "None of the tiers that the WWC gives, which are 1 and 2. By 34 CFR 77.1(c) it is Tier {}: {}"
)
# What is computed need not be given.
_COMPUTED = frozenset(
    f"{prefix}{column}"
    for prefix in ("", "f_")
    for column in ("effect_size_wwc", "improvement_index", "essa_rating")
)
_FROM = {
    "wwc": "g is the WWC’s: {}",
    "authors": "No g: {} The index rests on the effect size that the authors report.",
    "": "No g: {}",
}


class NotRated(Exception):
    """A file that cannot be rated; the message is a sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One finding; `g` has the sign of the recorded numbers, `improvement_index` is above 0 where
    the intervention is favored. None: not known, and `why` says what is missing.

    `essa_tier` is a tier as the WWC's exports give them, so that it can be laid beside theirs;
    `tier_here` the one by the rules of this portal, as its pages show it.
    """

    finding_id: int
    g: float | None
    g_from: str
    improvement_index: float | None
    index_rests_on: str
    improvement_index_of_g: float | None
    p: float | None
    essa_tier: int | None
    tier_here: int | None
    why: str


@dataclass(frozen=True, slots=True)
class RatedFile:
    """A file, read: its findings in their order, and the lines that could not be read."""

    kind: FileKind
    findings: list[Rated]
    problems: list[Problem]


def rate_file(name: str, data: bytes) -> RatedFile:
    """Rate the findings of a file with the columns of `findings.csv` or `reviewed_studies.csv`.

    Raises `NotRated` for a file that is neither.
    """
    parsed = parse(name, data, _COMPUTED)
    if parsed.kind not in ("findings", "studies"):
        reason = parsed.problems[0].reason if parsed.problems else "it holds intervention reports"
        raise NotRated(f"{name} holds no findings: {reason}.")
    contrasts = of_rows([*parsed.findings, *parsed.studies])
    tiers = _by_finding(contrasts) if parsed.kind == "studies" else {}
    rated = [_rated(one, tiers.get(one.key)) for one in contrasts]
    return RatedFile(parsed.kind, rated, parsed.problems)


@dataclass(frozen=True, slots=True)
class _Tier:
    tier: int | None
    why: str

    @property
    def of_wwc(self) -> int | None:
        return self.tier if self.tier in WWC_TIERS else None


def _by_finding(contrasts: Sequence[Contrast]) -> dict[str, _Tier]:
    """The tier that each finding supports, by its key: the study decides, in each domain."""
    studies: dict[str, list[Contrast]] = defaultdict(list)
    for one in contrasts:
        studies[one.study_key or one.key].append(one)
    found: dict[str, _Tier] = {}
    for study in studies.values():
        domains = {
            one.domain: one for one in essa_2023.tiers(study, wwc_5_0.rate(study)) if one.domain
        }
        found |= {one.key: _tier(one, domains.get(one.domain)) for one in study}
    return found


def _tier(contrast: Contrast, domain: DomainTier | None) -> _Tier:
    if domain is None:
        return _Tier(None, "No tier: the finding names no outcome domain.")
    if contrast.key in domain.unfavorable:
        return _Tier(None, "No tier: the finding is significant and unfavorable.")
    if contrast.key not in domain.favorable:
        return _Tier(None, _not_favorable(contrast, domain))
    tier = domain.by_finding.get(contrast.key)
    missing = f" Not recorded: {', '.join(domain.missing)}." if domain.missing else ""
    reasons = _sentences(one.words for one in domain.why if tier or one.verdict != "met")
    if tier and tier not in WWC_TIERS:
        return _Tier(tier, f"{BELOW.format(tier, reasons)}{missing}")
    begin = f"Tier {tier}" if tier else "No tier"
    return _Tier(tier, f"{begin}: {reasons}{missing}")


def _not_favorable(contrast: Contrast, domain: DomainTier) -> str:
    if contrast.is_subgroup:
        return "No tier: the finding is about some students alone (a subgroup)."
    if domain.missing and not domain.favorable:
        return f"No tier. Not recorded: {', '.join(domain.missing)}."
    return "No tier: the finding is not significant and favorable."


def _sentences(words: Iterable[str]) -> str:
    return " ".join(words)


def _rated(contrast: Contrast, tier: _Tier | None) -> Rated:
    found = compute(contrast)
    index = wwc_index(contrast, found)
    return Rated(
        finding_id=int(contrast.key.rpartition(":")[2]),
        g=None if found.g_from == "authors" else found.raw_g,
        g_from=found.g_from,
        improvement_index=index.value,
        index_rests_on=index.rests_on,
        improvement_index_of_g=found.improvement_index,
        p=found.p,
        essa_tier=tier.of_wwc if tier else None,
        tier_here=tier.tier if tier else None,
        why=" ".join(filter(None, [tier.why if tier else NO_STUDY, _of_g(found)])),
    )


def _of_g(found: Computed) -> str:
    """Why g is not computed of the recorded facts; "" where it is."""
    figure = found.figure("g")
    if found.g_from not in _FROM or figure is None:
        return ""
    return _FROM[found.g_from].format(figure.missing)

"""From included studies to effects: their findings as contrasts, and what is computed of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from rpp.evidence.effects.computed import Computed
from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.reading import contrasts_of
from rpp.syntheses.models import SynthesisStudy
from rpp.syntheses.plan import Rules
from rpp.syntheses.published import FrozenEffect, NoEffect

NOTHING = "No finding on this outcome is recorded of it."


@dataclass(frozen=True, slots=True)
class Collected:
    """Effects that can be pooled, and findings that cannot, each with why."""

    effects: list[FrozenEffect]
    without: list[NoEffect]


def collected(
    session: Session, studies: Sequence[SynthesisStudy], domain: str, rules: Rules
) -> Collected:
    """The effects of these studies on an outcome domain ("": on all), in a few statements.

    A finding counts once, though two records may tell it; a subgroup is part of its whole.
    """
    subjects = [(one.subject_kind, one.subject_id) for one in studies if one.subject_id]
    found = contrasts_of(session, subjects)
    effects: list[FrozenEffect] = []
    without: list[NoEffect] = []
    seen: set[str] = set()
    for one in studies:
        told = found.get((one.subject_kind, one.subject_id or 0), [])
        asked = [contrast for contrast in told if _asked(contrast, domain, rules)]
        if not asked:
            without.append(NoEffect(one.title, "", NOTHING))
        for contrast in asked:
            if contrast.key in seen:
                continue
            seen.add(contrast.key)
            computed = compute(contrast)
            if computed.g is None or not computed.variance:
                without.append(NoEffect(one.title, contrast.outcome, _why(computed)))
            else:
                effects.append(_effect(one, contrast, computed.g, computed.variance, computed))
    return Collected(effects, without)


def _asked(contrast: Contrast, domain: str, rules: Rules) -> bool:
    """Whether a finding is of all who were studied, and what the synthesis asks for."""
    if contrast.is_subgroup or (domain and contrast.domain != domain):
        return False
    return not rules.designs or not contrast.design or contrast.design in rules.designs


def _why(computed: Computed) -> str:
    missing = [one.missing for one in computed.figures if one.code in ("g", "se") and one.missing]
    return missing[0] if missing else "Its recorded numbers give no effect with a variance."


def _effect(
    one: SynthesisStudy, contrast: Contrast, g: float, variance: float, computed: Computed
) -> FrozenEffect:
    sizes = (contrast.treated.n, contrast.compared.n)
    return FrozenEffect(
        key=contrast.key,
        study=one.key,
        title=one.title,
        yi=g,
        vi=variance,
        year=one.year,
        # An intervention's record tells findings of many studies.
        cluster=contrast.study_key or one.key,
        outcome=contrast.outcome,
        domain=contrast.domain,
        n=contrast.n if None in sizes else sum(size or 0 for size in sizes),
        measured_by=contrast.measured_by,
        attrition=computed.attrition.cautious or "",
        settings=_settings(contrast.settings),
        grades=tuple(contrast.grades),
        states=tuple(contrast.states),
        locales=tuple(contrast.locales),
        shares=dict(contrast.shares),
    )


def _settings(settings: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(settings)))

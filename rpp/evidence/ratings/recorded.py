"""The recorded facts and computed figures that stand beside what is judged."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import DESIGNS, UNITS, Arm, Contrast
from rpp.layout import Fact

# The figures that a criterion rests on, in the order in which they are shown.
FIGURES = ("g", "p", "index", "attrition", "differential", "baseline")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what is recorded of it, and what is computed, each with its formula."""

    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Domain:
    """The findings of one outcome domain."""

    name: str
    findings: list[Finding]


def by_domain(contrasts: Sequence[Contrast]) -> dict[str, Domain]:
    """What is recorded and computed, by outcome domain, whole samples before subgroups."""
    found: dict[str, Domain] = {}
    for one in sorted(contrasts, key=lambda one: one.is_subgroup):
        domain = found.setdefault(one.domain, Domain(one.domain or "No outcome domain given", []))
        domain.findings.append(_finding(one))
    return found


def _finding(one: Contrast) -> Finding:
    computed = compute(one)
    figures = (computed.figure(code) for code in FIGURES)
    title = one.outcome or "An outcome without a name"
    return Finding(
        f"{title} ({one.sample})" if one.sample else title,
        [
            Fact("Design", DESIGNS.get(one.design, "Not recorded"), not one.design),
            Fact("Assigned", UNITS.get(one.assigned, "Not recorded"), not one.assigned),
            _sizes("In the program", one.treated),
            _sizes("In comparison", one.compared),
            *(
                Fact(figure.name, figure.words or figure.missing, not figure.words)
                for figure in figures
                if figure is not None
            ),
        ],
    )


def _sizes(term: str, arm: Arm) -> Fact:
    """How many were assigned and analyzed, with mean and SD."""
    told = (
        ("{:,} assigned", arm.n_assigned),
        ("{:,} analyzed", arm.n),
        ("{:,} clusters", arm.clusters),
        ("mean {:g}", arm.mean if arm.adjusted_mean is None else arm.adjusted_mean),
        ("SD {:g}", arm.sd),
    )
    words = ", ".join(form.format(value) for form, value in told if value is not None)
    return Fact(term, words or "Not recorded", not words)

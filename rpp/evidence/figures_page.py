"""What is computed of a finding as a page shows it: meaning, others' figures, the arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass

from rpp.evidence import interval
from rpp.evidence.effects.computed import Computed, Difference, Figure
from rpp.evidence.effects.computing import compute
from rpp.evidence.effects.figures import p_words
from rpp.evidence.effects.numbers import shown
from rpp.evidence.effects.sound import sound
from rpp.evidence.figures_words import meaning
from rpp.evidence.findings.contrast import Contrast
from rpp.layout import Fact

_AS_RECORDED = "Effect size, with the sign of the recorded numbers"
_BY = {"wwc": "The WWC", "authors": "The authors"}
_NAMES = {
    "g": "Effect size",
    "p": "p",
    "index": "Improvement index",
    "significant": "Statistically significant",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of others beside ours, and why they differ: "" where they agree, or where there is
    nothing to compare."""

    name: str
    ours: str
    by: str
    theirs: str
    why: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Worked:
    """One figure with its arithmetic; `is_missing` where it cannot be computed."""

    name: str
    words: str
    facts: list[Fact]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class FiguresShown:
    """All that is computed of a finding, ready to be laid out."""

    meaning: list[str]
    picture: interval.Interval | None
    notes: list[str]
    beside: list[Beside]
    differ: str
    worked: list[Worked]


def figures_shown(contrast: Contrast) -> FiguresShown:
    """What is computed of a finding, for its page."""
    contrast = sound(contrast)
    found = compute(contrast)
    beside = [
        *(_beside(contrast, one) for one in found.compared),
        *_alone(contrast, found),
    ]
    return FiguresShown(
        meaning=meaning(contrast, found),
        picture=interval.interval(found),
        notes=list(found.notes),
        beside=beside,
        differ=_differ(found),
        worked=[_worked(one) for one in found.figures],
    )


def _differ(found: Computed) -> str:
    """How many figures of others differ from ours, as a sentence."""
    if not found.compared:
        return ""
    count, differ = len(found.compared), len(found.differences)
    if not differ:
        return "Every figure that others published agrees with ours."
    are = "is" if differ == 1 else "are"
    figures = "figure" if count == 1 else "figures"
    return (
        f"Of {count} {figures} that others published, {differ} {are} not ours. The table says why."
    )


def _named(contrast: Contrast, code: str) -> str:
    """What a figure is called; an effect size whose sign is turned elsewhere says so."""
    return _AS_RECORDED if code == "g" and contrast.lower_is_better else _NAMES[code]


def _beside(contrast: Contrast, one: Difference) -> Beside:
    return Beside(
        name=_named(contrast, one.code),
        ours=_number(one.code, one.ours),
        by=_BY[one.by],
        theirs=_number(one.code, one.theirs),
        why=one.words,
        agrees=not one.why,
    )


def _alone(contrast: Contrast, found: Computed) -> Iterator[Beside]:
    """Figures of others that have none of ours beside them."""
    known: set[tuple[str, str]] = {(one.by, one.code) for one in found.compared}
    # What was taken over is not set beside itself.
    known |= {(found.g_from, "g"), (found.p_from, "p")}
    for said in contrast.reported:
        theirs = {
            "g": said.effect_size,
            "p": said.p_value,
            "index": said.improvement_index,
            "significant": said.significant,
        }
        for code, value in theirs.items():
            if value is not None and (said.by, code) not in known:
                yield Beside(
                    name=_named(contrast, code),
                    ours="Not computed",
                    by=_BY.get(said.by, said.by),
                    theirs=_number(code, value),
                    why="",
                    agrees=False,
                )


def _number(code: str, value: float) -> str:
    if code == "significant":
        return "Yes" if value else "No"
    if code == "p":
        return p_words(value)
    return shown(value, 1 if code == "index" else 4)


def _worked(one: Figure) -> Worked:
    is_missing = not one.words
    return Worked(
        name=one.name,
        words=one.words or one.missing,
        facts=list(_facts(one)),
        is_missing=is_missing,
    )


def _facts(one: Figure) -> Iterator[Fact]:
    if one.words and one.missing:
        yield Fact("Not computed here", one.missing)
    yield Fact("Formula", one.formula)
    if one.worked:
        yield Fact("With these numbers", one.worked)
    for term, words in one.inputs:
        yield Fact(_begun(term), words)
    yield Fact("Source", one.source)


def _begun(term: str) -> str:
    """A term with a capital, save where it begins with a symbol such as t or ω."""
    word = term.split(maxsplit=1)[0].strip(",")
    return term if len(word) == 1 else f"{term[:1].upper()}{term[1:]}"

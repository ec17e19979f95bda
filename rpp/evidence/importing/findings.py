"""One finding from what several files say of it, in this import and in earlier ones."""

from typing import Any

from rpp.evidence.importing.values import SAID, FindingValues
from rpp.evidence.wwc.rows import CitedFinding, Finding, Said
from rpp.evidence.wwc.words import DOUBTFUL_EFFECT

NOTHING = Said()


def merged(
    old: FindingValues | None, exported: Finding | None, cited: CitedFinding | None
) -> FindingValues:
    """One finding from what the two files say: the export's word first, the other's where blank.

    What a file said in an earlier import stands until the same file says otherwise. One of
    `exported` and `cited` is given.
    """
    given = exported or (cited.finding if cited else None)
    assert given is not None
    first = exported or _earlier(old, from_studies=False)
    second = cited.finding if cited else _earlier(old, from_studies=True)
    taken = {name for name in SAID if _is_blank(first, name) and not _is_blank(second, name)}
    if second.topic:
        taken.add("topic")  # told by the measure itself, not only by its domain
    if "intervention" in taken:
        taken.add("intervention_key")
    values: dict[str, Any] = {
        name: getattr(second if name in taken else first, name) for name in SAID
    }
    said = Said(**values)
    earlier_study = old.study_key if old else ""
    return FindingValues(
        **values,
        key=given.key,
        study_key=cited.study_key if cited else earlier_study,
        filled=sorted(taken),
        direction=_direction(said.improvement_index),
        note=_note(said),
        flag=_flag(said),
    )


def _is_blank(said: Said, name: str) -> bool:
    return bool(getattr(said, name) == getattr(NOTHING, name))


def _earlier(old: FindingValues | None, *, from_studies: bool) -> Said:
    """What one of the two files said in an earlier import."""
    if old is None:
        return NOTHING
    values: dict[str, Any] = {
        name: getattr(old, name) for name in SAID if (name in old.filled) == from_studies
    }
    return Said(**values)


def _direction(improvement_index: float | None) -> str:
    """Whom the finding favors, by the sign of WWC's improvement index; "" where it has none."""
    if improvement_index is None:
        return ""
    if improvement_index == 0:
        return "none"
    return "intervention" if improvement_index > 0 else "comparison"


def _note(said: Said) -> str:
    effect, index = said.effect_size, said.improvement_index
    if effect and index and (effect > 0) != (index > 0):
        return (
            "The effect size and the improvement index have opposite signs: on this outcome "
            "a lower score is better. The direction follows WWC’s improvement index."
        )
    return ""


def _flag(said: Said) -> str:
    doubtful = [
        f"{value:.2f}"
        for value in (said.effect_size, said.effect_size_study)
        if value is not None and abs(value) > DOUBTFUL_EFFECT
    ]
    if not doubtful:
        return ""
    return (
        f"The source gives an effect size of {' and '.join(doubtful)}. Values beyond "
        f"{DOUBTFUL_EFFECT} are likely an error in the source; it is shown as given."
    )


def reading_order(finding: FindingValues) -> tuple[bool, str, str, int, str]:
    """Findings of a record are listed by domain, whole samples before subgroups."""
    return (
        bool(finding.is_subgroup),
        finding.domain,
        finding.outcome,
        len(finding.key),
        finding.key,
    )

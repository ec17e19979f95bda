"""Two drafts side by side."""

from collections.abc import Mapping
from typing import NamedTuple

from rpp.briefs.details import facts
from rpp.briefs.texts import Draft


class Difference(NamedTuple):
    """A text of two drafts that is not the same in both."""

    label: str
    before: str
    after: str


def differences(before: Draft, after: Draft, names: Mapping[int, str]) -> list[Difference]:
    """Where two drafts differ, in the sections of the later; `names` are of people by id."""
    if after.format != before.format:
        before = before.moved()
    left, right = _readable(before, names), _readable(after, names)
    return [
        Difference(label, text, right[label])
        for label, text in left.items()
        if text != right[label]
    ]


def _readable(draft: Draft, names: Mapping[int, str]) -> dict[str, str]:
    """A draft as labelled texts."""
    figures = (f"{one.value}: {one.label}" for one in draft.figures if not one.is_empty)
    head = ", ".join(filter(None, (draft.chart.title, draft.chart.unit)))
    names_of = ", ".join(names.get(id_, "someone") for id_ in draft.authors)
    return {
        "Title": draft.title,
        draft.sections.answer: draft.bottom_line,
        "Figures": "\n".join(figures),
        **{one.title: draft.parts.get(one.key, "") for one in draft.sections.sections},
        "Chart": "\n".join(filter(None, (head, draft.chart.rows))),
        "Who made it": "" if draft.details else names_of,
        "What partners see differently": "\n".join(voice.text for voice in draft.dissent),
        "Pictures and appendices": "\n".join(line for one in draft.files for line in one.told),
        **facts.texts(draft.details),
    }

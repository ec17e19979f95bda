"""Two drafts side by side."""

from collections.abc import Mapping
from typing import NamedTuple

from rpp.briefs.texts import PARTS, Draft


class Difference(NamedTuple):
    """A text of two drafts that is not the same in both."""

    label: str
    before: str
    after: str


def differences(before: Draft, after: Draft, names: Mapping[int, str]) -> list[Difference]:
    """Where two drafts differ; `names` are those of people by id."""
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
    return {
        "Title": draft.title,
        "Bottom line": draft.bottom_line,
        "Figures": "\n".join(figures),
        **{title: draft.parts[key] for key, title in PARTS.items()},
        "Chart": "\n".join(filter(None, (head, draft.chart.rows))),
        "Who made it": ", ".join(names.get(id_, "someone") for id_ in draft.authors),
        "What partners see differently": "\n".join(voice.text for voice in draft.dissent),
    }

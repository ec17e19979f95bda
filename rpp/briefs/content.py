"""What a brief says: its draft, what a version freezes, and what is still missing."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from rpp.briefs.models import PARTS
from rpp.personal_names import cited_as
from rpp.privacy import student_data

MOST_ROWS = 12
LABEL = 80
WORDS_A_MINUTE = 200
# Titles that name a topic and not what was found.
_TOPIC = re.compile(
    r"^(the )?(effects?|impacts?|evaluation|study|analysis|an? (study|evaluation|look)|brief|"
    r"practitioner brief|report|findings)\b",
    re.IGNORECASE,
)
_FEWER = re.compile(r"\s*(fewer|less|lower)\b", re.IGNORECASE)


def empty_draft() -> dict[str, Any]:
    """A draft with nothing in it: texts as typed, parts also as HTML, ids of authors."""
    return {
        "title": "",
        "bottom_line": "",
        "parts": dict.fromkeys(PARTS, ""),
        "parts_html": dict.fromkeys(PARTS, ""),
        "figures": [{"value": "", "label": ""} for _ in range(3)],
        "chart": {"title": "", "unit": "", "rows": ""},
        "authors": [],
        # [{person_id, text}]: each voice is its owner's alone.
        "dissent": [],
        "not_a_student": False,
    }


# --- the chart -----------------------------------------------------------------------------


class ChartError(ValueError):
    """A line of the chart that cannot be drawn, said in a sentence."""


def number(text: str) -> Decimal | None:
    """Read a number as people type it: "1,534", "−3.1", "62%"; None where it is none."""
    plain = text.strip().replace("−", "-").replace("–", "-").removesuffix("%").strip()
    plain = plain.removeprefix("+")
    if not re.fullmatch(r"-?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,6})?|-?\.\d{1,6}", plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def chart_rows(text: str) -> list[dict[str, str]]:
    """Read lines "label | value" or "label | value | low | high"; ChartError names the line."""
    rows: list[dict[str, str]] = []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        label, *numbers = (cell.strip() for cell in line.split("|"))
        if not numbers:
            raise ChartError(f"Line {at} has no bar: write it like “Planned | 60”.")
        if not label or len(label) > LABEL:
            raise ChartError(f"Line {at} needs a label of 1 to {LABEL} characters before the bar.")
        if len(numbers) not in (1, 3):
            raise ChartError(
                f"Line {at} has {len(numbers)} numbers. Give one, or three: the value, then the "
                "low and the high end of its likely range."
            )
        for cell in numbers:
            if number(cell) is None:
                shown = cell if len(cell) < 40 else f"{cell[:37]}…"
                raise ChartError(f"Line {at}: “{shown}” is not a number.")
        if len(numbers) == 3:
            value, low, high = (number(cell) or Decimal(0) for cell in numbers)
            if not low <= value <= high:
                raise ChartError(f"Line {at}: the value must lie between its low and high end.")
        low_text, high_text = (numbers[1], numbers[2]) if len(numbers) == 3 else ("", "")
        rows.append({"label": label, "value": numbers[0], "low": low_text, "high": high_text})
    if len(rows) > MOST_ROWS:
        raise ChartError(f"A chart has {MOST_ROWS} lines at most; this one has {len(rows)}.")
    return rows


def chart_text(rows: Sequence[Mapping[str, str]]) -> str:
    """The lines that `chart_rows` reads back."""
    return "\n".join(
        " | ".join(cell for cell in (r["label"], r["value"], r["low"], r["high"]) if cell)
        for r in rows
    )


# --- what is missing -----------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One thing a brief must have: what it is, whether it is there, what to do if not."""

    field: str
    ok: bool
    title: str
    advice: str


def texts(draft: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a draft that people wrote."""
    yield draft["title"]
    yield draft["bottom_line"]
    yield from draft["parts"].values()
    for figure in draft["figures"]:
        yield from (figure["value"], figure["label"])
    yield from draft["chart"].values()
    yield from (voice["text"] for voice in draft["dissent"])


def states_a_result(title: str, topics: Sequence[str]) -> bool:
    """Whether a title says what was found: no question, no topic, not the study's own title."""
    plain = title.strip().rstrip(".").casefold()
    return (
        len(plain.split()) >= 4
        and "?" not in title
        and not _TOPIC.match(plain)
        and plain not in {topic.strip().rstrip(".").casefold() for topic in topics}
    )


def doubled_sign(figure: Mapping[str, str]) -> bool:
    """Whether a figure says twice that something fell, "
    "as "−17 points" with "fewer false alarms"."""
    return figure["value"].lstrip().startswith(("-", "−")) and bool(_FEWER.match(figure["label"]))


def checks(draft: Mapping[str, Any], topics: Sequence[str]) -> list[Check]:
    """What a brief needs before others read it; `topics` are titles that are not results."""
    missing = [title for key, title in PARTS.items() if not draft["parts"][key].strip()]
    cells = [cell.strip() for figure in draft["figures"] for cell in figure.values()]
    twice = next((n for n, figure in enumerate(draft["figures"], 1) if doubled_sign(figure)), 0)
    chart = draft["chart"]
    chart_advice = ""
    try:
        rows = chart_rows(chart["rows"])
        if rows and not (chart["title"].strip() and chart["unit"].strip()):
            chart_advice = "Give the chart a title and a unit, or remove its lines."
        if not rows and (chart["title"].strip() or chart["unit"].strip()):
            chart_advice = "The chart has no lines yet. Add them, or clear its title and unit."
    except ChartError as error:
        chart_advice = str(error)
    found = next((hit for text in texts(draft) if (hit := student_data(text))), None)
    passage = f"“{found.passage}” looks like {found.looks_like}. Remove it." if found else ""
    return [
        Check(
            "title",
            states_a_result(draft["title"], topics),
            "The title states the result",
            "Say what was found, in at least four words, for example “Text reminders alone did "
            "not raise attendance”. A question or a topic is not a result.",
        ),
        Check(
            "bottom_line",
            bool(draft["bottom_line"].strip()),
            "The bottom line is written",
            "Write the bottom line: one or two sentences that a busy reader can act on.",
        ),
        Check(
            next((key for key, title in PARTS.items() if title in missing), "did"),
            not missing,
            "All four parts are written",
            f"Still empty: {', '.join(f'“{title}”' for title in missing)}.",
        ),
        Check(
            "figure1_value",
            all(cells) or not any(cells),
            "Three figures, or none",
            "Fill in all three figures with what they count, or clear them all.",
        ),
        Check(
            f"figure{twice}_label" if twice else "figure1_label",
            not twice,
            "No figure says “less” twice",
            f"Figure {twice} has a minus sign and says “fewer” or “less” as well. Use only one.",
        ),
        Check("chart_rows", not chart_advice, "The chart can be drawn", chart_advice),
        Check(
            "authors",
            bool(draft["authors"]),
            "It says who made it",
            "Tick the people who made this brief.",
        ),
        Check(
            "not_a_student",
            not found or bool(draft["not_a_student"]),
            "No student’s data",
            passage,
        ),
    ]


# --- what a version freezes ----------------------------------------------------------------


def frozen(draft: Mapping[str, Any], dissent: list[dict[str, str]], basis: dict[str, Any]) -> Any:
    """The content of a version: parts, figures, chart, dissent, and the study it stands on."""
    rows = chart_rows(draft["chart"]["rows"])
    return {
        "parts": {key: draft["parts"][key] for key in PARTS},
        "figures": [dict(f) for f in draft["figures"]] if draft["figures"][0]["value"] else [],
        "chart": {
            "title": draft["chart"]["title"],
            "unit": draft["chart"]["unit"],
            "rows": rows,
        }
        if rows
        else None,
        "dissent": dissent,
        "basis": basis,
    }


def canonical(version: Any) -> str:
    """The text of a version that its hash is made of: JSON, keys sorted, no spaces."""
    what = {
        "brief": version.brief_id,
        "version": version.number,
        "title": version.title,
        "bottom_line": version.bottom_line,
        "content": version.content,
        "authors": version.authors,
        "correction": version.correction,
        "licence": version.licence,
    }
    return json.dumps(what, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def text_hash(version: Any) -> str:
    """The SHA-256 of a version's canonical text, in hex."""
    return hashlib.sha256(canonical(version).encode()).hexdigest()


# --- how it is read and cited --------------------------------------------------------------


def minutes(
    bottom_line: str, parts: Mapping[str, str], dissent: Sequence[Mapping[str, Any]]
) -> int:
    """How long it takes to read, in whole minutes at 200 words a minute, at least one."""
    every = [bottom_line, *parts.values(), *(voice["text"] for voice in dissent)]
    return max(1, ceil(sum(len(text.split()) for text in every) / WORDS_A_MINUTE))


def cited_authors(names: Sequence[str]) -> str:
    """Authors in a citation: "Feld, I., Osei, D., & Winfield, C."; from twenty on, et al."""
    people = [cited_as(name) for name in names]
    if len(people) > 20:
        return f"{', '.join(people[:19])}, et al."
    return ", & ".join([", ".join(people[:-1]), people[-1]]) if len(people) > 1 else "".join(people)


# --- two texts side by side ----------------------------------------------------------------


def readable(draft: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, str]:
    """A draft as labelled texts, for laying two of them side by side."""
    figures = (f"{f['value']}: {f['label']}" for f in draft["figures"] if any(f.values()))
    chart = draft["chart"]
    head = ", ".join(filter(None, (chart["title"], chart["unit"])))
    shown = {
        "Title": draft["title"],
        "Bottom line": draft["bottom_line"],
        "Figures": "\n".join(figures),
        **{title: draft["parts"][key] for key, title in PARTS.items()},
        "Chart": "\n".join(filter(None, (head, chart["rows"]))),
        "Who made it": ", ".join(names.get(id_, "someone") for id_ in draft["authors"]),
    }
    if "dissent" in draft:
        shown["What partners see differently"] = "\n".join(v["text"] for v in draft["dissent"])
    return shown


def differences(
    one: Mapping[str, Any], other: Mapping[str, Any], names: Mapping[int, str]
) -> list[tuple[str, str, str]]:
    """Where two drafts differ: (label, the one text, the other text)."""
    right = readable(other, names)
    left = readable(one, names)
    return [
        (label, text, right[label])
        for label, text in left.items()
        if label in right and text != right[label]
    ]

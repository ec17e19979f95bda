"""How hard a brief is to read."""

from collections.abc import Mapping

from rpp import reading
from rpp.briefs.sections import Format
from rpp.reading import Passage, Reading

ANSWER = "bottom_line"
# Names of studies and of people have their own grades.
LEFT_OUT = frozenset({"references"})


def by_section(
    answer: str, parts_html: Mapping[str, str], sections: Format
) -> dict[str, list[Passage]]:
    """The passages of a brief by section, the short answer under `ANSWER` first."""
    found = {ANSWER: reading.passages([answer])}
    for key in sections.keys:
        if key not in LEFT_OUT:
            found[key] = reading.passages_of_html(parts_html.get(key, ""))
    return found


def whole(answer: str, parts_html: Mapping[str, str], sections: Format) -> Reading:
    """How a brief reads from its short answer to its last section."""
    found = by_section(answer, parts_html, sections).values()
    return reading.of([passage for passages in found for passage in passages])

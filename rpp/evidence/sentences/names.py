"""What sentences speak of: an intervention, its study, and what it was compared with."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rpp.evidence.citing import authors
from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.sentences.phrases import in_line, named, some_of
from rpp.evidence.topics import DESIGNS

MOST_NAMED = 2
# What sources write of the other group, and how a sentence says it; "" where it says nothing.
_COMPARISONS = {
    "business as usual": "usual practice",
    "none": "no intervention",
    "no intervention": "no intervention",
    "another intervention": "another intervention",
    "other intervention": "another intervention",
    "intervention": "",
    "unknown": "",
    "": "",
}
_SHORTENED = re.compile(r"(?P<first>[^\W\d_][^,()&\d]*), .*(?:\.\.\.|\. \. \.|…|et al\.)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """How the sentences of a record call things.

    `it` is what was tried ("Word Club®", "Word Club® or Sum Club"); `by` who studied it and when
    ("Ruiz (2015)"), "" where the source names nobody; `told_by` the study or studies, with what
    they tried ("the study of Word Club® by Ruiz (2015)"); `within` and `of` stand behind what is
    said of `it` and of findings (" in the study by Ruiz (2015)"), "" where several studies tell it.
    """

    it: str
    by: str
    told_by: str
    within: str
    of: str


def spoken(record: RecordValues) -> Spoken:
    """How a record's sentences call its intervention and its study."""
    if record.form != "study":
        it = named(record.title)
        return Spoken(it, "", f"the studies of {it}", "", "")
    it = some_of(map(named, record.interventions), MOST_NAMED + 1, "intervention", "or")
    who, when = _who(record.citation), str(record.year or record.published)
    by = f"{who} ({when})" if who and when else who
    study = f"{when} study" if when and not by else "study"
    of = f"the {study} of {it}" if it else f"the {study} “{record.title}”"
    told_by = f"{of} by {by}" if by else of
    place = f"the study by {by}" if by else f"the {study}" if it else told_by
    return Spoken(it or "the program", by, told_by, f" in {place}", f" of {place}")


def _who(citation: str) -> str:
    """The authors of a citation as a sentence names them; "" where they cannot be told."""
    found = [name.family for name in authors(citation)]
    if len(found) > 2:
        return f"{found[0]} and colleagues"
    if found:
        return in_line(found)
    shortened = _SHORTENED.match(citation.partition("(")[0])
    return f"{shortened['first']} and colleagues" if shortened else ""


def design(record: RecordValues) -> str:
    """ "a randomized controlled trial", "a study" where its design is not told."""
    words = DESIGNS.get(record.design, "study").lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def comparisons(findings: Sequence[FindingValues]) -> list[str]:
    """What the other groups had, as far as that is told, the most frequent first."""
    words = Counter(comparison(one.comparison) for one in findings)
    return [name for name, _ in words.most_common() if name]


def comparison(text: str) -> str:
    """What one group had, in words; a name stands in quotation marks, as the source writes it."""
    known = _COMPARISONS.get(text.strip().lower())
    return f"“{text.strip().rstrip('.')}”" if known is None else known

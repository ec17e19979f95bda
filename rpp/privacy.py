"""Looks for what might be a student's personal data, so that a form can ask before it saves."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\d-])")
_STUDENT_ID = re.compile(
    # Every repetition has an end: a text made for it must not take seconds.
    r"\b(?:student|pupil|sasid|ssid|state)\s{0,3}(?:id|identifier|number|no\.?|#)\s{0,3}[:#=]?"
    r"\s{0,3}(?=[A-Z0-9-]{0,30}\d)[A-Z0-9-]{4,40}",
    re.IGNORECASE,
)
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2},? (?:19|20)\d{2})"
)
_BIRTH = re.compile(
    rf"\b(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birth ?date|birthday)\b[^.\n]{{0,24}}?{_DATE}",
    re.IGNORECASE,
)
_NAME_THEN_DATE = re.compile(rf"\b[A-Z][a-z]+ [A-Z][a-z]+,? (?:\(|, )?{_DATE}")
_NAME_AND_GRADE = re.compile(
    r"\b[A-Z][a-z]{2,} [A-Z]\.?(?: [A-Z][a-z]+)?, (?:grade|gr\.) ?\d{1,2}\b"
)

_KINDS = (
    (_SSN, "a social security number"),
    (_BIRTH, "a date of birth"),
    (_NAME_THEN_DATE, "a name with a date of birth"),
    (_STUDENT_ID, "a student number"),
    (_NAME_AND_GRADE, "a student"),
)


@dataclass(frozen=True)
class Suspicion:
    """A passage and what it looks like."""

    passage: str
    looks_like: str


def student_data(text: str) -> Suspicion | None:
    """Return the first passage of `text` that looks like a student's data, or None.

    A guess by pattern: it asks, it does not decide.
    """
    for pattern, looks_like in _KINDS:
        if found := pattern.search(text):
            return Suspicion(found.group(0).strip(), looks_like)
    return None


# Columns that tables of single students have, as their names are written without spaces.
_OF_STUDENTS = re.compile(
    r"((student|pupil|child)(s)?(name|id|number|no)|sasid|ssid|ssn|socialsecurity(no|number)?|"
    r"(first|last|middle|given|family|full|sur)name|dob|birthda(te|y)|dateofbirth|homeaddress|"
    r"(parent|guardian)s?(name|email|e-mail|phone))\Z",
    re.IGNORECASE,
)


def student_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Suspicion | None:
    """The first column or cell of a table that looks like a student's data, or None.

    A guess like `student_data`: tables of single students are known by the names of columns.
    """
    for name in head:
        if _OF_STUDENTS.match(re.sub(r"[\s_.#-]", "", name)):
            return Suspicion(name, "a column about single students")
    for row in rows:
        if hit := student_data(" ".join(row)):
            return hit
    return None

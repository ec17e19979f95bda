"""The words of CEDS that tags use: option sets, and the tags that things carry."""

import csv
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Column, Index, Label, Select, Text, delete, func
from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel, select

from rpp.config import ROOT
from rpp.db import columns

GRADES: dict[str, str] = {
    "PK": "Prekindergarten",
    "KG": "Kindergarten",
    **{f"{n:02}": f"Grade {n}" for n in range(1, 13)},
}
# CEDS v13 has no grade bands: they are derived from grades.
BANDS: dict[str, tuple[str, ...]] = {
    "Early grades (PK–2)": ("PK", "KG", "01", "02"),
    "Upper elementary (3–5)": ("03", "04", "05"),
    "Middle grades (6–8)": ("06", "07", "08"),
    "High school (9–12)": ("09", "10", "11", "12"),
}
# The bands as addresses name them.
BAND_CODES: dict[str, str] = dict(zip(("pk-2", "3-5", "6-8", "9-12"), BANDS, strict=True))
SUBJECTS: dict[str, str] = {
    "math": "Mathematics",
    "ela": "English language arts",
    "science": "Science",
    "social": "Social studies",
    "cte": "Career and technical education",
    "sped": "Special education",
    "multilingual": "Multilingual learners",
    "attendance": "Attendance and engagement",
    "staffing": "Staffing",
    "climate": "School climate",
    "all": "All subjects",
}


# The element of CEDS whose options grades are.
GRADE_LEVEL = "002175"


@cache
def grade_iris() -> dict[str, str]:
    """The addresses of grades in CEDS, by code, from the file that the seed loads."""
    with (ROOT / "seed" / "ceds_options.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {row["code"]: row["iri"] for row in rows if row["element_id"] == GRADE_LEVEL}


class CedsOption(SQLModel, table=True):
    """One option of a CEDS element, as published, with its IRI."""

    __tablename__ = "ceds_option"

    id: int | None = Field(default=None, primary_key=True)
    element_id: str = Field(max_length=10, index=True)
    element_label: str = Field(max_length=200)
    code: str = Field(max_length=120)
    label: str = Field(sa_column=Column(Text, nullable=False))
    iri: str = Field(max_length=200, unique=True)


class Tag(SQLModel, table=True):
    """One tag on one thing, e.g. (problem 5, grade, 09); a thing carries each once."""

    __table_args__ = (Index("ix_tag_value", "kind", "element", "code", "subject_id"),)

    kind: str = Field(primary_key=True, max_length=20)
    subject_id: int = Field(primary_key=True)
    element: str = Field(primary_key=True, max_length=20)
    code: str = Field(primary_key=True, max_length=40)


def set_tags(
    session: Session, kind: str, subject_id: int, element: str, codes: Iterable[str]
) -> None:
    """Replace a thing's tags of one element."""
    table = Tag.__table__  # type: ignore[attr-defined]
    session.execute(
        delete(table).where(
            table.c.kind == kind, table.c.subject_id == subject_id, table.c.element == element
        )
    )
    session.add_all(
        Tag(kind=kind, subject_id=subject_id, element=element, code=code) for code in set(codes)
    )
    session.flush()


def tags_of(session: Session, kind: str, subject_id: int) -> dict[str, list[str]]:
    """A thing's tag codes by element, in the order of grades."""
    rows = session.exec(
        select(Tag.element, Tag.code)
        .where(Tag.kind == kind, Tag.subject_id == subject_id)
        .order_by(Tag.element, Tag.code)
    )
    return _by_element(rows)


def _by_element(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for element, code in pairs:
        tags.setdefault(element, []).append(code)
    tags.get("grade", []).sort(key=grade_order)
    return tags


def tags_column(kind: str, subject_id: Any) -> Label[str | None]:
    """A thing's tags as the column `tags` of another statement, for `tags_in` to read."""
    tag = columns(Tag)
    one = tag.element + ":" + tag.code
    return (
        sa_select(func.aggregate_strings(one, " "))
        .where(tag.kind == kind, tag.subject_id == subject_id)
        .correlate_except(tag.kind.table)
        .scalar_subquery()
        .label("tags")
    )


def tags_in(column: str | None) -> dict[str, list[str]]:
    """What `tags_of` returns, from the column of `tags_column`."""
    pairs = (one.partition(":") for one in sorted((column or "").split()))
    return _by_element((element, code) for element, _, code in pairs)


def grade_order(code: str) -> int:
    """Where a grade stands between prekindergarten and grade 12."""
    return list(GRADES).index(code) if code in GRADES else len(GRADES)


def bands_of(grades: Iterable[str]) -> list[str]:
    """The bands that hold any of these grades, as addresses name them."""
    held = set(grades)
    return [code for code, band in BAND_CODES.items() if held.intersection(BANDS[band])]


def grades_in_words(codes: Iterable[str]) -> str:
    """Grades as people say them: "Grades 6–12", "Prekindergarten to grade 2"."""
    order = sorted({grade_order(code) for code in codes if code in GRADES})
    if not order:
        return ""
    names = list(GRADES.values())
    if len(order) == 1:
        return names[order[0]]
    if order != list(range(order[0], order[-1] + 1)):
        return ", ".join(names[at] for at in order)
    first, last = names[order[0]], names[order[-1]]
    if first.startswith("Grade"):
        return f"Grades {first.removeprefix('Grade ')}–{last.removeprefix('Grade ')}"
    return f"{first} to {last[0].lower()}{last[1:]}"


def tagged(kind: str, element: str, codes: Iterable[str]) -> Select[int]:
    """Select the ids of things of `kind` that carry any of the codes."""
    tag = columns(Tag)
    return sa_select(tag.subject_id).where(
        tag.kind == kind, tag.element == element, tag.code.in_(list(codes))
    )

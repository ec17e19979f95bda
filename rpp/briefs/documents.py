"""What the search holds of published briefs."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from rpp.briefs.models import NEWEST, VERSIONS, Brief
from rpp.briefs.published import Author, Content
from rpp.briefs.repository import line
from rpp.words import Document


@dataclass(frozen=True, slots=True)
class Searched:
    """What a brief is found by."""

    id: int
    type: str
    title: str
    bottom_line: str
    content: Content
    authors: list[Author]


def search_documents(session: Session, brief_id: int | None = None) -> Iterator[Document]:
    """What search may hold of published briefs; everyone may find them."""
    statement = (
        select(
            col(Brief.id),
            col(Brief.type),
            VERSIONS.c.title,
            VERSIONS.c.bottom_line,
            VERSIONS.c.content,
            VERSIONS.c.authors,
        )
        .join(VERSIONS, NEWEST)
        .where(col(Brief.status) == "published")
        .order_by(col(Brief.published_seq))
    )
    if brief_id is not None:
        statement = statement.where(col(Brief.id) == brief_id)
    for row in session.execute(statement):
        yield _document(Searched(*row))


def _document(brief: Searched) -> Document:
    content, basis = brief.content, brief.content.basis
    body = (
        brief.bottom_line,
        *content.parts.values(),
        *(voice.text for voice in content.dissent),
    )
    keywords = (
        *(f"{figure.value} {figure.label}" for figure in content.figures),
        basis.study,
        *(one.full_name for one in (*basis.districts, *basis.organizations)),
        *(author.name for author in brief.authors),
        *(content.details.keywords if content.details else ()),
    )
    return Document(
        brief.id,
        brief.title,
        "\n".join(filter(None, body)),
        line(brief.type, len(basis.districts), basis.sample),
        keywords="\n".join(filter(None, keywords)),
    )

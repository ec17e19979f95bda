"""What the search holds of syntheses: what was published, else the question that is screened."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlmodel import Session

from rpp import dates, vocabulary
from rpp.db import columns
from rpp.layout import several
from rpp.networks.models import Network
from rpp.shelf import UNRATED
from rpp.syntheses.models import OUT, SYNTHESES, VERSIONS
from rpp.syntheses.plan import Question
from rpp.syntheses.published import Flow, Said
from rpp.words import Document

NETWORK = columns(Network)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a synthesis is found by."""

    id: int
    title: str
    question: Question
    status: str
    status_since: datetime
    network_id: int
    network: str
    zone: str
    tags: str | None
    said: Said | None
    flow: Flow | None
    published_at: datetime | None


def search_documents(session: Session, synthesis_id: int | None = None) -> Iterator[Document]:
    """What may be found of those that anyone may read; one statement."""
    newest = and_(
        VERSIONS.c.synthesis_id == SYNTHESES.c.id, VERSIONS.c.number == SYNTHESES.c.current
    )
    statement = (
        select(
            *(SYNTHESES.c.id, SYNTHESES.c.title, SYNTHESES.c.question, SYNTHESES.c.status),
            *(SYNTHESES.c.status_since, SYNTHESES.c.network_id, NETWORK.name, NETWORK.timezone),
            vocabulary.tags_column("synthesis", SYNTHESES.c.id),
            *(VERSIONS.c.said, VERSIONS.c.flow, VERSIONS.c.published_at),
        )
        .select_from(
            SYNTHESES.join(NETWORK.id.table, NETWORK.id == SYNTHESES.c.network_id).outerjoin(
                VERSIONS, newest
            )
        )
        .where(SYNTHESES.c.status.in_(OUT))
        .order_by(SYNTHESES.c.id)
    )
    if synthesis_id is not None:
        statement = statement.where(SYNTHESES.c.id == synthesis_id)
    for row in session.execute(statement):
        yield _document(Searched(*row))


def _document(one: Searched) -> Document:
    issued = dates.date_in(one.published_at or one.status_since, one.zone)
    tags = vocabulary.tags_in(one.tags)
    said = one.said
    texts = (said.answer, said.can_say, said.cannot_say, said.unknown) if said else ()
    question = one.question
    asked = (question.population, question.intervention, question.comparison, question.outcome)
    studies = several(one.flow.included, "study", "studies") if one.flow else "being screened"
    return Document(
        one.id,
        one.title,
        "\n".join(filter(None, (*texts, *asked))),
        f"Living synthesis, {studies}" if one.status != "retired" else f"Retired, {studies}",
        keywords=one.network,
        known=said is not None,
        facets={
            **{name: tags[name] for name in ("subject", "grade") if name in tags},
            "tier": [UNRATED],
            "year": [str(issued.year)],
            "network": [str(one.network_id)],
        },
        issued=issued,
    )

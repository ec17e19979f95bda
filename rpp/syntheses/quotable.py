"""What may be quoted of syntheses: the answer of the newest version, and what it can say."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlmodel import Session

from rpp import vocabulary
from rpp.layout import several
from rpp.policy import Viewer
from rpp.quotable import Passage, Source, Stance
from rpp.syntheses.models import NEWEST, SYNTHESES, VERSIONS

STANCES: dict[str, Stance] = {"helps": "positive", "no_effect": "none", "harms": "negative"}


def sources(session: Session, _viewer: Viewer, ids: Collection[int]) -> Iterator[Source]:
    """Those of these syntheses that were published; one statement."""
    statement = (
        select(
            *(SYNTHESES.c.id, SYNTHESES.c.slug, VERSIONS.c.number, VERSIONS.c.title),
            *(VERSIONS.c.said, VERSIONS.c.flow),
            vocabulary.tags_column("synthesis", SYNTHESES.c.id),
        )
        .join_from(SYNTHESES, VERSIONS, NEWEST)
        .where(SYNTHESES.c.id.in_(ids), SYNTHESES.c.status.in_(("published", "retired")))
    )
    for id_, slug, number, title, said, flow, tags in session.execute(statement):
        told = (
            (said.answer, "The answer today", "answer"),
            (said.can_say, "What we can say", "say"),
            (said.cannot_say, "What we cannot say", "say"),
        )
        domain = said.domain or said.question.outcome
        yield Source(
            id_,
            title,
            f"/syntheses/{slug}/v{number}",
            tuple(Passage(*one) for one in told if one[0]),
            version=number,
            design=f"Living synthesis of {several(flow.included, 'study', 'studies')}",
            names=(said.question.intervention,),
            grades=tuple(vocabulary.tags_in(tags).get("grade", ())),
            comparisons=(said.question.comparison,) if said.question.comparison else (),
            stances={domain: STANCES.get(said.verdict, "")},
            about=title,
        )

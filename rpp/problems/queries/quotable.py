"""What may be quoted of problems that opened: what their districts told."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlmodel import Session, col

from rpp import vocabulary
from rpp.organizations.models import Organization
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.problems.queries.lists import IN_THE_OPEN
from rpp.problems.queries.sight import visible_to
from rpp.quotable import Passage, Source

# Where each text stands on the page of its problem.
TEXTS = (
    ("What hurts", "summary"),
    ("Who is affected", "told"),
    ("Local evidence", "told"),
    ("What was tried", "told"),
)


def sources(session: Session, viewer: Viewer, ids: Collection[int]) -> Iterator[Source]:
    """Those of these problems that opened and that the viewer may know of; one statement."""
    statement = (
        select(
            *(col(Problem.id), col(Problem.title), col(Problem.summary), col(Problem.affected)),
            *(col(Problem.evidence), col(Problem.tried)),
            *(col(Organization.name), col(Organization.state)),
            vocabulary.tags_column("problem", col(Problem.id)),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.id).in_(ids),
            col(Problem.opened_at).is_not(None),
            col(Problem.status).in_(IN_THE_OPEN),
            visible_to(viewer),
        )
    )
    for id_, title, *texts, name, state, tags in session.execute(statement):
        said = zip(TEXTS, (" ".join(text.split()) for text in texts), strict=True)
        yield Source(
            id_,
            title,
            f"/problems/{id_}",
            tuple(Passage(text, *where) for where, text in said if text),
            setting=", ".join(filter(None, (name, state))),
            grades=tuple(vocabulary.tags_in(tags).get("grade", ())),
        )

"""Reads what the search may hold of problems."""

from sqlalchemy import select, true
from sqlmodel import Session, col

from rpp.organizations.models import Organization
from rpp.problems.models import Problem
from rpp.problems.queries.lists import IN_THE_OPEN
from rpp.words import Document


def search_documents(session: Session, problem_id: int | None = None) -> list[Document]:
    """What search may hold of problems that opened; an answered one tells what is known."""
    statement = (
        select(
            *(col(Problem.id), col(Problem.title), col(Problem.summary), col(Problem.affected)),
            *(col(Problem.evidence), col(Problem.tried), col(Problem.audience)),
            *(col(Problem.status), col(Problem.network_id)),
            *(col(Organization.name), col(Organization.state)),
        )
        .join(Organization, col(Organization.id) == col(Problem.organization_id))
        .where(
            col(Problem.opened_at).is_not(None),
            col(Problem.status).in_(IN_THE_OPEN),
            col(Problem.id) == problem_id if problem_id is not None else true(),
        )
    )
    return [
        Document(
            row.id,
            row.title,
            "\n".join(filter(None, (row.summary, row.affected, row.evidence, row.tried))),
            f"{row.name}, {row.state}",
            row.network_id if row.audience == "network" else None,
            known=row.status in ("answered", "resolved"),
        )
        for row in session.execute(statement)
    ]

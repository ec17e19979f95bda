"""Drafts of people whose membership waits: private until somebody lets their author in."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from rpp.history import Recorded
from rpp.organizations.models import Membership
from rpp.policy import Viewer
from rpp.problems import operations
from rpp.problems.models import Problem


def drop_drafts(session: Session, actor: Viewer) -> None:
    """Delete the drafts that nobody but a person who closes the account could read."""
    own = select(Problem).where(Problem.author_id == actor.id, col(Problem.author_waits))
    for draft in session.exec(own.where(Problem.status == "draft")).all():
        operations.delete_draft(session, actor, draft)


def share_drafts(session: Session, recorded: Recorded) -> None:
    """Give a new member's drafts to the district, as those of any member are."""
    event, membership = recorded.event, recorded.subject
    if event.kind != Membership.kind or event.verb != "joined":
        return
    session.execute(
        update(Problem)
        .where(
            col(Problem.author_id) == membership.person_id,
            col(Problem.organization_id) == membership.organization_id,
            col(Problem.author_waits),
        )
        .values(author_waits=False)
    )

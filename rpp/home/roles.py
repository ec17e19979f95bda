"""What each part in the portal is for, and what comes to whoever has it."""

from collections.abc import Callable
from typing import NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlmodel import Session, col

from rpp.people.models import Person
from rpp.policy import Viewer


class Part(NamedTuple):
    """A part that a person has: what it is called, what it is for, and where to begin."""

    name: str
    sentence: str
    href: str
    label: str


PARTS: tuple[tuple[Callable[[Viewer], object], Part], ...] = (
    (
        lambda viewer: viewer.is_admin,
        Part(
            "Administrator",
            "You open networks, check e-mail domains, and decide who joins where nobody else can. "
            "Each of these is listed above when it needs you.",
            "/admin",
            "Administration",
        ),
    ),
    (
        lambda viewer: viewer.stewards,
        Part(
            "Steward",
            "You read submitted problems, run rounds, and admit districts to your network. What "
            "is submitted or asked is listed above.",
            "/networks",
            "Your network",
        ),
    ),
    (
        lambda viewer: viewer.brokers,
        Part(
            "Knowledge broker",
            "You connect problems with what is known. When a brief or a reviewed study answers an "
            "open problem, you link it on the problem’s page, and it closes without a new study. "
            "Districts’ questions will come to you here once the questions desk opens.",
            "/problems?status=open",
            "Open problems",
        ),
    ),
    (
        lambda viewer: viewer.delegate_for,
        Part(
            "Delegate",
            "You cast the one ballot of your district. When a round opens, its ballot is listed "
            "above with the day on which it closes.",
            "/rounds",
            "Rounds",
        ),
    ),
    (
        lambda viewer: viewer.signs_for,
        Part(
            "Signatory",
            "You sign studies for your organization. When a text is frozen for signing, it is "
            "listed above.",
            "/studies",
            "Studies",
        ),
    ),
    (
        lambda viewer: viewer.researches_at,
        Part(
            "Researcher",
            "You offer to study a problem, or propose a study with a district. Answers and "
            "invitations are listed above.",
            "/studies/fit",
            "Problems that fit you",
        ),
    ),
)
# Reviews have no room yet: only the demo has someone who is to have this part.
REVIEWER = Part(
    "Evidence reviewer",
    "You look at how strong the evidence is. Each reviewed study says how it got its rating. "
    "Reviewers will later rate studies here, blind and on the record; studies assigned to you "
    "will then be listed above.",
    "/evidence",
    "Reviewed studies",
)


def parts_of(session: Session, viewer: Viewer) -> list[Part]:
    """The parts that a person has beyond being a member, each with its first step."""
    found = [part for has, part in PARTS if has(viewer)]
    if current_app.extensions["rpp.settings"].demo:
        persona = select(col(Person.persona)).where(col(Person.id) == viewer.id)
        if session.execute(persona).scalar() == "reviewer":
            found.append(REVIEWER)
    return found

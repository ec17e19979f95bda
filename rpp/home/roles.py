"""What each part in the portal is for, and what comes to whoever has it."""

from collections.abc import Callable
from typing import NamedTuple

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
        lambda viewer: viewer.reviews or viewer.reviews_for,
        Part(
            "Evidence reviewer",
            "You rate how strong the evidence of a study is, beside another reviewer whose "
            "judgments you do not see. Ratings that wait for you are listed above.",
            "/ratings?state=review",
            "Ratings in review",
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


def parts_of(viewer: Viewer) -> list[Part]:
    """The parts that a person has beyond being a member, each with its first step."""
    return [part for has, part in PARTS if has(viewer)]

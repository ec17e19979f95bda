"""The review of a version, as its page shows it."""

from dataclasses import dataclass

from rpp.briefs.checks import Check
from rpp.briefs.review.deciding import printed, why_not
from rpp.briefs.review.printed import WAYS, Opinion, Review
from rpp.briefs.review.standing import Standing
from rpp.layout import State
from rpp.personal_names import initials


@dataclass(frozen=True, slots=True)
class Printed:
    """A reviewer, and what they said; `detail` is what could pull them to one side."""

    name: str
    organization: str
    mark: str
    initials: str
    detail: str
    state: State
    comment: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How a version was reviewed; `comments` are printed where it was not approved."""

    title: str
    words: str
    people: list[Printed]
    comments: list[Printed]


def reviewed(review: Review, number: int) -> Reviewed:
    """The review of version `number`, which may be a correction of the one that was read."""
    later = (
        ""
        if review.version == number
        else f" They read version {review.version}, which was corrected since."
    )
    asked = f" Reviewers were first asked on {review.asked}." if _is_silent(review) else ""
    everyone = [_printed(one) for one in review.opinions]
    approved = review.way == "approved"
    return Reviewed(
        "Who reviewed it" if approved else "What its reviewers say",
        f"{WAYS[review.way]}{later}{asked}",
        everyone if approved else [],
        [] if approved else everyone,
    )


def _is_silent(review: Review) -> bool:
    return review.way == "waited" and not review.opinions and bool(review.asked)


def _printed(one: Opinion) -> Printed:
    earlier = " an earlier text" if one.earlier else ""
    done = ("done", f"Approved{earlier}") if one.approved else ("disagrees", f"Returned{earlier}")
    name = one.by.name or one.by.full_name
    conflict = f"says of their own interest: {one.by.conflict}" if one.by.conflict else ""
    return Printed(
        name,
        one.by.organization,
        one.by.mark,
        initials(one.by.name),
        conflict,
        State(*done, one.day),
        one.comment,
    )


# --- before it is published ----------------------------------------------------------------


def review_check(stands: Standing, zone: str) -> Check:
    """Whether the review lets a brief be published, and what it waits for if not."""
    title = WAYS[stands.way] if stands.way else "Two reviewers read it"
    advice = why_not(stands, zone)
    return Check("", bool(stands.way), title, f"{advice} Its review page says more.")


def to_print(stands: Standing, zone: str) -> Reviewed | None:
    """What publishing version 1 now would print of its review."""
    return reviewed(printed(stands, 1, zone), 1) if stands.way else None

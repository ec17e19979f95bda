"""What waits for a person, gathered from the rooms."""

from datetime import datetime

from sqlmodel import Session

from rpp import clock, dates
from rpp.briefs import desk as briefs
from rpp.briefs.review import desk as reviews
from rpp.briefs.uses import desk as uses
from rpp.config import Settings
from rpp.evidence.ratings import desk as ratings
from rpp.home import requests
from rpp.home.duty import Duty
from rpp.policy import Viewer
from rpp.problems import queries as problems
from rpp.rounds import queries as rounds
from rpp.studies import desk

ROUND_STEPS = {
    "count": ("Close and count “{title}”", "Voting is over.", "Close and count"),
    "late": ("Open “{title}”", "It was scheduled to open.", "Open the round"),
    "draft": ("Finish the round “{title}”", "It is a draft.", "Continue"),
}


def duties(session: Session, viewer: Viewer, settings: Settings) -> list[Duty]:
    """What waits for the person, the nearest date first."""
    found = [
        *_first_step(viewer),
        *_votes(session, viewer),
        *(Duty(**d) for d in desk.waiting_for(session, viewer)),
        *(Duty(**d) for d in briefs.waiting_for(session, viewer)),
        *(Duty(**d) for d in uses.waiting_for(session, viewer)),
        *(Duty(**d) for d in reviews.waiting_for(session, viewer)),
        *(Duty(**d) for d in ratings.waiting_for(session, viewer)),
        *_problems(session, viewer),
        *requests.requests(session, viewer),
        *requests.delegates(session, viewer),
        *requests.networks(session, viewer),
        *requests.administration(session, viewer),
        *requests.operation(session, viewer, settings),
        *requests.reported(session, viewer),
    ]
    far = datetime.max.replace(tzinfo=clock.now().tzinfo)
    return sorted(found, key=lambda duty: duty.due or far)


def _first_step(viewer: Viewer) -> list[Duty]:
    """Where a newcomer works: nobody can post, vote or sign before that is known."""
    belongs = viewer.member_of or viewer.stewards or viewer.brokers or viewer.is_admin
    if belongs or viewer.asked_names:
        return []
    return [
        Duty(
            "Find your district or institution",
            "You post problems, vote and sign on behalf of one. To read, you need none.",
            "/join",
            "Find yours",
        )
    ]


def _votes(session: Session, viewer: Viewer) -> list[Duty]:
    made = []
    for row in rounds.waiting_for(session, viewer):
        if row.what == "vote":
            closes = dates.closing_in(row.closes_at, row.timezone)
            made.append(
                Duty(
                    f"Cast the ballot of {row.organization_name}",
                    f"{row.title}, {row.network_name}. Open until {closes}.",
                    f"/rounds/{row.id}/ballot",
                    "Open the ballot",
                    row.closes_at,
                    row.timezone,
                )
            )
        elif row.what == "certify":
            made.append(
                Duty(
                    f"Certify “{row.title}”",
                    f"It was counted. Confirm it for {row.organization_name}, or refuse it with a "
                    "reason.",
                    f"/rounds/{row.id}/certify",
                    "Check the count",
                )
            )
        else:
            title, sentence, button = ROUND_STEPS[row.what]
            made.append(Duty(title.format(title=row.title), sentence, f"/rounds/{row.id}", button))
    return made


def _problems(session: Session, viewer: Viewer) -> list[Duty]:
    made: list[Duty] = []
    if viewer.stewards:
        for row in problems.to_triage(session, viewer):
            since = dates.day_in(row.status_since, row.zone or dates.site_zone())
            made.append(
                Duty(
                    f"Read “{row.title}”",
                    f"{row.organization}, {row.state} submitted it on {since}. "
                    "Open it, or return it with a reason.",
                    f"/problems/{row.id}",
                    "Read the problem",
                )
            )
    for row in problems.mine(session, viewer):
        if row.status == "draft" and row.organization_id in viewer.member_of:
            made.append(
                Duty(
                    f"Finish “{row.title or 'A draft without a title'}”",
                    "It is a draft. Submit it after you have seen what is already known.",
                    f"/problems/{row.id}",
                    "Continue",
                )
            )
        if row.status == "returned":
            made.append(
                Duty(
                    f"Change “{row.title}”",
                    "A steward returned it with a reason.",
                    f"/problems/{row.id}",
                    "See why",
                )
            )
    for merge in problems.merges_to_settle(session, viewer) if viewer.leads else ():
        made.append(
            Duty(
                f"Decide on a merge of “{merge.from_title}”",
                f"It would become part of “{merge.into_title}”. Your district must agree.",
                f"/problems/{merge.from_id}",
                "Decide",
            )
        )
    return made

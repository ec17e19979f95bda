"""The demo's priority rounds and their ballots."""

from datetime import datetime, time, timedelta
from functools import partial

from rpp.home.demo_content.agenda import TOLD
from rpp.home.demo_content.story import Story, Told
from rpp.jobs import Act
from rpp.rounds import certifying, closing, opening, operations
from rpp.rounds.casting import cast_ballot
from rpp.rounds.plan import Plan
from rpp.rounds.queries import chosen

MORNING = time(10)


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan what happens in each round, as far as the story goes."""
    now = TOLD.replace(tzinfo=None)
    for told in file["round"]:
        home, opens, closes = told["network"], told["opens"], told["closes"]
        rounds: list[int] = []
        # Planned on the Friday before it opens, or two days ago where that is still to come.
        planned = min(opens.date() - timedelta(days=3), now.date() - timedelta(days=2))
        story.then(home, planned, "16:30", partial(_plan, story, told, rounds))
        if opens > now:
            continue
        # The worker opens and closes rounds on time.
        story.then_at(home, opens, partial(_must, opening.open_due, story))
        until = min(closes, now)
        ballots = told["ballot"]
        for at, ballot in enumerate(ballots, 1):
            day = opens + (until - opens) * at / (len(ballots) + 1)
            cast = datetime.combine(day, MORNING) + timedelta(minutes=53 * at)
            story.then_at(home, cast, partial(_cast, story, rounds, ballot))
        if closes <= now:
            story.then_at(home, closes, partial(_must, closing.close_due, story))
            for minute, person in enumerate(told["certified_by"]):
                act = partial(_certify, story, rounds, person)
                story.then(home, told["certified"], f"09:{10 + 25 * minute}", act)


def _plan(story: Story, told: Told, rounds: list[int]) -> None:
    steward = story.who(told["opened_by"])
    round_ = operations.create_round(
        story.session,
        steward,
        story.networks[told["network"]],
        Plan(
            title=told["title"],
            purpose=told["purpose"],
            points=told["points"],
            capacity=told["seats"],
            opens_at=story.calendar.local(story.zones[told["network"]], told["opens"]),
            closes_at=story.calendar.local(story.zones[told["network"]], told["closes"]),
            options=[story.problems[key] for key in told["options"]],
        ),
    )
    assert round_.id is not None
    rounds.append(round_.id)
    operations.schedule_round(story.session, steward, round_.id)


def _must(job: Act, story: Story) -> None:
    """Run a job of the worker that must find something to do."""
    if not job(story.session):
        raise RuntimeError("a round of the demo did not open or close on time")


def _cast(story: Story, rounds: list[int], ballot: Told) -> None:
    options = chosen(story.session, rounds[0])
    cast_ballot(
        story.session,
        story.who(story.appointed(ballot["organization"], "delegate")),
        rounds[0],
        story.organizations[ballot["organization"]],
        {options[story.problems[key]]: points for key, points in ballot["points"].items()},
    )


def _certify(story: Story, rounds: list[int], person: str) -> None:
    district = story.organizations[story.cast[person]["organization"]]
    certifying.certify_round(story.session, story.who(person), rounds[0], district, True)

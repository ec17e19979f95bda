"""The demo's claims: products, companies and words that nobody real ever used."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from rpp.claims.register import operations
from rpp.claims.register.models import Claim
from rpp.claims.register.operations import Typed
from rpp.home.demo_content.story import Story, Told

NAMES = ("product", "claimant", "quote", "address", "verdict", "reasons", "interest")


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each claim, what is asked of it, and its correction."""
    ids: dict[str, int] = {}
    homes = {told["key"]: told["network"] for told in file["claim"]}
    for told in file["claim"]:
        at = partial(story.then, told["network"])
        at(told["date"], "09:40", partial(_record, story, told, ids))
        if "published" in told:
            day = told["date"] + timedelta(days=1)
            at(day, "15:10", partial(_publish, story, told, told["key"], ids))
    for told in file["request"]:
        at = partial(story.then, homes[told["claim"]])
        asked: list[int] = []
        at(told["date"], "10:15", partial(_ask, story, told, ids, asked))
        at(told["answered"]["date"], "11:20", partial(_answer, story, told["answered"], asked))
    for told in file["correction"]:
        at = partial(story.then, homes[told["claim"]])
        at(told["date"], "09:05", partial(_correct, story, told, ids))
        day = told["date"] + timedelta(days=1)
        at(day, "14:30", partial(_publish, story, told, told["claim"], ids))


def _record(story: Story, told: Told, ids: dict[str, int]) -> None:
    typed = Typed(
        **{name: told[name] for name in NAMES},
        archive=told.get("archive", ""),
        seen_on=story.calendar.day(told["seen_on"]),
    )
    actor = story.who(told["recorded"])
    made = operations.record_claim(story.session, actor, typed)
    assert made.id is not None
    ids[told["key"]] = made.id
    operations.propose_claim(story.session, actor, made.id)


def _publish(story: Story, told: Told, key: str, ids: dict[str, int]) -> None:
    claim = story.session.get_one(Claim, ids[key])
    interest = told["second_interest"]
    actor = story.who(told["published"])
    operations.publish_claim(story.session, actor, ids[key], claim.revision, interest)


def _ask(story: Story, told: Told, ids: dict[str, int], asked: list[int]) -> None:
    actor = story.who(told["person"])
    made = operations.ask_of_claim(
        story.session, actor, ids[told["claim"]], told["words"], speaks=False
    )
    story.session.flush()
    asked.append(made.id or 0)


def _answer(story: Story, told: Told, asked: list[int]) -> None:
    actor = story.who(told["person"])
    operations.answer_request(story.session, actor, asked[0], told["outcome"], told["answer"])


def _correct(story: Story, told: Told, ids: dict[str, int]) -> None:
    claim = story.session.get_one(Claim, ids[told["claim"]])
    version = operations.published(story.session, claim)
    typed = replace(
        operations.again(version),
        change=told["change"],
        reasons=told["reasons"],
        interest=told["interest"],
    )
    actor = story.who(told["person"])
    operations.correct_claim(story.session, actor, ids[told["claim"]], typed, claim.current)

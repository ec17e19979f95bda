"""What the demo's districts say that they did with briefs, and who confirms it."""

from datetime import timedelta
from functools import partial

from rpp.briefs.uses import operations, questions
from rpp.briefs.uses.operations import Said
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each use on the day the file names; the study's districts are asked before."""
    for told in file["asked"]:
        ask = partial(questions.ask_due, story.session)
        story.then(story.homes[told["brief"]], told["date"], "06:00", ask, key=told["brief"])
    for told in file["use"]:
        story.then(
            *(story.homes[told["brief"]], told["date"], "15:20", partial(_say, story, told)),
            key=told["brief"],
        )


def _say(story: Story, told: Told) -> None:
    use = operations.record_use(
        story.session,
        story.who(told["person"]),
        story.briefs[told["brief"]],
        story.organizations[told["organization"]],
        Said(
            version=told.get("version", 1),
            stage=told["stage"],
            way=told["way"],
            used_on=story.calendar.day(told["since"]),
            decision=told["decision"],
            why=told["why"],
            evidence=told.get("evidence", ""),
            network_id=story.networks.get(told.get("network", "")),
        ),
    )
    if "confirmed_by" in told:
        confirm = partial(_confirm, story, told, use.id or 0, use.revision)
        day = told["date"] + timedelta(days=1)
        story.then(story.homes[told["brief"]], day, "10:10", confirm, key=told["brief"])


def _confirm(story: Story, told: Told, use_id: int, revision: int) -> None:
    operations.confirm_use(story.session, story.who(told["confirmed_by"]), use_id, revision)

"""The work of the demo's studies: what they ask of schools, what is due, how it goes."""

from functools import partial

from rpp.home.demo_content.story import Story, Told
from rpp.studies.plan import milestones, schools, updates


def tell(story: Story, file: dict[str, dict[str, list[Told]]]) -> None:
    """Plan each line on the day on which someone enters it."""
    for key, lines in file["asks"].items():
        for told in lines:
            story.then(story.homes[key], told["on"], "11:20", partial(_ask, story, key, told))
    for key, lines in file["milestones"].items():
        for told in lines:
            _plan(story, key, told)
    for key, lines in file["updates"].items():
        for told in lines:
            story.then(story.homes[key], told["on"], "15:40", partial(_post, story, key, told))


def _ask(story: Story, key: str, told: Told) -> None:
    schools.add_ask(
        story.session,
        story.who(told["by"]),
        story.studies[key],
        organization_id=story.organizations[story.cast[told["by"]]["organization"]],
        school=told["school"],
        activity=told["activity"],
        starts_on=story.calendar.day(told["starts"]),
        ends_on=story.calendar.day(told["ends"]),
        staff_hours=told["hours"],
        minutes=told["minutes"],
        assessments=told["tests"],
    )


def _plan(story: Story, key: str, told: Told) -> None:
    """Enter a milestone, and say when it was reached."""
    made: list[int] = []

    def add() -> None:
        milestone = milestones.add_milestone(
            story.session,
            story.who(told["by"]),
            story.studies[key],
            title=told["title"],
            due_on=story.calendar.day(told["due"]),
            owner_id=story.people[told["owner"]],
        )
        story.session.flush()
        assert milestone.id is not None
        made.append(milestone.id)

    def reach() -> None:
        who = story.who(told["owner"])
        milestones.reach_milestone(story.session, who, story.studies[key], made[0])

    story.then(story.homes[key], told["on"], "11:50", add)
    if "done" in told:
        story.then(story.homes[key], told["done"], "16:30", reach)


def _post(story: Story, key: str, told: Told) -> None:
    updates.post_update(story.session, story.who(told["by"]), story.studies[key], told["text"])

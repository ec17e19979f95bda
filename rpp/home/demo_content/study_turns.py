"""What happens to the demo's studies on their way: amendments, handovers, districts' responses."""

from collections.abc import Callable
from functools import partial

from sqlmodel import select

from rpp.home.demo_content.story import Story, Told
from rpp.home.demo_content.study_way import authority_of
from rpp.studies.members import handover
from rpp.studies.models import Amendment, StudySection
from rpp.studies.outcome import sensemaking
from rpp.studies.papers import amendments


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each turn in the time of its study."""
    for told in file["amendment"]:
        _amend(story, told)
    for told in file["handover"]:
        _then(story, told)(told["date"], "16:20", partial(_hand_over, story, told))
    for told in file["response"]:
        _then(story, told)(told["date"], "16:30", partial(_respond, story, told))


def _then(story: Story, told: Told) -> Callable[..., None]:
    return partial(story.then, story.homes[told["study"]])


# --- amendments ----------------------------------------------------------------------------


def _amend(story: Story, told: Told) -> None:
    then, numbers = _then(story, told), list[int]()
    then(told["proposed"], "10:40", partial(_propose, story, told, numbers))
    then(told["frozen"], "11:30", partial(_freeze, story, told, numbers))
    for at, one in enumerate(told["signatures"]):
        then(one["date"], f"{12 + at}:40", partial(_sign, story, told, numbers, one["person"]))


def _propose(story: Story, told: Told, numbers: list[int]) -> None:
    """Propose the amendment and write it; its number is kept for whoever signs it."""
    session, actor, study_id = story.session, story.who(told["person"]), _study(story, told)
    made = amendments.propose_amendment(session, actor, study_id, told["reason"])
    numbers.append(made.number)
    for change in told["change"]:
        before = session.exec(
            select(StudySection.body).where(
                StudySection.study_id == study_id, StudySection.key == change["section"]
            )
        ).one()
        old, new = change.get("old", ""), change["new"].strip()
        assert old in before, f"{told['study']}: “{old}” is not in its text"
        gap = "\n" if before.splitlines()[-1].startswith("- ") and new.startswith("- ") else "\n\n"
        body = before.replace(old, new) if old else f"{before}{gap}{new}"
        amendments.amend_section(session, actor, study_id, made.number, change["section"], body)


def _freeze(story: Story, told: Told, numbers: list[int]) -> None:
    study = story.told_studies[told["study"]]
    amendments.freeze_amendment(
        story.session, story.who(study["lead"]), _study(story, told), numbers[0]
    )


def _sign(story: Story, told: Told, numbers: list[int], person: str) -> None:
    study, actor = story.told_studies[told["study"]], story.who(person)
    organization = story.organizations[story.cast[person]["organization"]]
    frozen = story.session.exec(
        select(Amendment.text_hash).where(
            Amendment.study_id == _study(story, told), Amendment.number == numbers[0]
        )
    ).one()
    amendments.sign_amendment(
        story.session,
        actor,
        _study(story, told),
        numbers[0],
        party="lead" if person == study["lead"] else f"lea:{organization}",
        text_hash=frozen,
        title=actor.title,
        **authority_of(study, person),
    )


def _study(story: Story, told: Told) -> int:
    return story.studies[told["study"]]


# --- handover, responses -------------------------------------------------------------------


def _hand_over(story: Story, told: Told) -> None:
    handover.hand_over(
        story.session,
        story.who(told["person"]),
        _study(story, told),
        successor_id=story.people[told["to"]],
        note=told["note"],
    )


def _respond(story: Story, told: Told) -> None:
    sensemaking.respond(
        story.session,
        story.who(told["person"]),
        _study(story, told),
        organization_id=story.organizations[story.cast[told["person"]]["organization"]],
        response=told["text"],
    )

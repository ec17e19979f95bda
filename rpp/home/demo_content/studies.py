"""The demo's studies: who proposes them, who joins, and how their text is written."""

from datetime import timedelta
from functools import partial

from sqlmodel import col, select

from rpp.home.demo_content import study_text
from rpp.home.demo_content.agenda import TOLD
from rpp.home.demo_content.story import Story, Told, read
from rpp.home.demo_content.study_way import go_its_way
from rpp.studies.members import partners
from rpp.studies.models import StudyInvitation
from rpp.studies.offers import proposing
from rpp.studies.text import writing

DAY = timedelta(days=1)
# An invitation is open for 14 days.
WAITED = timedelta(days=6)


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan what happens in each study."""
    further = read("study_sections")
    story.told_studies = {told["key"]: told for told in file["study"]}
    for told in file["study"]:
        story.homes[told["key"]] = story.homes[told["problem"]]
        _propose(story, told)
        _gather(story, told)
        study_text.write(story, told, further[told["key"]])
        go_its_way(story, told)


def _propose(story: Story, told: Told) -> None:
    def propose() -> None:
        made = proposing.propose_study(
            story.session,
            story.who(told["lead"]),
            story.problems[told["problem"]],
            title=told["title"],
            question=told["sections"]["question"].strip(),
            organization_id=story.organizations[told["organization"]],
        )
        assert made.id is not None
        story.studies[told["key"]] = made.id

    def choose_design() -> None:
        writing.edit_basics(
            story.session,
            story.who(told["lead"]),
            story.studies[told["key"]],
            title=told["title"],
            design=told["design_kind"],
        )

    then = story.in_the_time_of(told)
    then(told["dates"]["proposal"], "10:30", propose)
    then(told["dates"]["proposal"], "11:00", choose_design)
    # No district is asked before the proposal says what is known.
    for reference in told["references"]:
        then(told["dates"]["proposal"], "11:30", partial(study_text.refer, story, told, reference))


# --- who takes part ------------------------------------------------------------------------


def _gather(story: Story, told: Told) -> None:
    """Invite the districts' co-leads, then those who take part with them."""
    then, dates = story.in_the_time_of(told), told["dates"]
    co_design = dates.get("co_design")
    joined = {told["lead"]}
    invited = max(dates["proposal"], (co_design or TOLD.date()) - WAITED)
    for partner in told["partners"]:
        then(invited, "13:00", partial(_invite, story, told, partner["co_lead"], "co_lead"))
        if co_design:
            then(co_design, "09:15", partial(_accept, story, told, partner["co_lead"]))
        joined.add(partner["co_lead"])
    if not co_design:
        return
    others = [
        (person, "practitioner")
        for partner in told["partners"]
        for person in partner["practitioners"]
    ]
    joined |= {person for person, _ in others}
    # Whoever leads the talk about the findings without a part in the study reads along.
    sensemaking = told.get("sensemaking", {"participants": ()})
    others += [
        (one["person"], "observer")
        for one in sensemaking["participants"]
        if one["person"] not in joined
    ]
    for person, role in others:
        then(co_design, "13:00", partial(_invite, story, told, person, role))
        then(co_design + DAY, "08:30", partial(_accept, story, told, person))


def _invite(story: Story, told: Told, person: str, role: str) -> None:
    partners.invite(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        organization_id=story.organizations[story.cast[person]["organization"]],
        email=story.who(person).email,
        role=role,
    )


def _accept(story: Story, told: Told, person: str) -> None:
    actor = story.who(person)
    statement = select(col(StudyInvitation.id)).where(
        StudyInvitation.study_id == story.studies[told["key"]],
        StudyInvitation.email == actor.email,
    )
    partners.accept_invitation(story.session, actor, story.session.exec(statement).one() or 0)

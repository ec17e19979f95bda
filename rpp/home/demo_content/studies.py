"""The demo's studies: who proposes them, who joins, and how their text is written."""

from datetime import timedelta
from functools import partial
from itertools import cycle

from sqlmodel import col, select

from rpp.home.demo_content.agenda import TOLD
from rpp.home.demo_content.files import read
from rpp.home.demo_content.story import Story, Told
from rpp.home.demo_content.study_way import go_its_way
from rpp.studies import operations, partners, signing, writing
from rpp.studies.models import SECTIONS, StudyInvitation, StudySection

DAY = timedelta(days=1)
# An invitation is open for 14 days.
WAITED = timedelta(days=6)
# In which order the sections after the question are written, and which of them by the lead
# researcher; the districts take turns with the others.
ORDER = (
    "known",
    "practice",
    "design",
    "measures",
    "roles",
    "sample",
    "asks",
    "analysis",
    "equity",
    "ethics",
    "timeline",
    "budget",
    "mobilization",
    "risks",
)
LEADS = ("known", "design", "measures", "sample", "analysis", "ethics", "budget")


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan what happens in each study."""
    story.told_studies = {told["key"]: told for told in file["study"]}
    further = read("study_sections")
    for told in file["study"]:
        told["sections"] |= further[told["key"]]
        story.homes[told["key"]] = story.homes[told["problem"]]
        _propose(story, told)
        _gather(story, told)
        _write(story, told)
        go_its_way(story, told)


def _propose(story: Story, told: Told) -> None:
    def propose() -> None:
        made = operations.propose_study(
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


# --- the text ------------------------------------------------------------------------------


def _write(story: Story, told: Told) -> None:
    """Spread the writing over the weeks of co-design; a proposal is written by its lead alone."""
    then, dates = story.in_the_time_of(told), told["dates"]
    begin = dates.get("co_design", dates["proposal"])
    until = dates.get("frozen") or min(TOLD.date() - DAY, begin + timedelta(days=40))
    districts = cycle([partner["co_lead"] for partner in told["partners"]])
    alone = "co_design" not in dates
    lead: str = told["lead"]
    names = [name for name in ORDER if told["sections"].get(name) and name in SECTIONS]
    for at, name in enumerate(names, 1):
        writer = lead if alone or name in LEADS else next(districts)
        day = begin + (until - begin) * at / (len(names) + 1)
        then(day, f"{10 + at * 5 % 7}:10", partial(_save, story, told, name, writer))
    for reference in told["references"]:
        then(dates["proposal"], "11:30", partial(_refer, story, told, reference))
    if "frozen" in dates:
        then(dates["frozen"], "14:00", partial(_freeze, story, told))


def _save(story: Story, told: Told, name: str, writer: str) -> None:
    study_id = story.studies[told["key"]]
    statement = select(StudySection.version).where(
        StudySection.study_id == study_id, StudySection.key == name
    )
    writing.save_section(
        story.session,
        story.who(writer),
        study_id,
        name,
        told["sections"][name].strip(),
        story.session.exec(statement).first() or 0,
    )


def _refer(story: Story, told: Told, reference: Told) -> None:
    writing.add_reference(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        source_kind="evidence",
        source_id=story.reviewed(reference["study"]).id or 0,
        leaves_open=reference["leaves_open"],
    )


def _freeze(story: Story, told: Told) -> None:
    signing.freeze_text(
        story.session,
        story.who(told["lead"]),
        story.studies[told["key"]],
        told["listing"],
        told.get("window_days", 14),
        told.get("delay_days", 30),
    )

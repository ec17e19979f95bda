"""How the demo's briefs were reviewed before they were published."""

from datetime import date, timedelta
from functools import partial

from sqlmodel import select

from rpp.briefs import operations
from rpp.briefs.models import Brief
from rpp.briefs.review import asking, deciding, suggesting
from rpp.briefs.review.candidates import Candidate, candidates
from rpp.briefs.review.checklist import POINTS, Answer
from rpp.briefs.review.deciding import Decision
from rpp.briefs.review.models import BriefReviewer
from rpp.briefs.review.suggesting import Suggestion
from rpp.home.demo_content.briefs import WEEK
from rpp.home.demo_content.story import Story, Told, read
from rpp.networks.roles import roles_of
from rpp.people.models import Person
from rpp.policy import Viewer

DAY = timedelta(days=1)
MET = dict.fromkeys(POINTS, Answer("yes"))


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan the review of each brief that went to review, after it was sent there."""
    told = {one["brief"]: one for one in file["review"]}
    for brief in read("briefs")["brief"]:
        if brief["status"] == "draft" or "study" not in brief:
            continue
        lead = story.told_studies[brief["study"]]["lead"]
        if brief["key"] in told:
            as_told(story, brief, lead, told[brief["key"]])
        else:
            then = story.in_the_time_of(brief)
            sent: date = brief.get("submitted") or brief["published"] - WEEK
            then(sent + DAY, "10:00", partial(approve, story, brief["key"], lead))


def as_told(story: Story, brief: Told, lead: str, told: Told) -> None:
    """Plan a review as it is told, for which `lead` asks."""
    key, then = brief["key"], story.in_the_time_of(brief)
    for one in told["reviewer"]:
        then(one["asked"], "10:00", partial(_ask, story, key, lead, one["person"]))
        if "accepted" in one:
            then(one["accepted"], "15:00", partial(_accept, story, key, one))
        if "decided" in one:
            then(one["decided"], "16:30", partial(_decide, story, key, one))
    for day in told.get("again", ()):
        then(day, "09:15", partial(_send, story, key, lead))
    for made in told.get("suggestion", ()):
        then(made["day"], "17:00", partial(_suggest, story, key, made))
        if "answer" in made:
            then(made["answer"]["day"], "11:00", partial(_answer, story, key, made))


# --- one after the other, as people do it --------------------------------------------------


def _ask(story: Story, key: str, lead: str, person: str) -> None:
    brief_id, person_id = story.briefs[key], story.people[person]
    people = candidates(story.session, story.session.get_one(Brief, brief_id))
    found = next(one for one in people if one.person_id == person_id)
    asking.ask_reviewer(story.session, story.who(lead), brief_id, person_id, found.organization_id)


def _reviewer(story: Story, key: str, person_id: int) -> int:
    reviewer = BriefReviewer
    mine = reviewer.brief_id == story.briefs[key], reviewer.person_id == person_id
    found = story.session.exec(select(reviewer.id).where(*mine)).one()
    assert found is not None
    return found


def _accept(story: Story, key: str, one: Told) -> None:
    asking.accept_review(
        story.session,
        story.who(one["person"]),
        _reviewer(story, key, story.people[one["person"]]),
        may_name=one["named"],
        conflict=one["conflict"],
    )


def _decide(story: Story, key: str, one: Told) -> None:
    decision = Decision(one["approved"], one["comment"], MET)
    deciding.decide(story.session, story.who(one["person"]), story.briefs[key], decision)


def _send(story: Story, key: str, lead: str) -> None:
    operations.send_to_review(story.session, story.who(lead), story.briefs[key])


def _suggest(story: Story, key: str, made: Told) -> None:
    draft = story.session.get_one(Brief, story.briefs[key]).draft
    places = ("title", "bottom_line", *draft.parts)
    section = next(place for place in places if suggesting.stands_in(draft, place, made["passage"]))
    typed = Suggestion(section, made["passage"], made.get("wording", ""), made["why"])
    author = story.who(made["person"])
    done = suggesting.suggest(story.session, author, story.briefs[key], typed)
    made["id"] = done.id


def _answer(story: Story, key: str, made: Told) -> None:
    answer = made["answer"]
    suggesting.answer_suggestion(
        story.session,
        story.who(answer["person"]),
        story.briefs[key],
        made["id"],
        taken=answer["taken"],
        word=answer["word"],
    )


# --- reviews that are no story of their own ------------------------------------------------


def approve(story: Story, key: str, by: str) -> None:
    """Have two people of the network approve a brief that is in review, chosen by its number."""
    brief = story.session.get_one(Brief, story.briefs[key])
    assert brief.id is not None
    for one in _two(candidates(story.session, brief), brief.id):
        asked = asking.ask_reviewer(
            story.session, story.who(by), brief.id, one.person_id, one.organization_id
        )
        assert asked.id is not None
        viewer = viewer_of(story, one.person_id)
        asking.accept_review(story.session, viewer, asked.id, may_name=True, conflict="")
        deciding.decide(story.session, viewer, brief.id, Decision(True, "", MET))


def _two(people: list[Candidate], number: int) -> list[Candidate]:
    """Someone of a district, and someone of elsewhere where there is anyone."""
    first = [one for one in people if one.practitioner]
    chosen = first[number % len(first)]
    others = [one for one in people if not one.practitioner] or [
        one for one in first if one.person_id != chosen.person_id
    ]
    return [chosen, others[number % len(others)]]


def viewer_of(story: Story, person_id: int) -> Viewer:
    """A person as the portal sees them now."""
    person = story.session.get_one(Person, person_id)
    return Viewer(
        id=person.id, name=person.name, email=person.email, **roles_of(story.session, person_id)
    )

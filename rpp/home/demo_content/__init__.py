"""The demo's content: `seed/demo` told through the portal's own operations, in order of time.

Every person, problem, number, vote, study, finding, brief and comment of it is invented; the
districts, the research organizations and the reviewed studies are real.
"""

from sqlmodel import Session, col, select

from rpp.home.demo_content import (
    brief_families,
    brief_reviews,
    briefs,
    claims,
    collections,
    comments,
    deposited,
    findings,
    imports,
    interest,
    people,
    problems,
    questions,
    ratings,
    rounds,
    saved_searches,
    studies,
    study_papers,
    study_talk,
    study_turns,
    study_work,
    syntheses,
    uses,
)
from rpp.home.demo_content.story import Story, read
from rpp.people.models import Person

ROOMS = {
    "people": people,
    "problems": problems,
    "interest": interest,
    "rounds": rounds,
    "studies": studies,
    "study_talk": study_talk,
    "study_papers": study_papers,
    "study_turns": study_turns,
    "study_work": study_work,
    "findings": findings,
    "ratings": ratings,
    "briefs": briefs,
    "deposited": deposited,
    "uses": uses,
    "claims": claims,
    "brief_reviews": brief_reviews,
    "imports": imports,
    "collections": collections,
    "syntheses": syntheses,
    "questions": questions,
    "saved_searches": saved_searches,
    "brief_families": brief_families,
    "discussions": comments,
}


def load(session: Session) -> None:
    """Tell the demo's story; does nothing where it was told before.

    The reference data and the reviewed studies must be there. In the files today is November 20,
    2026; all dates move by whole weeks, so that weekdays stay and the open round is open now.
    """
    if session.exec(select(Person.id).where(col(Person.persona) != "")).first() is not None:
        return
    story = Story(session, read("networks")["network"])
    for name, room in ROOMS.items():
        room.tell(story, read(name))
    story.agenda.run()

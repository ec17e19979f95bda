"""The questions of the demo: those without an answer, and what readers said of answers."""

from datetime import timedelta
from functools import partial

from rpp import clock
from rpp.ask.feedback import operations as feedback
from rpp.ask.feedback.models import Source
from rpp.ask.feedback.tokens import Asked
from rpp.ask.unanswered import operations as unanswered
from rpp.ask.unanswered.models import UnansweredProblem
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each question and each word of feedback on the day that the file names."""
    ids: dict[str, int] = {}
    for told in file["question"]:
        story.then(told["network"], told["date"], "13:10", partial(_list, story, told, ids))
        if key := told.get("problem"):
            act = partial(_became, story, told["text"], key, ids)
            story.then(told["network"], told["date"] + timedelta(days=14), "16:10", act)
        if answered := told.get("answered"):
            act = partial(_answer, story, told["text"], answered, ids)
            story.then(told["network"], answered["date"], "10:30", act)
    for number, told in enumerate(file["feedback"], 1):
        act = partial(_give, story, told, f"demo-{number:019}")
        story.then(told["network"], told["date"], "14:05", act)


def _list(story: Story, told: Told, ids: dict[str, int]) -> None:
    session = story.session
    made = unanswered.list_question(session, story.who(told["person"]), told["text"])
    assert made.id is not None
    ids[told["text"]] = made.id
    for key in told["shared_by"]:
        unanswered.support(session, story.who(key), made.id)


def _became(story: Story, text: str, problem: str, ids: dict[str, int]) -> None:
    link = UnansweredProblem(problem_id=story.problems[problem], question_id=ids[text])
    story.session.add(link)


def _answer(story: Story, text: str, told: Told, ids: dict[str, int]) -> None:
    brief_id, actor = story.briefs[told["brief"]], story.who(told["person"])
    unanswered.answer_question(story.session, actor, ids[text], "brief", brief_id)


def _give(story: Story, told: Told, page_key: str) -> None:
    sources: tuple[Source, ...] = ()
    if brief := told.get("brief"):
        brief_id = story.briefs[brief]
        sources = (Source("brief", brief_id, f"/briefs/{brief_id}"),)
    day = clock.now().date().isoformat()
    asked = Asked(page_key, day, told["question"], not sources, sources)
    feedback.give(
        story.session,
        asked,
        helped=told["helped"],
        wrong=told.get("wrong", []),
        note=told.get("note", ""),
    )

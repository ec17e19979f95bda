"""How the texts of the demo's studies come about: owners, comments, suggested changes."""

from collections.abc import Callable
from functools import partial

from sqlmodel import select

from rpp.home.demo_content.story import Story, Told
from rpp.studies.co_design import comments, suggestions
from rpp.studies.models import StudySection
from rpp.studies.text import queries as text
from rpp.studies.text import readiness, writing


def tell(story: Story, file: Told) -> None:
    """Plan who sees to which section, and what is said about it."""
    for key, told in file["owners"].items():
        for section, person in _by_section(told):
            act = partial(_give, story, key, section, told["by"], person)
            story.then(story.homes[key], told["on"], "09:30", act)
    for key, told in file["ready"].items():
        for section, person in _by_section(told):
            act = partial(_ready, story, key, section, person)
            story.then(story.homes[key], told["on"], "16:15", act)
    for told in file["edit"]:
        _then(story, told)(told["at"], partial(_edit, story, told))
    for told in file["remark"]:
        _talk(story, told)
    for told in file["suggestion"]:
        _suggest(story, told)


def _by_section(told: Told) -> list[tuple[str, str]]:
    return [(name, person) for name, person in told.items() if name not in ("by", "on")]


def _then(story: Story, told: Told) -> Callable[..., None]:
    return partial(story.then_at, story.homes[told["study"]])


def _section(story: Story, key: str, section: str) -> StudySection:
    statement = select(StudySection).where(
        StudySection.study_id == story.studies[key], StudySection.key == section
    )
    return story.session.exec(statement).one()


def _changed(story: Story, told: Told) -> str:
    """The text of a section with the change that is told of."""
    body = _section(story, told["study"], told["section"]).body
    assert told["old"] in body, f"{told['study']}: “{told['old']}” is not in its text"
    return body.replace(told["old"], told["new"])


# --- sections ------------------------------------------------------------------------------


def _give(story: Story, key: str, section: str, by: str, person: str) -> None:
    readiness.give_owner(
        story.session, story.who(by), story.studies[key], section, story.people[person]
    )


def _ready(story: Story, key: str, section: str, person: str) -> None:
    study = story.told_studies[key]
    leads = {study["lead"], *(partner["co_lead"] for partner in study["partners"])}
    readiness.mark_ready(
        story.session,
        story.who(person),
        story.studies[key],
        section,
        _section(story, key, section).version,
        leads=person in leads,
    )


def _edit(story: Story, told: Told) -> None:
    version = _section(story, told["study"], told["section"]).version
    writing.save_section(
        story.session,
        story.who(told["person"]),
        story.studies[told["study"]],
        told["section"],
        _changed(story, told),
        version,
        keep=True,
    )


# --- comments on paragraphs ----------------------------------------------------------------


def _talk(story: Story, told: Told) -> None:
    study_id, made = partial(story.studies.__getitem__, told["study"]), list[int]()
    then = _then(story, told)

    def begin() -> None:
        section = text.section(story.session, study_id(), told["section"])
        assert section is not None
        at = told["paragraph"]
        anchor = section.blocks[at - 1][0] if at else 0
        remark = comments.comment_on(
            story.session,
            story.who(told["person"]),
            study_id(),
            told["section"],
            anchor,
            told["text"],
        )
        assert remark.id is not None
        made.append(remark.id)

    def answer(said: Told) -> None:
        comments.answer(story.session, story.who(said["person"]), study_id(), made[0], said["text"])

    def settle(person: str) -> None:
        comments.settle(story.session, story.who(person), study_id(), made[0], writes=True)

    then(told["at"], begin)
    for said in told.get("answers", ()):
        then(said["at"], partial(answer, said))
    if "settled" in told:
        then(told["settled"]["at"], partial(settle, told["settled"]["person"]))


# --- suggested changes ---------------------------------------------------------------------


def _suggest(story: Story, told: Told) -> None:
    numbers: list[int] = []
    session = story.session

    def suggest() -> None:
        made = suggestions.suggest(
            session,
            story.who(told["person"]),
            story.studies[told["study"]],
            told["section"],
            body=_changed(story, told),
            reason=told["reason"],
        )
        numbers.append(made.number)

    def accept(by: Told) -> None:
        version = _section(story, told["study"], told["section"]).version
        suggestions.accept(
            session,
            story.who(by["person"]),
            story.studies[told["study"]],
            numbers[0],
            word=by["word"],
            version=version,
        )

    def reject(by: Told) -> None:
        suggestions.reject(
            session,
            story.who(by["person"]),
            story.studies[told["study"]],
            numbers[0],
            word=by["word"],
        )

    _then(story, told)(told["at"], suggest)
    for verb, decide in (("accepted", accept), ("rejected", reject)):
        if verb in told:
            _then(story, told)(told[verb]["at"], partial(decide, told[verb]))

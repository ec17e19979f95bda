"""The demo's problems, from the first draft to the end of each."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from rpp.home.demo_content.story import Story, Told
from rpp.problems import ending, merging, operations
from rpp.problems.models import Draft, Problem
from rpp.search.queries import KNOWN, close_to
from rpp.vocabulary import SUBJECTS

CODES = {name: code for code, name in SUBJECTS.items()}


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan what happens to each problem."""
    for told in file["problem"]:
        _tell(story, told)


def _tell(story: Story, told: Told) -> None:
    key, home = told["key"], told["network"]
    steward = next(n for n in story.told_networks if n["slug"] == home)["stewards"][0]
    story.homes[key] = home
    then = story.in_the_time_of(told)
    then(told["created"], "10:05", partial(_start, story, told))
    if "submitted" in told:
        then(told["submitted"], "15:20", partial(_submit, story, told))
    if "opened" in told:
        then(told["opened"], "09:40", lambda: _do(operations.open_problem, story, steward, key))
    if "returned" in told:
        then(
            told["returned"],
            "16:10",
            lambda: _do(operations.return_problem, story, steward, key, told["reason"]),
        )
    for context in told.get("context", ()):
        then(context["date"], "13:30", partial(_join, story, key, context))
    if "merged" in told:
        # Its own leader proposes, which is their consent; the other leader agrees a day later.
        then(told["merged"] - timedelta(days=1), "16:00", partial(_propose_merge, story, told))
    if "answered" in told:
        then(told["answered"], "14:15", partial(_answer, story, told))
    if "retired" in told:
        leader = story.leader(told["organization"])
        reason = told["reason_code"], told["reason"]
        then(
            told["retired"],
            "09:20",
            lambda: _do(ending.retire_problem, story, leader, key, *reason),
        )


def _problem(story: Story, key: str) -> Problem:
    return story.session.get_one(Problem, story.problems[key])


def _do(operation: Callable[..., object], story: Story, who: str, key: str, *about: object) -> None:
    operation(story.session, story.who(who), _problem(story, key), *about)


def _start(story: Story, told: Told) -> None:
    texts = cast(Draft, {name: told[name] for name in operations.TEXTS if name in told})
    made = operations.start_problem(
        story.session,
        story.who(told["author"]),
        story.organizations[told["organization"]],
        Draft(
            **texts,
            network_id=story.networks[told["network"]],
            grades=told["grades"],
            subject=CODES[told["subject"]],
        ),
    )
    assert made.id is not None
    story.problems[told["key"]] = made.id


def _submit(story: Story, told: Told) -> None:
    """Submit it after a look at what is known about it, as the page asks everyone to."""
    author, problem = story.who(told["author"]), _problem(story, told["key"])
    groups = close_to(story.session, author, problem, *KNOWN)
    shown = [f"{one.hit.kind}/{one.hit.subject_id}" for group in groups for one in group]
    operations.submit_problem(story.session, author, problem, shown)


def _join(story: Story, key: str, context: Told) -> None:
    operations.join_problem(
        story.session,
        story.who(context["author"]),
        _problem(story, key),
        story.organizations[context["organization"]],
        context["differs"],
        context["body"],
    )


def _propose_merge(story: Story, told: Told) -> None:
    into = _problem(story, told["merged_into"])
    proposal = merging.propose_merge(
        story.session,
        story.who(told["author"]),
        _problem(story, told["key"]),
        into,
        told["reason"],
    )
    other = next(key for key, id_ in story.people.items() if id_ == into.author_id)
    assert proposal.id is not None
    merge_id = proposal.id
    story.then(
        told["network"],
        told["merged"],
        "11:00",
        lambda: merging.consent_to_merge(story.session, story.who(other), merge_id),
    )


def _answer(story: Story, told: Told) -> None:
    answer = told["answered_by"]
    record = story.reviewed(answer["study"])
    assert record.id is not None
    ending.answer_problem(
        story.session,
        story.who(answer["by"]),
        _problem(story, told["key"]),
        "evidence",
        record.id,
        answer["why_it_fits"],
    )

"""The demo's discussions."""

from functools import partial

from rpp import kinds
from rpp.discussions import operations
from rpp.discussions.models import Comment
from rpp.home.demo_content.story import Story, Told


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each comment, and what became of it."""
    written: dict[str, int] = {}
    for at, comment in enumerate(file["comment"]):
        told: Told = {"key": f"comment {at}", **comment}
        then_at = partial(story.then_at, story.homes[told["on"]["key"]])
        then_at(told["at"], partial(_post, story, told, written))
        if "edited_at" in told:
            then_at(told["edited_at"], partial(_edit, story, told, written))
        if "deleted_at" in told:
            then_at(told["deleted_at"], partial(_delete, story, told, written))
        if "hidden_at" in told:
            then_at(told["hidden_at"], partial(_hide, story, told, written))


def _subject(story: Story, told: Told, who: str) -> kinds.Subject:
    kind, key = told["on"]["kind"], told["on"]["key"]
    ids = {"problem": story.problems, "study": story.studies, "brief": story.briefs}[kind]
    found = kinds.find(story.session, story.who(who), kind, ids[key])
    assert found is not None, f"{who} cannot see {kind} {key}"
    return found


def _comment(story: Story, written: dict[str, int], key: str) -> Comment:
    return story.session.get_one(Comment, written[key])


def _post(story: Story, told: Told, written: dict[str, int]) -> None:
    first: str = told["earlier_body" if "earlier_body" in told else "body"]
    comment = operations.post_comment(
        story.session,
        story.who(told["person"]),
        _subject(story, told, told["person"]),
        first,
        reply_to=_comment(story, written, told["reply_to"]) if "reply_to" in told else None,
    )
    assert comment.id is not None
    written[told["key"]] = comment.id


def _edit(story: Story, told: Told, written: dict[str, int]) -> None:
    subject, comment = _subject(story, told, told["person"]), _comment(story, written, told["key"])
    operations.edit_comment(
        story.session, story.who(told["person"]), subject, comment, told["body"]
    )


def _delete(story: Story, told: Told, written: dict[str, int]) -> None:
    subject, comment = _subject(story, told, told["person"]), _comment(story, written, told["key"])
    operations.delete_comment(story.session, story.who(told["person"]), subject, comment)


def _hide(story: Story, told: Told, written: dict[str, int]) -> None:
    steward = story.who(told["hidden_by"])
    operations.hide_comment(
        story.session,
        steward,
        _subject(story, told, told["hidden_by"]),
        _comment(story, written, told["key"]),
        told["hidden_reason"],
    )

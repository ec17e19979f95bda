"""How studies of the demo were rated, and what was argued against a rating."""

from datetime import date
from functools import partial

from sqlmodel import select

from rpp.evidence.ratings import by_rules, challenging, deciding, judging, opening, places, subjects
from rpp.evidence.ratings.challenging import Argument
from rpp.evidence.ratings.facts import facts_of, hash_of
from rpp.evidence.ratings.forms import Declaration
from rpp.evidence.ratings.judgments import Judgment, Key
from rpp.evidence.ratings.models import Rating
from rpp.evidence.ratings.reading import Subject
from rpp.home.demo_content.story import Story, Told
from rpp.people import portal_roles


def tell(story: Story, file: Told) -> None:
    """Plan who reviews for the portal, and each rating step by step."""
    for person in file["reviewers"]:
        act = partial(_appoint, story, file["admin"], person)
        story.then(file["where"], file["appointed"], "09:00", act, person)
    for told in file["rating"]:
        where = story.homes[told["study"]] if "study" in told else file["where"]
        then = partial(story.then, where)
        if "requested" in told:
            then(told["requested"], "11:00", partial(_request, story, told))
            continue
        then(told["opened"], "09:30", partial(_open, story, told))
        for at, one in enumerate(told.get("place", ())):
            hour = f"1{at}:40"
            then(one["taken"], hour, partial(_take, story, told, one))
            last: date | None = one.get("sent") or one.get("draft")
            if last:
                then(last, f"1{at + 4}:20", partial(_judge, story, told, one))
        for made in told.get("challenge", ()):
            then(made["on"], "18:10", partial(_challenge, story, told, made))


# --- one after the other, as people do it --------------------------------------------------


def _appoint(story: Story, admin: str, person: str) -> None:
    portal_roles.make_reviewer(story.session, story.who(admin), story.people[person])
    story.roles_changed()


def _subject(story: Story, told: Told) -> Subject:
    if "study" in told:
        return "study", story.studies[told["study"]]
    record_id = story.reviewed(told["record"]).id
    assert record_id is not None
    return "evidence", record_id


def _request(story: Story, told: Told) -> None:
    found = subjects.find(story.session, story.who(told["by"]), *_subject(story, told))
    assert found is not None
    opening.request_rating(story.session, story.who(told["by"]), found)


def _open(story: Story, told: Told) -> None:
    actor = story.who(told["by"])
    found = subjects.find(story.session, actor, *_subject(story, told))
    assert found is not None
    opening.open_rating(story.session, actor, found, found.network_id)


def _rating(story: Story, told: Told) -> Rating:
    kind, id_ = _subject(story, told)
    of_it = Rating.subject_kind == kind, Rating.subject_id == id_
    return story.session.exec(select(Rating).where(*of_it)).one()


def _take(story: Story, told: Told, one: Told) -> None:
    declared = Declaration([], one.get("interests", ""), may_name=one["named"])
    rating = _rating(story, told)
    assert rating.id is not None
    places.take(story.session, story.who(one["person"]), rating.id, declared)


def _judge(story: Story, told: Told, one: Told) -> None:
    """Judge all criteria, or those that the draft answers; a third settles the differences."""
    session, actor, rating = story.session, story.who(one["person"]), _rating(story, told)
    assert rating.id is not None
    assert actor.id is not None
    place = places.of_person(session, rating, actor.id)
    assert place is not None
    assert place.id is not None
    contrasts = facts_of(session, (rating.subject_kind, rating.subject_id))
    if "reason" in one:
        settled = _settled(story, rating, one)
        deciding.settle(session, actor, rating.id, place.id, settled, facts_read=hash_of(contrasts))
        return
    questions = by_rules.asked(rating.rule_set, contrasts)
    made = {key: _said(told, one, key) for key in (question.key for question in questions)}
    judgments = {key: judgment for key, judgment in made.items() if judgment.answer}
    if "sent" not in one:
        judging.save(session, actor, rating.id, place.id, judgments)
        return
    judging.send(session, actor, rating.id, place.id, judgments, facts_read=hash_of(contrasts))


def _said(told: Told, one: Told, key: Key) -> Judgment:
    answer = _answer(one, key)
    words = told["words"]
    passage, page = words.get(":".join(key)) or words.get(key[0]) or ("", "")
    return Judgment(answer) if answer == "na" else Judgment(answer, passage, page)


def _answer(one: Told, key: Key) -> str:
    """What is told of a criterion in one domain ("measure:Comprehension"), or in all."""
    answers: dict[str, str] = one["answers"]
    return answers.get(":".join(key), answers.get(key[0], ""))


def _settled(story: Story, rating: Rating, one: Told) -> dict[Key, Judgment]:
    first, second = deciding.both(story.session, rating)
    return {
        key: Judgment(_answer(one, key), note=one["reason"])
        for key in deciding.differences(first, second)
    }


def _challenge(story: Story, told: Told, made: Told) -> None:
    rating = _rating(story, told)
    assert rating.id is not None
    contrasts = facts_of(story.session, (rating.subject_kind, rating.subject_id))
    keys = (one.key for one in by_rules.asked(rating.rule_set, contrasts))
    key = next(key for key in keys if key[0] == made["criterion"])
    argued = Argument(key, made["passage"], made["page"], made["argument"])
    challenging.challenge(story.session, story.who(made["person"]), rating.id, argued)

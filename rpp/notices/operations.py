"""Tells people what happened to the things they have a part in."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select, union, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from rpp import clock
from rpp.briefs.models import Brief
from rpp.briefs.queries import OUT
from rpp.briefs.states import sentence as brief_sentence
from rpp.discussions.models import Comment
from rpp.history import Event, Recorded
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.notices.models import Follow, Notice
from rpp.notices.queries import still_hers
from rpp.organizations.models import Appointment, Membership, Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from rpp.problems.models import Problem
from rpp.problems.status import VERBS as PROBLEM_VERBS
from rpp.rounds.models import Elector, Round
from rpp.studies.lines import is_public
from rpp.studies.models import Study, StudyMember, StudyPartner
from rpp.studies.offers.interest import interested
from rpp.studies.states import VERBS as STUDY_VERBS
from rpp.studies.states import sentence as study_sentence
from rpp.studies.visibility import in_standing

NOTICES: Table = Notice.__table__  # type: ignore[attr-defined]
FOLLOWS: Table = Follow.__table__  # type: ignore[attr-defined]
PEOPLE: Table = Person.__table__  # type: ignore[attr-defined]

ADDRESSES = {"problem": "problems", "study": "studies", "brief": "briefs", "round": "rounds"}
# What people hear of; small steps, such as a saved draft, are in the history alone.
PROBLEM = frozenset(PROBLEM_VERBS) - {
    *("created", "taken_back", "absorbed", "gave_back", "study_ended", "interest_changed"),
}
STUDY = frozenset(STUDY_VERBS) - {
    *("proposed", "basics_edited", "section_edited", "reference_added", "reference_removed"),
    *("problem_added", "problem_removed"),
    *("invited", "invitation_revoked", "finding_entered", "finding_removed", "brief_started"),
    *("school_added", "school_changed", "school_removed", "milestone_added", "milestone_changed"),
    *("milestone_removed", "milestone_done", "milestone_undone", "update_removed"),
    *("findings_seen", "limits_described", "amendment_taken_back"),
    *("section_restored", "section_ready", "section_not_ready", "change_taken_back"),
}
# Agreements that run out: said to those alone who answer for them.
ENDING = frozenset(("agreement_expiring", "agreement_expired"))
BRIEF = frozenset(
    ("sent_to_review", "returned_to_draft", "published", "corrected", "withdrawn", "superseded")
) | {"adoption_asked", "adoption_answered"}


# Whom to tell, what (after the name of who did it), and where to read on.
Telling = tuple[Iterable[int], str, str]
NOTHING: Telling = ((), "", "")


def hear(session: Session, recorded: Recorded) -> None:
    """After an event, tell those whom it concerns; never the person who did it."""
    event = recorded.event
    kind, _, talk = event.kind.partition(":")
    teller: dict[str, Callable[[Session, Event, Any], Telling]] = {
        "problem": _problem,
        "study": _study,
        "brief": _brief,
        "round": _round,
        "membership": _membership,
        "appointment": _appointment,
        "network membership": _network_membership,
    }
    if talk:
        people, text, href = _comment(session, event, kind)
    elif kind in teller:
        people, text, href = teller[kind](session, event, recorded.subject)
    else:
        return
    if kind == "study" and ("tell_only" in event.detail or event.private):
        # Also of a study that everyone may know of, such lines are for those who take part.
        people = _among(session, people, _part_takers(event.subject_id))
    elif kind in _READERS:
        # Whoever followed it, wrote it or spoke of it once may no longer know of it.
        readers = _READERS[kind](session, event.subject_id)
        people = set(people) if readers is None else _among(session, people, readers)
    _tell(session, event, people, text, href)


def _among(session: Session, people: Iterable[int], readers: Any) -> set[int]:
    """Those of the people whom the statement `readers` selects."""
    told = sorted(set(people))
    return set(
        session.execute(
            select(PEOPLE.c.id).where(PEOPLE.c.id.in_(told), PEOPLE.c.id.in_(readers))
        ).scalars()
    )


def _members(organizations: Any, *conditions: Any) -> Any:
    """Select the people who belong to these organizations now."""
    return select(col(Membership.person_id)).where(
        col(Membership.organization_id).in_(organizations),
        col(Membership.status) == "active",
        *conditions,
    )


def _readers_of_problem(session: Session, problem_id: int) -> Any:
    """Who may know of a problem, as a statement; None is everyone."""
    problem = session.get_one(Problem, problem_id)
    if problem.opened_at is not None and problem.audience == "public":
        return None
    serving = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == problem.network_id
    )
    readers = [_members([problem.organization_id])]
    if problem.opened_at is None:
        readers.append(serving.where(col(NetworkRole.role) == "steward"))
    else:
        inside = select(col(NetworkMembership.organization_id)).where(
            col(NetworkMembership.network_id) == problem.network_id,
            col(NetworkMembership.status) == "active",
        )
        readers += [serving, _members(inside)]
    return union(*readers)


def _readers_of_study(session: Session, study_id: int) -> Any:
    """Who may know of a study: everyone (None), or those who take part in it."""
    study = session.get_one(Study, study_id)
    return None if is_public(study) else _part_takers(study_id)


def _part_takers(study_id: int) -> Any:
    """Select the members of a study, and the leaders and signatories of its districts."""
    partners = select(col(StudyPartner.organization_id)).where(
        col(StudyPartner.study_id) == study_id
    )
    signatories = select(col(Appointment.person_id)).where(
        col(Appointment.organization_id).in_(partners),
        col(Appointment.role) == "signatory",
        col(Appointment.ended_at).is_(None),
    )
    return union(
        select(col(StudyMember.person_id)).where(
            col(StudyMember.study_id) == study_id, in_standing(StudyMember)
        ),
        _members(partners, col(Membership.role) == "leader"),
        signatories,
    )


def _readers_of_brief(session: Session, brief_id: int) -> Any:
    """Who may know of a brief: everyone once it is out, before that its study's people."""
    brief = session.get_one(Brief, brief_id)
    return None if brief.status in OUT else _part_takers(brief.study_id)


_READERS: dict[str, Callable[[Session, int], Any]] = {
    "problem": _readers_of_problem,
    "study": _readers_of_study,
    "brief": _readers_of_brief,
}


def _tell(session: Session, event: Event, people: Iterable[int], text: str, href: str) -> None:
    told = sorted(set(people) - {event.actor_id})
    if not told or not text:
        return
    who = _name(session, event.actor_id)
    text = f"{who} {text}"
    rows = [
        {
            "person_id": person,
            "event_id": event.id,
            "text": text if len(text) <= 300 else text[:299] + "…",
            "href": href,
            "at": event.at,
        }
        for person in told
    ]
    session.execute(insert(NOTICES), rows)
    session.execute(update(PEOPLE).where(PEOPLE.c.id.in_(told)).values(unread=PEOPLE.c.unread + 1))


def _name(session: Session, person_id: int | None) -> str:
    if person_id is None:
        return "The portal"
    return session.execute(select(col(Person.name)).where(col(Person.id) == person_id)).scalar_one()


def _followers(session: Session, kind: str, subject_id: int) -> set[int]:
    statement = select(FOLLOWS.c.person_id).where(
        FOLLOWS.c.kind == kind, FOLLOWS.c.subject_id == subject_id
    )
    return set(session.execute(statement).scalars())


def _stewards(session: Session, network_id: int | None) -> set[int]:
    statement = select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == network_id, col(NetworkRole.role) == "steward"
    )
    return set(session.execute(statement).scalars())


def _leaders(session: Session, organization_ids: Iterable[int]) -> set[int]:
    statement = select(col(Membership.person_id)).where(
        col(Membership.organization_id).in_(list(organization_ids)),
        col(Membership.role) == "leader",
        col(Membership.status) == "active",
    )
    return set(session.execute(statement).scalars())


def _problem(session: Session, event: Event, problem: Problem) -> Telling:
    if event.verb not in PROBLEM:
        return NOTHING
    people = {problem.author_id}
    if event.verb == "submitted":
        people |= _stewards(session, problem.network_id)
    elif event.verb in ("merge_proposed", "merge_refused", "merge_lapsed", "interest_taken_back"):
        people |= _leaders(session, [problem.organization_id])
        people |= {event.detail["proposed_by"]} if "proposed_by" in event.detail else set()
    elif event.verb == "interest_shown":
        people |= _leaders(session, [problem.organization_id])
        people |= _followers(session, "problem", event.subject_id)
    elif not event.private:
        people |= _followers(session, "problem", event.subject_id)
        people |= interested(session, event.subject_id)
    said = {"submitted": "submitted", "opened": "opened", "returned": "returned"}.get(
        event.verb, PROBLEM_VERBS[event.verb]
    )
    text = f"{said} “{problem.title}”." if event.verb in ("submitted", "opened", "returned") else (
        f"{said}: “{problem.title}”."
    )  # fmt: skip
    return people, text, f"/problems/{problem.id}"


def _study(session: Session, event: Event, study: Study) -> Telling:
    if event.verb not in STUDY:
        return NOTHING
    said = study_sentence(event.verb, event.detail)
    if event.verb in ENDING:
        told = event.detail["in_charge"]
        return told, f"{said}: “{study.title}”.", f"/studies/{study.id}/agreements"
    if "tell_only" in event.detail:
        # Steps in the text concern those who write it, by name.
        said = study_sentence(event.verb, event.detail)
        href = f"/studies/{study.id}{event.detail['at']}"
        return event.detail["tell_only"], f"{said}: “{study.title}”.", href
    members = select(col(StudyMember.person_id)).where(
        col(StudyMember.study_id) == event.subject_id, col(StudyMember.left_at).is_(None)
    )
    people = set(session.execute(members).scalars())
    # Leaders and signatories of the districts: no members, and yet concerned.
    people |= set(event.detail.get("tell", ()))
    if not event.private:
        people |= _followers(session, "study", event.subject_id)
    # Some lines concern one person alone.
    people = set(event.detail.get("only", people))
    return people, f"{said}: “{study.title}”.", f"/studies/{study.id}"


def _brief(session: Session, event: Event, brief: Brief) -> Telling:
    if event.verb not in BRIEF:
        return NOTHING
    if event.verb == "adoption_asked":
        asked = f"asks what {event.detail['organization']} did with “{brief.title}”."
        return event.detail["tell"], asked, f"/briefs/{brief.id}/adoption/{event.organization_id}"
    members = select(col(StudyMember.person_id)).where(col(StudyMember.study_id) == brief.study_id)
    people = set(session.execute(members).scalars())
    if not event.private:
        people |= _followers(session, "brief", event.subject_id)
        people |= _followers(session, "problem", brief.problem_id)
    said = brief_sentence(event.verb, event.detail)
    return people, f"{said}: “{brief.title}”.", f"/briefs/{brief.id}"


def _round(session: Session, event: Event, round_: Round) -> Telling:
    if event.verb == "substitute_named":
        named = f"named you to vote for {event.detail['district']} when its delegate cannot"
        return {event.detail["person_id"]}, f"{named}: “{round_.title}”.", f"/rounds/{round_.id}"
    said = {
        "opened": "opened the vote",
        "extended": "extended the vote",
        "closed": "closed the vote",
        "cancelled": "cancelled the vote",
        "certified": "certified the result",
        "annulled": "annulled the result",
    }.get(event.verb)
    if said is None:
        return NOTHING
    page, people = f"/rounds/{round_.id}", _delegates(session, round_)
    if event.verb != "closed" or "won" not in event.detail:
        return people, f"{said}: “{round_.title}”.", page
    # Who opened the round does not certify it.
    people = (people | _leading(session, round_)) - {round_.opened_by or 0}
    ask = "Say for your district whether the count stands."
    return people, f"closed the vote “{round_.title}” and counted it. {ask}", page


def _delegates(session: Session, round_: Round) -> set[int]:
    """The delegates of the districts that may vote in a round."""
    statement = (
        select(col(Appointment.person_id))
        .join(Elector, col(Elector.organization_id) == col(Appointment.organization_id))
        .where(
            col(Elector.round_id) == round_.id,
            col(Appointment.role) == "delegate",
            col(Appointment.ended_at).is_(None),
        )
    )
    return set(session.execute(statement).scalars())


def _leading(session: Session, round_: Round) -> set[int]:
    """The leaders of the districts that may vote in a round."""
    districts = select(col(Elector.organization_id)).where(col(Elector.round_id) == round_.id)
    leaders = _members(districts, col(Membership.role) == "leader")
    return set(session.execute(leaders).scalars())


def _organization(session: Session, organization_id: int) -> str:
    statement = select(col(Organization.name)).where(col(Organization.id) == organization_id)
    return session.execute(statement).scalar_one()


def _membership(session: Session, event: Event, membership: Membership) -> Telling:
    where = membership.organization_id
    name, page = _organization(session, where), f"/organizations/{where}"
    if event.verb == "requested":
        networks = select(col(NetworkMembership.network_id)).where(
            col(NetworkMembership.organization_id) == where,
            col(NetworkMembership.status) == "active",
        )
        stewards = select(col(NetworkRole.person_id)).where(
            col(NetworkRole.network_id).in_(networks), col(NetworkRole.role) == "steward"
        )
        people = _leaders(session, [where]) | set(session.execute(stewards).scalars())
        if not people:
            admins = select(col(Person.id)).where(col(Person.is_admin).is_(True))
            people = set(session.execute(admins).scalars())
        return people, f"asks to join {name}.", f"{page}/manage"
    said = {
        "joined": f"let you join {name}.",
        "refused": f"did not let you join {name}.",
        "ended": f"ended your membership in {name}.",
    }.get(event.verb, "")
    return {membership.person_id}, said, page


def _appointment(session: Session, event: Event, appointment: Appointment) -> Telling:
    name = _organization(session, appointment.organization_id)
    said = {
        "appointed": f"appointed you {appointment.role} of {name}.",
        "replaced": f"appointed someone else {appointment.role} of {name}.",
        "ended": f"ended your appointment as {appointment.role} of {name}.",
    }.get(event.verb, "")
    page = f"/organizations/{appointment.organization_id}"
    return {int(event.detail.get("person_id", appointment.person_id))}, said, page


def _network_membership(session: Session, event: Event, place: NetworkMembership) -> Telling:
    network = session.get(Network, place.network_id)
    assert network is not None
    name, page = _organization(session, place.organization_id), f"/networks/{network.slug}"
    if event.verb == "requested":
        told = _stewards(session, network.id)
        return told, f"asks that {name} joins {network.name}.", f"{page}/steward"
    said = {
        "admitted": f"admitted {name} to {network.name}.",
        "refused": f"did not admit {name} to {network.name}.",
        "ended": f"ended the place of {name} in {network.name}.",
    }.get(event.verb, "")
    return _leaders(session, [place.organization_id]), said, page


def _comment(session: Session, event: Event, kind: str) -> Telling:
    subject_id, comment_id = event.subject_id, event.detail.get("comment_id")
    page = f"/comments/{comment_id}"
    if event.verb == "comment_hidden":
        return {event.detail["author_id"]}, "hid your comment, with a reason.", page
    if event.verb != "commented":
        return NOTHING
    owners: Any = {
        "problem": select(col(Problem.title), col(Problem.author_id)).where(
            col(Problem.id) == subject_id
        ),
        "study": select(col(Study.title), col(Study.lead_id)).where(col(Study.id) == subject_id),
        "brief": select(col(Brief.title), col(Study.lead_id))
        .join(Study, col(Study.id) == col(Brief.study_id))
        .where(col(Brief.id) == subject_id),
    }[kind]
    title, owner = session.execute(owners).one()
    people = {owner}
    # A study's discussion is for those who take part, so no other follower hears of it.
    if kind != "study":
        people |= _followers(session, kind, subject_id)
    else:
        members = select(col(StudyMember.person_id)).where(col(StudyMember.study_id) == subject_id)
        people |= set(session.execute(members).scalars())
    if answered := event.detail.get("reply_to"):
        thread = select(col(Comment.author_id)).where(
            or_(col(Comment.id) == answered, col(Comment.reply_to) == answered)
        )
        people |= set(session.execute(thread).scalars())
    return people, f"commented on “{title}”.", page


def follow(session: Session, actor: Viewer, kind: str, subject_id: int) -> Follow:
    """Hear about a thing from now on; following twice is following once."""
    assert actor.id is not None
    key = (actor.id, kind, subject_id)
    if held := session.get(Follow, key):
        return held
    made = Follow(person_id=actor.id, kind=kind, subject_id=subject_id, since=clock.now())
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        # Two presses at once.
        return session.get_one(Follow, key)
    return made


def unfollow(session: Session, actor: Viewer, kind: str, subject_id: int) -> bool:
    """Hear no more about a thing."""
    of_it = FOLLOWS.c.kind == kind, FOLLOWS.c.subject_id == subject_id
    session.execute(delete(FOLLOWS).where(FOLLOWS.c.person_id == actor.id, *of_it))
    return True


def mark_read(session: Session, actor: Viewer, until: int) -> bool:
    """Mark a person's notices up to one as read."""
    now: datetime = clock.now()
    session.execute(
        update(NOTICES)
        .where(NOTICES.c.person_id == actor.id, NOTICES.c.id <= until, NOTICES.c.read_at.is_(None))
        .values(read_at=now)
    )
    left = (
        select(NOTICES.c.id)
        .join(Event, col(Event.id) == NOTICES.c.event_id)
        .where(NOTICES.c.person_id == actor.id, NOTICES.c.read_at.is_(None), still_hers(actor))
    )
    unread = len(session.execute(left).all())
    session.execute(update(PEOPLE).where(PEOPLE.c.id == actor.id).values(unread=unread))
    return True

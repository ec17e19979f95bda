"""Each kind of things says who may read it: whatever shows a title asks there."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from rpp import clock, kinds
from rpp.history import Event
from rpp.models import things
from rpp.networks import operations as networks
from rpp.networks.models import NetworkMembership, NetworkRole
from rpp.notices.models import Notice
from rpp.organizations.models import Membership
from rpp.policy import ANYONE, Viewer
from rpp.problems.models import MergeProposal
from rpp.search import operations as search
from rpp.verbs import Verbs
from rpp.words import Document
from tests.support.client import Browser
from tests.support.world import World

AsPerson = Callable[..., Browser]


def test_a_kind_that_does_not_say_who_reads_it_keeps_the_portal_from_starting(
    one_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TypeError, match="does not say who may read"):
        kinds.register(kinds.Kind("rumor", readers=None, verbs=Verbs({})))  # type: ignore[arg-type]

    class Rumor:
        kind = "rumor"

    with pytest.raises(RuntimeError, match="no room says who may read things of the kind 'rumor'"):
        kinds.check(one_app, [*things(), Rumor])

    class Restless:
        kind, status_since = "network", None

    with pytest.raises(RuntimeError, match="no room tells the life of the kind 'network'"):
        kinds.check(one_app, [Restless])
    lost = replace(kinds._kinds["problem"], address=("problems.nowhere", "problem_id"))
    monkeypatch.setitem(kinds._kinds, "problem", lost)
    with pytest.raises(RuntimeError, match="page of the kind 'problem' does not exist"):
        kinds.check(one_app, things())


def test_every_thing_with_a_history_is_of_a_kind_that_is_known(one_app: Flask) -> None:
    assert {model.kind for model in things()} <= set(kinds._kinds)
    assert {"problem", "study", "brief", "round", "membership"} <= {m.kind for m in things()}


# Addresses stand in e-mails, feeds and citations, so each is written down here and stays.
ADDRESSES = {
    "organization": "/organizations/7",
    "problem": "/problems/7",
    "round": "/rounds/7",
    "study": "/studies/7",
    "brief": "/briefs/7",
    "use": "/uses/7",
    "collection": "/collections/7",
    "evidence": "/evidence/7",
    "rating": "/ratings/7",
    "evidence import": "/evidence/imports/7",
    "finding": "/findings/7",
    "unanswered": "/ask/unanswered/7",
    "synthesis": "/syntheses/7",
    "claim": "/claims/7",
}


def test_a_thing_is_found_at_the_address_of_its_kind(app: Flask) -> None:
    with app.app_context():
        found = {name: kinds.href(name, 7) for name, kind in kinds._kinds.items() if kind.address}
    assert found == ADDRESSES, "a kind has a page that is not in ADDRESSES, or the other way round"


# Open to all by their nature; of every other kind a stranger knows nothing that is not there.
OPEN = {"organization", "network", "evidence"}


def test_a_notice_of_what_one_may_not_know_is_shown_for_no_kind(
    make: Any, browser_as: AsPerson, app: Flask
) -> None:
    stranger = make.person()
    now = clock.now()
    for at, name in enumerate([*kinds._kinds, "ghost"], 1):
        discussed = name == "ghost" or kinds._kinds[name].find
        for kind in (name, f"{name}:talk") if discussed else (name,):
            event = make.add(Event(kind=kind, subject_id=999, verb="told", at=now))
            who = f"Somebody of {kind} "
            make.add(
                Notice(person_id=stranger.id, event_id=event.id, who=who, href=f"/{at}", at=now)
            )
    browser = browser_as(stranger)
    for path in ("/me", "/notices"):
        text = browser.read(path).text
        shown = {name for name in [*kinds._kinds, "ghost"] if f"Somebody of {name} " in text}
        # Whom districts appointed is known to all who are signed in.
        assert shown <= OPEN | {"appointment"}
    assert shown == OPEN | {"appointment"}


def test_the_title_of_a_problem_that_was_taken_back_stands_nowhere_for_its_steward(
    browser_as: AsPerson, world: World
) -> None:
    problem = world.problem("draft", title="A matter we would rather settle among ourselves")
    author, steward = browser_as(world.author), browser_as(world.steward)
    author.send(f"/problems/{problem.id}/known", action="/submit")
    for path in ("/me", "/notices"):
        assert problem.title in steward.read(path).text
    author.send(f"/problems/{problem.id}", action="/take-back")
    for path in ("/me", "/notices", "/admin/events", "/search?q=matter", "/problems"):
        assert problem.title not in steward.get(path).text
    assert problem.title in author.read("/me").text


def test_who_steps_down_reads_no_more_who_asks_to_join(
    browser_as: AsPerson, world: World, make: Any
) -> None:
    person = make.person("Jonas Vale")
    browser_as(person).send(f"/organizations/{world.neighbour.id}/join", {"note": "I teach."})
    leader = browser_as(world.neighbour_leader)
    assert "Jonas Vale asks to join" in leader.read("/notices").text
    with make.writing() as session:
        own = session.get(Membership, 3)
        assert own.person_id == world.neighbour_leader.id
        own.role = "member"
    assert "Jonas Vale" not in leader.read("/notices").text


def test_a_steward_who_left_reads_no_more_which_district_asked(
    browser_as: AsPerson, world: World, make: Any
) -> None:
    outside = make.organization("Boaz City")
    leader = make.leader(outside)
    make.steward(world.network)
    with make.writing() as session:
        viewer = Viewer(id=leader.id, leads=frozenset({outside.id}))
        networks.apply(session, viewer, world.network.id, outside.id)
    steward = browser_as(world.steward)
    assert "Boaz City" in steward.read("/notices").text
    with make.writing() as session:
        role = next(r for r in make.all(NetworkRole) if r.person_id == world.steward.id)
        networks.end_role(session, Viewer(id=leader.id), world.network.id, role.id)
    assert "Boaz City" not in steward.read("/notices").text


def test_a_merge_is_named_to_no_leader_who_may_no_longer_know_of_the_other_problem(
    browser_as: AsPerson, world: World, make: Any
) -> None:
    inside = {"audience": "network"}
    own = world.problem("open", title="Our own", **inside)
    other = world.problem(
        "open", title="Theirs, for the network", organization_id=world.neighbour.id, **inside
    )
    make.add(
        MergeProposal(
            from_id=own.id,
            into_id=other.id,
            proposed_by=world.steward.id,
            reason="One problem.",
            proposed_at=clock.now(),
        )
    )
    leader = browser_as(world.leader)
    assert "Theirs, for the network" in leader.read("/me").text
    with make.writing() as session:
        place = next(p for p in make.all(NetworkMembership))
        assert place.organization_id == world.district.id
        session.get(NetworkMembership, place.id).status = "ended"
    assert "Theirs, for the network" not in leader.read("/me").text


def test_a_row_of_the_index_that_fell_behind_is_found_by_nobody_who_may_not_know(
    browser_as: AsPerson, world: World, make: Any
) -> None:
    draft = world.problem("draft", title="Unfinished zeppelin worries")
    with make.writing() as session:
        search.write(session, "problem", [Document(draft.id, draft.title, "zeppelin")])
    assert draft.title not in browser_as(world.stranger).read("/search?q=zeppelin").text
    assert draft.title in browser_as(world.author).read("/search?q=zeppelin").text


def test_the_operators_list_of_events_names_no_private_thing(
    browser_as: AsPerson, world: World, make: Any
) -> None:
    draft = world.problem("draft")
    browser_as(world.author).send(f"/problems/{draft.id}/edit", {"title": "Ours"}, action="/edit")
    opened = world.problem("returned")
    author = browser_as(world.author)
    author.send(f"/problems/{opened.id}/edit", {"title": "Ours, too"}, action="/edit")
    author.send(f"/problems/{opened.id}/known", action="/submit")
    browser_as(world.steward).send(f"/problems/{opened.id}", action="/open")
    returned = world.problem("submitted")
    path = f"/problems/{returned.id}/return"
    browser_as(world.steward).send(path, {"reason": "Say more."}, action="/return")
    admin = browser_as(make.admin())
    for path in ("/admin/events", "/admin"):
        text = admin.read(path).text
        assert f"problem {opened.id} opened" in text
        # What its district did among itself stays there when it opens.
        assert f"problem {opened.id} submitted" in text
        assert f"problem {opened.id} saved" not in text
        assert f"problem {draft.id} " not in text
        assert f"problem {returned.id} " not in text


def test_nobody_in_particular_knows_of_nothing_that_is_not_open(app: Flask, make: Any) -> None:
    with app.app_context(), make.writing() as session:
        asked = [(name, 1) for name in kinds._kinds]
        assert {name for name, _ in kinds.readable(session, ANYONE, asked)} == OPEN

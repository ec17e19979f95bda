"""Networks: who belongs to them, and who serves them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp import db
from rpp.errors import DomainError
from rpp.history import Event
from rpp.networks import atlas, operations
from rpp.networks.life import LIFE
from rpp.networks.models import Network, NetworkMembership, NetworkRole
from rpp.organizations.models import Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.support.client import Browser
from tests.support.factories import Factories

AsPerson = Callable[..., Browser]


@pytest.fixture
def district(make: Factories) -> Organization:
    return make.organization("Albertville City")


@pytest.fixture
def network(make: Factories) -> Network:
    return make.network(slug="gulf-and-hills", name="Gulf and Hills Network")


def status_of(make: Factories, organization: Organization) -> str:
    found = [m for m in make.all(NetworkMembership) if m.organization_id == organization.id]
    return found[0].status if found else ""


def ask(browser: Browser, network: Network, organization: Organization) -> Any:
    return browser.send(
        f"/networks/{network.slug}", {"organization": str(organization.id)}, action="/apply"
    )


# --- joining -------------------------------------------------------------------------------


def test_a_leader_brings_her_district_and_a_steward_admits_it(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    leader, steward = make.leader(district), make.steward(network)
    text = ask(browser_as(leader), network, district).get_data(as_text=True)
    assert "You asked to join" in text
    assert status_of(make, district) == "pending"
    browser = browser_as(steward)
    assert "1 organization asks to join" in browser.read("/networks/gulf-and-hills").text
    browser.send("/networks/gulf-and-hills/steward", {"decision": "admit"}, action="/decide")
    assert status_of(make, district) == "active"
    assert [e.verb for e in make.all(Event)] == ["requested", "admitted"]
    assert {e.organization_id for e in make.all(Event)} == {district.id}


def test_a_steward_refuses_with_a_reason_and_the_district_may_ask_again(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    leader, steward = make.leader(district), make.steward(network)
    ask(browser_as(leader), network, district)
    (own,) = make.all(NetworkMembership)
    path = f"/network-memberships/{own.id}/decide"
    for reason, status in (("", "pending"), ("x" * 501, "pending"), ("Too far away.", "refused")):
        data = {"decision": "refuse", "reason": reason}
        browser_as(steward).force(path, data, expect=303)
        assert status_of(make, district) == status
    ask(browser_as(leader), network, district)
    assert status_of(make, district) == "pending"


def test_only_who_leads_it_brings_an_organization(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    path, data = "/networks/gulf-and-hills/apply", {"organization": str(district.id)}
    browser_as().force(path, data, expect=401)
    browser_as(make.member(district)).force(path, data, expect=403)
    browser_as(make.leader(make.organization())).force(path, data, expect=422)
    assert make.all(NetworkMembership) == []


@pytest.mark.parametrize("who", ["leader", "broker", "admin", "steward of another"])
def test_only_its_stewards_admit(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization, who: str
) -> None:
    make.join(network, district, "pending")
    (own,) = make.all(NetworkMembership)
    others: dict[str, Callable[[], Person]] = {
        "leader": lambda: make.leader(district),
        "broker": lambda: make.steward(network, role="broker"),
        "admin": make.admin,
        "steward of another": lambda: make.steward(make.network()),
    }
    path = f"/network-memberships/{own.id}/decide"
    # Who neither asks nor decides does not know that the district asked.
    expect = 404 if who in ("broker", "steward of another") else 403
    browser_as(others[who]()).force(path, {"decision": "admit"}, expect=expect)
    assert status_of(make, district) == "pending"


def test_an_application_is_decided_once_and_can_be_made_again(
    make: Factories, network: Network, district: Organization
) -> None:
    leader, steward = make.leader(district), make.steward(network)
    leads = Viewer(id=leader.id, leads=frozenset({district.id}))
    deciding = Viewer(id=steward.id, stewards=frozenset({network.id}))
    with make.writing() as session:
        place = operations.apply(session, leads, network.id, district.id)
        with pytest.raises(DomainError, match="is already waiting for an answer"):
            operations.apply(session, leads, network.id, district.id)
        for reason in ("", " \x00 ", "x" * 501):
            with pytest.raises(DomainError, match="reason"):
                operations.refuse(session, deciding, place.id, reason)
        operations.refuse(session, deciding, place.id, "Not from our state.")
        for again in (
            lambda: operations.admit(session, deciding, place.id),
            lambda: operations.refuse(session, deciding, place.id, "Again."),
        ):
            with pytest.raises(DomainError, match="already decided this"):
                again()
        with pytest.raises(DomainError, match="no longer in the network"):
            operations.end(session, leads, place.id)
        operations.apply(session, leads, network.id, district.id)
        operations.admit(session, deciding, place.id)
        with pytest.raises(DomainError, match="already in this network"):
            operations.apply(session, leads, network.id, district.id)
    assert status_of(make, district) == "active"


def test_who_asked_and_was_refused_stands_in_nobodys_history_but_of_those_who_decide(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    leader, steward = make.leader(district), make.steward(network)
    ask(browser_as(leader), network, district)
    (place,) = make.all(NetworkMembership)
    path = f"/network-memberships/{place.id}/decide"
    refusal = {"decision": "refuse", "reason": "Not from our state."}
    browser_as(steward).force(path, refusal, expect=303)
    pages = ("/networks/gulf-and-hills", f"/organizations/{district.id}")
    for who in (None, make.person()):
        for page in pages:
            text = browser_as(who).read(page).text
            assert [w for w in ("asked to join", "was refused", "Not from our") if w in text] == []
    text = browser_as(steward).read(pages[0]).text
    assert [w for w in ("asked to join", "was refused", "Not from our") if w not in text] == []


def test_a_part_is_ended_in_its_own_network_alone(make: Factories, network: Network) -> None:
    for _ in range(2):
        make.steward(network)
    other = make.network()
    part = make.all(NetworkRole)[0]
    with make.writing() as session:
        for where, which in ((other.id, part.id), (network.id, 999)):
            with pytest.raises(DomainError, match="already ended this"):
                operations.end_role(session, Viewer(id=part.person_id), where, which)
    assert len(make.all(NetworkRole)) == 2


def test_nobody_serves_a_network_whose_address_was_not_confirmed(
    make: Factories, browser_as: AsPerson, network: Network
) -> None:
    steward = make.steward(network)
    make.person(email="og@x.example", confirmed_at=None)
    data = {"email": "og@x.example", "role": "broker"}
    answer = browser_as(steward).send(
        "/networks/gulf-and-hills/steward", data, action="/roles", status=422
    )
    assert "No account has this address yet" in answer.get_data(as_text=True)
    assert len(make.all(NetworkRole)) == 1


def test_who_led_an_organization_until_a_moment_ago_brings_it_nowhere(
    make: Factories, network: Network, district: Organization
) -> None:
    nobody = Viewer(id=make.member(district).id)
    with make.writing() as session:
        for chosen in (district.id, None):
            with pytest.raises(DomainError, match="an organization that you lead"):
                operations.apply(session, nobody, network.id, chosen)
    assert make.all(NetworkMembership) == []


def test_a_pending_district_is_not_counted_among_the_members(
    make: Factories, anyone: Browser, network: Network, district: Organization
) -> None:
    make.join(network, district, "pending")
    assert district.name not in anyone.read("/networks/gulf-and-hills").text
    assert "0 districts" in anyone.read("/networks").text


def test_its_leader_takes_a_district_out(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    make.join(network, district)
    (own,) = make.all(NetworkMembership)
    path = f"/network-memberships/{own.id}/end"
    browser_as(make.member(district)).force(path, expect=403)
    browser_as(make.leader(district)).send("/networks/gulf-and-hills", action="/end")
    assert status_of(make, district) == "ended"


def test_a_steward_ends_a_membership(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    make.join(network, district)
    browser = browser_as(make.steward(network))
    (own,) = make.all(NetworkMembership)
    browser.force(f"/network-memberships/{own.id}/end", expect=303)
    assert status_of(make, district) == "ended"


@pytest.mark.parametrize("status", ["pending", "active", "refused", "ended"])
@pytest.mark.parametrize("to", ["pending", "active", "refused", "ended"])
def test_every_way_of_a_network_membership_is_in_the_table_or_refused(
    make: Factories, app: Flask, network: Network, district: Organization, status: str, to: str
) -> None:
    leader = make.leader(district)
    make.join(network, district, status)
    (own,) = make.all(NetworkMembership)
    she = Viewer(id=leader.id, leads=frozenset({district.id or 0}))
    ways: dict[str, Callable[..., Any]] = {
        "pending": lambda s: operations.apply(s, she, network.id or 0, district.id),
        "active": lambda s: operations.admit(s, she, own.id),
        "refused": lambda s: operations.refuse(s, she, own.id, "No."),
        "ended": lambda s: operations.end(s, she, own.id),
    }
    try:
        with app.app_context(), db.transaction() as session:
            ways[to](session)
        done = True
    except DomainError:
        done = False
    # Nobody is admitted who did not ask.
    allowed = to in LIFE.transitions[status] and (status, to) != ("ended", "active")
    assert done == allowed
    assert status_of(make, district) == (to if allowed else status)


# --- those who serve -----------------------------------------------------------------------


def test_a_steward_names_a_broker(make: Factories, browser_as: AsPerson, network: Network) -> None:
    steward, other = make.steward(network), make.person("Ottoline Grier", email="og@x.example")
    data = {"email": "OG@x.example", "role": "broker"}
    browser_as(steward).send("/networks/gulf-and-hills/steward", data, action="/roles")
    assert {(r.person_id, r.role) for r in make.all(NetworkRole)} == {
        (steward.id, "steward"),
        (other.id, "broker"),
    }


def test_a_network_keeps_one_steward(
    make: Factories, browser_as: AsPerson, network: Network
) -> None:
    steward = make.steward(network)
    browser = browser_as(steward)
    page = browser.send("/networks/gulf-and-hills/steward", action="/end")
    assert "Name another steward first" in page.get_data(as_text=True)
    make.steward(network)
    browser.send("/networks/gulf-and-hills/steward", action="/end")
    assert len(make.all(NetworkRole)) == 1


@pytest.mark.parametrize("who", ["member", "broker", "steward of another"])
def test_nobody_else_names_stewards(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization, who: str
) -> None:
    make.join(network, district)
    steward = make.steward(network)
    others: dict[str, Callable[[], Person]] = {
        "member": lambda: make.leader(district),
        "broker": lambda: make.steward(network, role="broker"),
        "steward of another": lambda: make.steward(make.network()),
    }
    browser = browser_as(others[who]())
    before = len(make.all(NetworkRole))
    data = {"email": steward.email, "role": "broker"}
    browser.force("/networks/gulf-and-hills/roles", data, expect=403)
    (own,) = [r for r in make.all(NetworkRole) if r.person_id == steward.id]
    browser.force(f"/network-roles/{own.id}/end", expect=403)
    # Who serves a network is named to those who are signed in.
    assert browser_as().force(f"/network-roles/{own.id}/end").status_code == 404
    browser.force("/networks/gulf-and-hills/texts", {"purpose": "Ours now."}, expect=403)
    assert browser.get("/networks/gulf-and-hills/steward").status_code == 403
    assert len(make.all(NetworkRole)) == before


def test_an_administrator_opens_a_network_with_its_first_steward(
    make: Factories, browser_as: AsPerson
) -> None:
    admin, steward = make.admin(), make.person("Lucille Abara")
    data = {
        "name": "Ohio Valley Early Literacy",
        "slug": "ohio-valley",
        "purpose": "Every child reads a page aloud by the end of third grade.",
        "about": "We meet **online**. <script>alert(1)</script>",
        "timezone": "America/New_York",
        "steward_email": steward.email,
    }
    browser = browser_as(admin)
    text = browser.send("/admin/networks/new", data).get_data(as_text=True)
    assert "<strong>online</strong>" in text
    assert "<script>alert" not in text
    (made,) = make.all(Network)
    assert made.timezone == "America/New_York"
    assert [r.person_id for r in make.all(NetworkRole)] == [steward.id]
    browser.send("/admin/networks/new", data, status=422)
    browser.send("/admin/networks/new", data | {"steward_email": "nobody@x.example"}, status=422)
    browser.send("/admin/networks/new", data | {"slug": "Ohio Valley"}, status=422)
    assert len(make.all(Network)) == 1
    assert browser_as(steward).get("/admin/networks/new").status_code == 403


def test_a_steward_changes_what_the_network_says_about_itself(
    make: Factories, browser_as: AsPerson, network: Network
) -> None:
    data = {"purpose": "Eight districts choose shared problems.", "about": "One *ballot* each."}
    browser_as(make.steward(network)).send(
        "/networks/gulf-and-hills/steward", data, action="/texts"
    )
    assert make.all(Network)[0].about_html == "<p>One <em>ballot</em> each.</p>"


# --- pages ---------------------------------------------------------------------------------


def test_the_list_tells_members_by_setting(make: Factories, anyone: Browser) -> None:
    make.network(
        make.organization(locale=41), make.organization(locale=43), make.organization(locale=11)
    )
    assert "3 districts: 2 rural, 1 city" in anyone.read("/networks").text


def test_an_empty_list_says_how_a_network_begins(anyone: Browser) -> None:
    assert "No network has been opened yet" in anyone.read("/networks").text


def test_the_page_shows_its_districts_on_a_map_and_in_a_table(
    make: Factories, anyone: Browser
) -> None:
    places = [("Mobile County", 30.69, -88.05), ("Grundy County", 35.39, -85.72)]
    made = [
        make.organization(name, latitude=lat, longitude=lon, enrollment=1_700)
        for name, lat, lon in places
    ]
    make.network(*made, slug="gulf")
    html = anyone.get("/networks/gulf").get_data(as_text=True)
    assert len(re.findall(r"<circle class=\"chart__dot\"", html)) == 4  # wide and narrow
    assert "1,700" in html


def test_names_of_stewards_are_for_people_who_are_signed_in(
    make: Factories, anyone: Browser, browser_as: AsPerson, network: Network
) -> None:
    make.steward(network, make.person("Lucille Abara"))
    assert "Lucille" not in anyone.read("/networks/gulf-and-hills").text
    assert "Lucille Abara" in browser_as(make.person()).read("/networks/gulf-and-hills").text


def test_a_page_costs_the_same_for_few_and_for_many_members(
    make: Factories, app: Flask, browser_as: AsPerson
) -> None:
    from sqlalchemy import event

    small = make.network(make.organization())
    large = make.network(*(make.organization() for _ in range(30)))
    browser = browser_as(make.steward(small))
    counted: list[int] = []
    for one in (small, large):
        seen: list[str] = []
        engine = app.extensions["rpp.engine"]

        def watch(*arguments: Any, seen: list[str] = seen) -> None:
            seen.append(arguments[2])

        event.listen(engine, "before_cursor_execute", watch)
        browser.read(f"/networks/{one.slug}")
        event.remove(engine, "before_cursor_execute", watch)
        counted.append(len([s for s in seen if s.startswith("SELECT")]))
    # A steward also sees how many wait: one statement more.
    assert counted[0] - counted[1] in (0, 1)


def test_the_north_is_above_and_the_east_on_the_right() -> None:
    map_ = atlas.draw(
        [("Mobile", 30.7, -88.0), ("Grundy", 35.4, -85.7), ("Nowhere", None, None)], 640, 360
    )
    assert map_ is not None
    at = {place.name: place for place in map_.places}
    assert set(at) == {"Mobile", "Grundy"}
    assert at["Grundy"].y < at["Mobile"].y
    assert at["Grundy"].x > at["Mobile"].x
    assert all(0 < p.x < 640 and 0 < p.y < 360 for p in map_.places)


def test_labels_of_a_map_never_cover_each_other() -> None:
    crowded = [(f"District number {n}", 39.1 + n / 900, -84.5 + n / 700) for n in range(12)]
    map_ = atlas.draw([*crowded, ("Far away", 41.0, -81.0)], 640, 360)
    assert map_ is not None
    assert any(not place.side for place in map_.places)
    assert any(place.side for place in map_.places)


def test_one_place_alone_needs_no_map() -> None:
    assert atlas.draw([("Mobile", 30.7, -88.0)], 640, 360) is None


def test_the_stewards_page_counts_the_requests_to_join_it_shows(
    make: Factories, browser_as: AsPerson, network: Network, district: Organization
) -> None:
    steward, path = browser_as(make.steward(network)), f"/networks/{network.slug}/steward"
    assert "No request to join is waiting" in steward.read(path).text
    for place, said in ((district, "1 request to join is"), (make.organization(), "2 requests")):
        make.join(network, place, "pending")
        assert said in steward.read(path).text

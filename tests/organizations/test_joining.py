"""How people find their organization, join it, and who decides."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from rpp import clock, db
from rpp.errors import DomainError
from rpp.history import Event
from rpp.organizations import appointing, claiming, domains, operations
from rpp.organizations.life import LIFE
from rpp.organizations.models import Appointment, EmailDomain, Membership, Organization
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.support.client import Browser
from tests.support.factories import Factories

AsPerson = Callable[..., Browser]
DOMAIN = "albertville.k12.al.us"


@pytest.fixture
def district(make: Factories) -> Organization:
    return make.organization("Albertville City")


def status_and_role(make: Factories, person: Person) -> tuple[str, str]:
    """The person's latest membership, as (status, role)."""
    (one,) = [m for m in make.all(Membership) if m.person_id == person.id]
    return one.status, one.role


def verbs(make: Factories, kind: str = "membership") -> list[str]:
    return [event.verb for event in make.all(Event) if event.kind == kind]


def verified(make: Factories, organization: Organization, domain: str = DOMAIN) -> None:
    make.add(EmailDomain(organization_id=organization.id, domain=domain, verified_at=clock.now()))


def ask(browser: Browser, organization: Organization, note: str = "") -> Any:
    return browser.send(f"/organizations/{organization.id}/join", {"note": note})


def decide(browser: Browser, make: Factories, person: Person, status: int, **data: str) -> Any:
    (one,) = [m for m in make.all(Membership) if m.person_id == person.id]
    data = {"decision": "approve", "role": "member"} | data
    return browser.force(f"/memberships/{one.id}/decide", data, expect=status)


# --- joining -------------------------------------------------------------------------------


def test_a_verified_mail_domain_lets_her_join_at_once(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    verified(make, district)
    person = make.person(email=f"renata@{DOMAIN}")
    browser = browser_as(person)
    assert "You join right away" in browser.read(f"/organizations/{district.id}/join").text
    ask(browser, district)
    assert status_and_role(make, person) == ("active", "member")
    assert verbs(make) == ["joined"]


@pytest.mark.parametrize(
    "email", [f"renata@students.{DOMAIN}", f"renata@evil{DOMAIN}", f"{DOMAIN}@evil.example"]
)
def test_only_the_very_domain_counts(
    make: Factories, browser_as: AsPerson, district: Organization, email: str
) -> None:
    verified(make, district)
    person = make.person(email=email)
    ask(browser_as(person), district)
    assert status_and_role(make, person)[0] == "pending"


def test_a_domain_that_is_only_claimed_lets_nobody_in(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    make.add(EmailDomain(organization_id=district.id, domain=DOMAIN))
    person = make.person(email=f"renata@{DOMAIN}")
    ask(browser_as(person), district)
    assert status_and_role(make, person)[0] == "pending"


def test_web_mail_lets_nobody_in_even_if_somebody_verified_it(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    verified(make, district, "gmail.com")
    person = make.person(email="renata@gmail.com")
    ask(browser_as(person), district)
    assert status_and_role(make, person)[0] == "pending"


def test_the_page_of_a_request_says_who_decides(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    path = f"/organizations/{district.id}/join"
    browser = browser_as(make.person())
    ask(browser, district)
    assert "an administrator of this portal" in browser.read(path).text
    network = make.network(district)
    make.steward(network, make.person("Lucille Abara"))
    assert "a steward of its network (Lucille Abara)" in browser.read(path).text
    make.leader(district, "Renata Oakes")
    assert "a leader of Albertville City (Renata Oakes)" in browser.read(path).text


def test_a_person_who_waits_has_no_rights(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    make.leader(district)
    person = make.person()
    browser = browser_as(person)
    ask(browser, district)
    assert browser.get(f"/organizations/{district.id}/manage").status_code == 403
    assert browser.get(f"/studies/schools/{district.id}").status_code in (403, 404)
    own = make.all(Membership)[-1]
    for path in (
        f"/memberships/{own.id}/decide",
        f"/memberships/{own.id}/leader",
        f"/memberships/{own.id}/end",
        f"/organizations/{district.id}/appointments",
        f"/organizations/{district.id}/domains",
    ):
        assert browser.force(path, {"leader": "1", "decision": "approve"}).status_code == 403
    assert status_and_role(make, person) == ("pending", "member")


def test_a_visitor_signs_in_before_she_asks(
    make: Factories, anyone: Browser, district: Organization
) -> None:
    path = f"/organizations/{district.id}/join"
    assert anyone.get(path).location == f"/sign-in?next={path}"
    for step in ("join", "take-back", "leave"):
        anyone.force(f"/organizations/{district.id}/{step}", expect=401)
    assert make.all(Membership) == []


def test_asking_twice_leaves_one_request(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    person = make.person()
    browser = browser_as(person)
    ask(browser, district)
    browser.force(f"/organizations/{district.id}/join", {"note": ""}, expect=422)
    assert verbs(make) == ["requested"]


def test_she_takes_back_her_request_and_may_ask_again(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    person = make.person()
    browser = browser_as(person)
    ask(browser, district)
    browser.send(f"/organizations/{district.id}/join", action="/take-back")
    assert status_and_role(make, person)[0] == "ended"
    ask(browser, district)
    assert status_and_role(make, person)[0] == "pending"


# --- who decides ---------------------------------------------------------------------------


def test_a_leader_lets_someone_in(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, person = make.leader(district), make.person("Dario Pellum")
    ask(browser_as(person), district, "I am the principal.")
    browser = browser_as(leader)
    page = browser.read(f"/organizations/{district.id}/manage")
    assert "I am the principal." in page.text
    browser.send("/", {"role": "member"}, action="/decide", page=page)
    assert status_and_role(make, person)[0] == "active"
    (event,) = [e for e in make.all(Event) if e.verb == "joined"]
    assert event.detail["person_id"] == person.id
    assert event.organization_id == district.id


def test_a_refusal_needs_a_reason_that_the_person_reads(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, person = make.leader(district), make.person()
    ask(browser_as(person), district)
    decide(browser_as(leader), make, person, 303, decision="refuse", reason=" ")
    assert status_and_role(make, person)[0] == "pending"
    decide(browser_as(leader), make, person, 303, decision="refuse", reason="You left in May.")
    assert status_and_role(make, person)[0] == "refused"
    assert make.all(Event)[-1].reason == "You left in May."


def test_a_refusal_is_not_undone_by_a_mail_domain(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, person = make.leader(district), make.person(email=f"renata@{DOMAIN}")
    ask(browser_as(person), district)
    decide(browser_as(leader), make, person, 303, decision="refuse", reason="A student.")
    verified(make, district)
    ask(browser_as(person), district)
    assert status_and_role(make, person)[0] == "pending"


def test_who_was_removed_does_not_come_back_by_mail_domain_but_who_left_does(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    verified(make, district)
    leader = make.leader(district)
    removed = make.member(district, person=make.person(email=f"one@{DOMAIN}"))
    left = make.member(district, person=make.person(email=f"two@{DOMAIN}"))
    (one,) = [m for m in make.all(Membership) if m.person_id == removed.id]
    browser_as(leader).force(f"/memberships/{one.id}/end", expect=303)
    browser_as(left).send(f"/organizations/{district.id}", action="/leave")
    for person, status in ((removed, "pending"), (left, "active")):
        ask(browser_as(person), district)
        assert status_and_role(make, person)[0] == status


def test_nobody_decides_her_own_request(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    network = make.network(district)
    steward = make.steward(network)
    ask(browser_as(steward), district)
    decide(browser_as(steward), make, steward, 403)
    # They are the only steward, so an administrator decides.
    decide(browser_as(make.admin()), make, steward, 303)
    assert status_and_role(make, steward)[0] == "active"


def test_a_steward_decides_for_districts_of_her_network_alone(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    person = make.person()
    ask(browser_as(person), district)
    network = make.network()
    steward = make.steward(network)
    decide(browser_as(steward), make, person, 404)
    make.join(network, district, "pending")
    decide(browser_as(steward), make, person, 404)
    other = make.network(district)
    broker = make.steward(other, role="broker")
    decide(browser_as(broker), make, person, 404)
    decide(browser_as(make.steward(other)), make, person, 303, role="leader")
    assert status_and_role(make, person) == ("active", "leader")


def test_an_administrator_decides_only_where_nobody_else_can(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    person, admin = make.person(), make.admin()
    ask(browser_as(person), district)
    assert district.name in browser_as(admin).read("/admin").text
    leader = make.leader(district)
    assert district.name not in browser_as(admin).read("/admin").text.split("Recent events")[0]
    decide(browser_as(admin), make, person, 403)
    decide(browser_as(leader), make, person, 303)


@pytest.mark.parametrize("who", ["anyone", "stranger", "member", "leader of another"])
def test_nobody_else_decides(
    make: Factories, browser_as: AsPerson, district: Organization, who: str
) -> None:
    person = make.person()
    ask(browser_as(person), district)
    others: dict[str, Callable[[], Person | None]] = {
        "anyone": lambda: None,
        "stranger": make.person,
        "member": lambda: make.member(district),
        "leader of another": lambda: make.leader(make.organization()),
    }
    decide(browser_as(others[who]()), make, person, 401 if who == "anyone" else 404)
    assert status_and_role(make, person)[0] == "pending"


def test_two_leaders_decide_at_once_and_one_of_them_counts(
    make: Factories, app: Flask, browser_as: AsPerson, district: Organization
) -> None:
    person = make.person()
    leaders = [make.leader(district), make.leader(district)]
    ask(browser_as(person), district)
    (one,) = [m for m in make.all(Membership) if m.person_id == person.id]
    outcomes = race(
        app,
        lambda session: operations.approve(session, Viewer(id=leaders[0].id), one.id, "member"),
        lambda session: operations.refuse(session, Viewer(id=leaders[1].id), one.id, "No."),
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert len([v for v in verbs(make) if v in ("joined", "refused")]) == 1


def race(app: Flask, *acts: Callable[..., Any]) -> list[str]:
    """Run the acts at the same moment, each in its own transaction."""
    start = threading.Barrier(len(acts))
    outcomes: list[str] = []

    def run(act: Callable[..., Any]) -> None:
        start.wait()
        try:
            with app.app_context(), db.transaction() as session:
                act(session)
            outcomes.append("done")
        except DomainError:
            outcomes.append("refused")

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_a_steward_makes_no_leader_where_there_is_one(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    make.leader(district)
    steward = browser_as(make.steward(make.network(district)))
    person = make.person()
    ask(browser_as(person), district)
    decide(steward, make, person, 303, role="leader")
    assert status_and_role(make, person) == ("pending", "member")
    assert (
        "decides who joins, appoints"
        not in steward.read(f"/organizations/{district.id}/manage").text
    )
    decide(steward, make, person, 303)
    assert status_and_role(make, person) == ("active", "member")


# --- leaders -------------------------------------------------------------------------------


def membership_of(make: Factories, person: Person) -> Membership:
    return next(m for m in make.all(Membership) if m.person_id == person.id)


def test_a_leader_makes_another_and_may_then_step_down(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, member = make.leader(district), make.member(district)
    browser = browser_as(leader)
    own, other = membership_of(make, leader), membership_of(make, member)
    browser.force(f"/memberships/{own.id}/leader", {"leader": "0"}, expect=303)
    assert status_and_role(make, leader) == ("active", "leader")  # one must remain
    browser.force(f"/memberships/{other.id}/leader", {"leader": "1"}, expect=303)
    away = browser.force(f"/memberships/{own.id}/leader", {"leader": "0"}, expect=303)
    browser.read(away.location)
    assert status_and_role(make, leader) == ("active", "member")
    assert verbs(make) == ["made_leader", "unmade_leader"]


def test_a_district_without_a_leader_gets_one_from_an_administrator(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    member, admin = make.member(district), make.admin()
    path = f"/memberships/{membership_of(make, member).id}/leader"
    browser_as(member).force(path, {"leader": "1"}, expect=403)
    browser_as(admin).force(path, {"leader": "1"}, expect=303)
    assert status_and_role(make, member) == ("active", "leader")
    # Now it has one, and the administrator has no say any more.
    browser_as(admin).force(path, {"leader": "0"}, expect=403)


def test_a_member_removes_nobody(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    member, other = make.member(district), make.member(district)
    path = f"/memberships/{membership_of(make, other).id}/end"
    browser_as(member).force(path, expect=403)
    assert status_and_role(make, other)[0] == "active"


# --- appointments --------------------------------------------------------------------------


def in_office(make: Factories, role: str) -> list[int]:
    return [a.person_id for a in make.all(Appointment) if a.role == role and a.ended_at is None]


def test_a_new_delegate_replaces_the_one_before(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, first, second = make.leader(district), make.member(district), make.member(district)
    browser = browser_as(leader)
    path = f"/organizations/{district.id}/manage"
    for person in (first, second):
        data = {"person": str(person.id), "role": "delegate"}
        browser.send(path, data, action="/appointments")
    assert in_office(make, "delegate") == [second.id]
    assert verbs(make, "appointment") == ["appointed", "replaced", "appointed"]


def test_there_may_be_several_signatories(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, other = make.leader(district), make.member(district)
    for person in (leader, other):
        data = {"person": str(person.id), "role": "signatory"}
        browser_as(leader).send(
            f"/organizations/{district.id}/manage", data, action="/appointments"
        )
    assert in_office(make, "signatory") == [leader.id, other.id]


def test_only_members_are_appointed(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, stranger = make.leader(district), make.person()
    data = {"person": str(stranger.id), "role": "delegate"}
    browser_as(leader).force(f"/organizations/{district.id}/appointments", data, expect=422)
    assert in_office(make, "delegate") == []


def test_only_districts_have_a_delegate(make: Factories, browser_as: AsPerson) -> None:
    institute = make.organization(type="research")
    leader = make.leader(institute)
    data = {"person": str(leader.id), "role": "delegate"}
    browser_as(leader).force(f"/organizations/{institute.id}/appointments", data, expect=422)
    assert in_office(make, "delegate") == []


@pytest.mark.parametrize("who", ["member", "steward", "admin", "leader of another"])
def test_only_its_leaders_appoint(
    make: Factories, browser_as: AsPerson, district: Organization, who: str
) -> None:
    member = make.member(district, signatory=True)
    network = make.network(district)
    others: dict[str, Callable[[], Person]] = {
        "member": lambda: member,
        "steward": lambda: make.steward(network),
        "admin": make.admin,
        "leader of another": lambda: make.leader(make.organization()),
    }
    browser = browser_as(others[who]())
    data = {"person": str(member.id), "role": "delegate"}
    browser.force(f"/organizations/{district.id}/appointments", data, expect=403)
    (appointment,) = make.all(Appointment)
    browser.force(f"/appointments/{appointment.id}/end", expect=403)
    assert in_office(make, "signatory") == [member.id]


def test_who_leaves_holds_no_office_any_more(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    member = make.member(district, delegate=True, signatory=True)
    browser_as(member).send(f"/organizations/{district.id}", action="/leave")
    assert in_office(make, "delegate") == in_office(make, "signatory") == []


@pytest.mark.postgresql
def test_two_leaders_name_a_delegate_at_once_and_one_is_in_office(
    make: Factories, app: Flask, district: Organization
) -> None:
    leader = make.leader(district)
    people = [make.member(district, delegate=n == 0) for n in range(5)]

    def name(person: Person) -> Callable[..., Any]:
        return lambda session: appointing.appoint(
            session, Viewer(id=leader.id), district.id, person.id, "delegate"
        )

    outcomes = race(app, *(name(person) for person in people[1:]))
    assert "done" in outcomes
    assert len(in_office(make, "delegate")) == 1
    assert verbs(make, "appointment").count("replaced") == outcomes.count("done")


# --- mail domains --------------------------------------------------------------------------


def test_a_leader_claims_a_domain_and_an_administrator_verifies_it(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, admin = make.leader(district), make.admin()
    manage = f"/organizations/{district.id}/manage"
    browser_as(leader).send(manage, {"domain": "@" + DOMAIN.upper()}, action="/domains")
    assert DOMAIN in browser_as(admin).read("/admin").text
    browser_as(admin).send("/admin", action="/verify")
    (claim,) = make.all(EmailDomain)
    assert claim.domain == DOMAIN
    assert claim.verified_by == admin.id


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "k12.al.us", "al.us", "edu", "outlook.com", "pvt.k12.ma.us", "kyschools.us"],
)
def test_a_domain_that_many_share_is_refused(
    make: Factories, browser_as: AsPerson, district: Organization, domain: str
) -> None:
    leader = make.leader(district)
    manage = f"/organizations/{district.id}/manage"
    browser_as(leader).send(manage, {"domain": domain}, action="/domains", status=422)
    assert make.all(EmailDomain) == []


@pytest.mark.parametrize("domain", [DOMAIN, "mcpss.com", "adair.kyschools.us", "uni.edu"])
def test_a_domain_of_its_own_is_taken(domain: str) -> None:
    assert not domains.shared(domains.clean(domain))


def test_one_domain_is_verified_for_one_organization_alone(
    make: Factories, app: Flask, browser_as: AsPerson, district: Organization
) -> None:
    other = make.organization("Boaz City")
    admin = make.admin()
    claims = [
        make.add(EmailDomain(organization_id=one.id, domain=DOMAIN)) for one in (district, other)
    ]
    outcomes = race(
        app,
        *(
            lambda session, key=claim.id: claiming.verify_domain(session, Viewer(id=admin.id), key)
            for claim in claims
        ),
    )
    assert sorted(outcomes) == ["done", "refused"]
    assert len([one for one in make.all(EmailDomain) if one.verified_at]) == 1
    browser = browser_as(admin)
    left = next(one for one in make.all(EmailDomain) if not one.verified_at)
    browser.force(f"/domains/{left.id}/verify", expect=303)
    assert "was verified for another organization" in browser.read("/admin").text


@pytest.mark.parametrize("who", ["member", "leader", "steward"])
def test_only_administrators_verify_domains(
    make: Factories, browser_as: AsPerson, district: Organization, who: str
) -> None:
    network = make.network(district)
    others: dict[str, Callable[[], Person]] = {
        "member": lambda: make.member(district),
        "leader": lambda: make.leader(district),
        "steward": lambda: make.steward(network),
    }
    claim = make.add(EmailDomain(organization_id=district.id, domain=DOMAIN))
    browser = browser_as(others[who]())
    for verb in ("verify", "refuse"):
        # Only who decides about the organization's people knows what it claims.
        expect = 404 if who == "member" else 403
        browser.force(f"/domains/{claim.id}/{verb}", expect=expect)
        assert browser_as().force(f"/domains/{claim.id}/{verb}").status_code == 404
    assert [one.verified_at for one in make.all(EmailDomain)] == [None]


def test_only_its_leaders_claim_and_give_up_domains(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    claim = make.add(EmailDomain(organization_id=district.id, domain="mcpss.com"))
    member, leader = browser_as(make.member(district)), browser_as(make.leader(district))
    member.force(f"/organizations/{district.id}/domains", {"domain": DOMAIN}, expect=403)
    member.force(f"/domains/{claim.id}/drop", expect=404)
    leader.send(f"/organizations/{district.id}/manage", action="/drop")
    assert make.all(EmailDomain) == []


# --- the page ------------------------------------------------------------------------------


def test_names_are_for_people_who_are_signed_in(
    make: Factories, browser_as: AsPerson, anyone: Browser, district: Organization
) -> None:
    leader = make.leader(district, "Renata Oakes", delegate=True)
    person = make.person("Dario Pellum")
    ask(browser_as(person), district)
    decide(browser_as(leader), make, person, 303)
    outside = anyone.read(f"/organizations/{district.id}").text
    assert "2 people" in outside
    assert "Renata" not in outside
    assert "Dario" not in outside
    inside = browser_as(make.person()).read(f"/organizations/{district.id}").text
    assert "Renata Oakes" in inside
    assert "Leader, delegate" in inside
    assert "Dario Pellum joined" in inside


def test_requests_and_refusals_are_for_those_who_decide(
    make: Factories, browser_as: AsPerson, district: Organization
) -> None:
    leader, person = make.leader(district), make.person("Mal Adroit")
    ask(browser_as(person), district)
    decide(browser_as(leader), make, person, 303, decision="refuse", reason="Not ours.")
    path = f"/organizations/{district.id}"
    assert "Mal Adroit" not in browser_as(make.member(district)).read(path).text
    assert "Not ours." in browser_as(leader).read(path).text


def test_the_page_says_where_the_facts_come_from(make: Factories, anyone: Browser) -> None:
    district = make.organization(
        "Doña Ana", state="NM", locale=41, enrollment=None, leaid="3500001"
    )
    text = anyone.read(f"/organizations/{district.id}").text
    for words in ("Doña Ana", "New Mexico", "Rural", "3500001", "NCES Common Core of Data"):
        assert words in text


def test_an_organization_that_is_not_there_is_not_found(anyone: Browser) -> None:
    assert anyone.get("/organizations/999").status_code == 404
    assert anyone.get(f"/organizations/{2**63}").status_code == 404


@pytest.mark.parametrize("status", ["pending", "active", "refused", "ended"])
@pytest.mark.parametrize("to", ["pending", "active", "refused", "ended"])
def test_every_way_of_a_membership_is_in_the_table_or_refused(
    make: Factories, app: Flask, district: Organization, status: str, to: str
) -> None:
    leader, person = make.leader(district), make.person()
    own = make.add(
        Membership(
            person_id=person.id,
            organization_id=district.id,
            status=status,
            status_since=clock.now(),
        )
    )
    she, boss = Viewer(id=person.id, email=person.email), Viewer(id=leader.id)
    ways: dict[str, list[Callable[..., Any]]] = {
        "pending": [lambda s: operations.ask_to_join(s, she, district.id)],
        "active": [lambda s: operations.approve(s, boss, own.id, "member")],
        "refused": [lambda s: operations.refuse(s, boss, own.id, "No.")],
        "ended": [
            lambda s: operations.end_membership(s, boss, own.id),
            lambda s: operations.take_back(s, she, district.id),
        ],
    }
    outcomes = set()
    for way in ways[to]:
        try:
            with app.app_context(), db.transaction() as session:
                way(session)
            outcomes.add("done")
        except DomainError:
            outcomes.add("refused")
    # An approval needs a request: who left is not let in again unasked.
    allowed = to in LIFE.transitions[status] and (status, to) != ("ended", "active")
    assert ("done" in outcomes) == allowed
    assert status_and_role(make, person)[0] == (to if allowed else status)

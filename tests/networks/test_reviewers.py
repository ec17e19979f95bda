"""Who rates evidence: reviewers of the portal, and of one network."""

from collections.abc import Callable

from rpp.history import Event
from rpp.mail import Email
from rpp.networks.models import NetworkRole
from rpp.networks.roles import viewer_of
from rpp.people.models import Person, PortalRole
from rpp.policy import Viewer
from tests.support.client import Browser
from tests.support.factories import Factories

AsPerson = Callable[..., Browser]


def seen(make: Factories, person: Person) -> Viewer:
    assert person.id is not None
    with make.writing() as session:
        return viewer_of(session, person.id)


def test_an_administrator_appoints_a_reviewer_of_the_portal_and_ends_it(
    make: Factories, browser_as: AsPerson
) -> None:
    admin, person = make.admin(), make.person("Dr. Henrike Balogun, Ph.D.")
    at, path = f"/admin/people?q={person.email}", f"/admin/people/{person.id}/reviewer"
    browser = browser_as(admin)
    browser.send(at, {"reviewer": "1"}, action="/reviewer")
    assert seen(make, person).reviews
    assert "named you an evidence reviewer of the portal" in make.notices()[0].text
    assert [one.recipient for one in make.all(Email)] == [person.email]
    # The same form of a second window changes nothing and tells nobody again.
    browser.force(path, {"reviewer": "1"})
    assert len(make.all(PortalRole)) == len(make.notices()) == 1

    for other in (person, make.steward(make.network())):
        assert browser_as(other).force(path, {"reviewer": "0"}).status_code == 403
    browser.send(at, {"reviewer": "0"}, action="/reviewer")
    assert not seen(make, person).reviews
    assert "ended your part as evidence reviewer" in make.notices()[-1].text
    assert [one.verb for one in make.all(Event)] == ["reviewer_made", "reviewer_unmade"]


def test_an_account_that_is_not_confirmed_cannot_be_made_a_reviewer(
    make: Factories, browser_as: AsPerson
) -> None:
    waiting = make.person(confirmed_at=None)
    browser = browser_as(make.admin())
    assert "Make a reviewer" not in browser.read(f"/admin/people?q={waiting.email}").text
    answer = browser.force(
        f"/admin/people/{waiting.id}/reviewer", {"reviewer": "1"}, follow_redirects=True
    )
    assert "has no account that is in use" in answer.text
    assert not make.all(PortalRole)


def test_a_steward_names_a_reviewer_for_the_network_alone(
    make: Factories, browser_as: AsPerson
) -> None:
    network, other = make.network(), make.network()
    steward, person = make.steward(network), make.person("Sunniva Dell")
    data = {"email": person.email, "role": "reviewer"}
    browser_as(steward).send(f"/networks/{network.slug}/steward", data, action="/roles")
    viewer = seen(make, person)
    assert (viewer.reviews, viewer.reviews_for) == (False, frozenset({network.id}))
    assert f"named you evidence reviewer of {network.name}" in make.notices()[0].text
    page = browser_as(person).read(f"/networks/{network.slug}")
    assert "Evidence reviewer" in page.text
    assert "1 steward, 0 knowledge brokers, 1 evidence reviewer." in (
        browser_as().read(f"/networks/{network.slug}").text
    )
    stranger = make.steward(other)
    forced = browser_as(stranger).force(f"/networks/{network.slug}/roles", data)
    assert forced.status_code == 403
    [_, mine] = [one for one in make.all(NetworkRole) if one.network_id == network.id]
    browser_as(steward).send(
        f"/networks/{network.slug}/steward", action=f"/network-roles/{mine.id}/end"
    )
    assert seen(make, person).reviews_for == frozenset()

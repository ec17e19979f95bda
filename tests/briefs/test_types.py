"""Where briefs come from: a study, an organization that deposits one, or what a room adds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from rpp import clock
from rpp.briefs import depositing, operations, publishing
from rpp.briefs.details.saving import save_details
from rpp.briefs.details.schema import Contributor
from rpp.briefs.models import Brief
from rpp.briefs.sections import NEWEST
from rpp.briefs.texts import Texts
from rpp.errors import DomainError
from rpp.policy import Viewer
from tests.briefs.conftest import ABOUT, World, full_details
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.reviews import review

TITLE = "Later buses cost our district more than they saved"


@dataclass
class Deposit:
    """A research center, and a report of its own that it puts here."""

    make: Factories
    center: Any
    depositor: Any
    colleague: Any
    leader: Any
    outsider: Any
    brief: Brief

    def act(self, operation: Callable[..., Any], actor: Any, *args: Any) -> Any:
        viewer = Viewer(id=actor.id, name=actor.name, member_of=frozenset({self.center.id}))
        with self.make.writing() as session:
            return operation(session, viewer, *args)

    def begin(self, organization_id: int, network_id: int | None = None) -> Brief:
        viewer = Viewer(id=self.depositor.id, member_of=frozenset({self.center.id}))
        with self.make.writing() as session:
            return depositing.deposit_brief(
                session, viewer, organization_id, TITLE, network_id=network_id
            )

    def publish(self) -> None:
        texts = Texts(
            title=TITLE,
            bottom_line="It cost $40,000 a year, and saved 12,000.",
            parts=dict.fromkeys(NEWEST.keys, "As the report says."),
        )
        author = Contributor(
            name="Dana Ortiz", roles=["writing-original-draft"], person_id=self.depositor.id
        )
        about = full_details([author], [self.center])
        self.act(operations.save_draft, self.depositor, self.brief.id, texts)
        self.act(save_details, self.depositor, self.brief.id, about)
        self.act(operations.send_to_review, self.depositor, self.brief.id)
        review(self.make, self.brief.id)
        self.act(publishing.publish_brief, self.depositor, self.brief.id)


@pytest.fixture
def deposit(make: Factories) -> Deposit:
    def build() -> Deposit:
        center = make.organization("Ridge Center for Schools", type="research", state="KY")
        depositor = make.member(center, name="Dana Ortiz")
        made = Deposit(
            make,
            center,
            depositor,
            make.member(center, name="Col Reyes"),
            make.leader(center, name="Lee Marsh"),
            make.leader(make.organization("Elsewhere County"), name="Out Sider"),
            Brief(),
        )
        made.brief = made.begin(center.id)
        return made

    return make.begin("deposit", build)


def statuses(browser_as: Callable[..., Browser], brief: Brief, *people: Any) -> list[int]:
    return [browser_as(person).get(f"/briefs/{brief.id}").status_code for person in people]


def test_only_the_organization_knows_of_a_deposit_until_it_is_published(
    deposit: Deposit, browser_as: Callable[..., Browser]
) -> None:
    inside = (deposit.depositor, deposit.colleague, deposit.leader)
    assert statuses(browser_as, deposit.brief, *inside) == [200, 200, 200]
    assert statuses(browser_as, deposit.brief, deposit.outsider, None) == [404, 404]
    deposit.publish()
    assert statuses(browser_as, deposit.brief, deposit.outsider, None) == [200, 200]


def test_who_deposited_it_or_leads_the_organization_publishes_and_its_members_write(
    deposit: Deposit, browser_as: Callable[..., Browser]
) -> None:
    at = f"/briefs/{deposit.brief.id}"
    for person, writes, leads in (
        (deposit.depositor, 200, 303),
        (deposit.leader, 200, 303),
        (deposit.colleague, 200, 403),
        (deposit.outsider, 404, 404),
    ):
        browser = browser_as(person)
        assert browser.get(f"{at}/edit").status_code == writes, person.name
        # It is no draft in review yet, so that whoever may publish it is led back to its page.
        assert browser.get(f"{at}/publish").status_code == leads, person.name


def test_a_brief_without_study_problem_and_network_is_read_everywhere(
    deposit: Deposit, browser_as: Callable[..., Browser], worlds: Callable[..., World]
) -> None:
    deposit.publish()
    of_study = worlds().published()
    reader, at = browser_as(), f"/briefs/{deposit.brief.id}"
    page = reader.get(at)
    assert TITLE in page.text
    assert "Ridge Center for Schools" in page.text
    assert "Study None" not in page.text
    assert "/None" not in page.text
    for path in (
        "/briefs",
        "/briefs?state=KY",
        f"/briefs?organization={deposit.center.id}",
        f"/briefs/compare?brief={deposit.brief.id}&brief={of_study.id}",
        "/feeds/briefs.atom",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/oai?verb=ListRecords&metadataPrefix=oai_datacite",
        "/",
    ):
        assert TITLE in reader.get(path).text, path
    for path in ("/search?q=buses", "/sitemaps/brief-0.xml"):
        assert at in reader.get(path).text, path
    for form in ("bib", "ris", "csl.json", "jsonld", "datacite.json"):
        assert TITLE in reader.get(f"{at}.{form}").text, form
    assert "/None" not in reader.get(f"{at}.datacite.json").text
    for path in ("/briefs?network=1", "/briefs/map"):
        assert reader.get(path).status_code == 200


FIELDS = {
    "bottom_line": "Each late bus cost $40,000 a year. It brought 30 students home on time.",
    "question": "Does a late bus pay for itself?",
    "where": "Two middle schools.",
    "did": "We ran one late bus for a year.",
    "found": "Thirty students stayed for clubs.",
    "cost": "$40,000 a year.",
    "limits": "One year, no comparison.",
    "sure": "Not very sure.",
}


def test_a_member_deposits_a_report_and_everyone_reads_it(
    deposit: Deposit, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as(deposit.depositor)
    assert "Deposit a brief" in browser.read("/me").text
    assert "/briefs/deposit" in browser.read("/briefs").links
    answer = browser.send("/briefs/deposit", {"title": "Late buses paid for themselves"})
    assert "Put what your report says into these sections." in answer.text
    [_, made] = sorted(deposit.make.all(Brief), key=lambda brief: brief.id or 0)
    at = f"/briefs/{made.id}"
    assert (made.type, made.organization_id) == ("deposited", deposit.center.id)
    assert (made.study_id, made.problem_id, made.network_id) == (None, None, None)
    browser.send(f"{at}/edit", FIELDS, action="/edit")
    about = browser.read(f"{at}/about")
    assert about.form("/about").fields["people-0-name"] == ["Dana Ortiz"]
    own = {"people-0-roles": ["investigation"], "subjects": ["climate"], "grades": ["07"]}
    places = {"states": ["KY"], "locales": ["CityMidsize"], "design": "descriptive"}
    browser.send(f"{at}/about", {**ABOUT, **own, **places}, page=about, action="/about")
    assert "It still needs" not in browser.read(at).text
    browser.send(at, action="/review")
    review(deposit.make, made.id)
    publishing = browser.read(f"{at}/publish").text
    assert "problem as resolved" not in publishing
    browser.send(f"{at}/publish", {"agreed": "y"})
    page = browser_as().read(at)
    assert "deposited by Ridge Center for Schools" in page.text
    assert "An organization made it and put it here itself." in page.text
    assert f"/organizations/{deposit.center.id}" in page.links
    listed = browser_as().read("/briefs").text
    assert "Deposited report" in listed


def test_who_belongs_to_no_organization_is_told_where_to_join_one(
    make: Factories, browser_as: Callable[..., Browser]
) -> None:
    answer = browser_as(make.person()).get("/briefs/deposit")
    assert answer.status_code == 403
    assert "You belong to no organization here yet." in answer.text
    assert browser_as().get("/briefs/deposit").status_code == 302


def test_a_deposit_names_an_organization_and_a_network_of_ones_own(
    deposit: Deposit, browser_as: Callable[..., Browser]
) -> None:
    make = deposit.make
    ours, foreign = make.network(deposit.center), make.network(make.organization())
    elsewhere = make.organization(type="research")
    browser, before = browser_as(deposit.depositor), len(make.all(Brief))
    page = browser.read("/briefs/deposit")
    form = page.form("/briefs/deposit")
    for wrong in ({"organization": elsewhere.id}, {"network": foreign.id}):
        values = {**form.fields, "title": "Late buses paid for themselves", **wrong}
        answer = browser.force("/briefs/deposit", values)
        assert answer.status_code == 422
        assert "Late buses paid for themselves" in answer.text
    assert len(make.all(Brief)) == before
    # Whoever comes by another door is refused by the operation itself.
    for wrong, network in ((elsewhere.id, None), (deposit.center.id, foreign.id)):
        with pytest.raises(DomainError, match="Choose a"):
            deposit.begin(wrong, network)
    browser.send(f"/briefs/{deposit.brief.id}/network", {"network": ours.id})
    [placed] = [one for one in make.all(Brief) if one.id == deposit.brief.id]
    assert placed.network_id == ours.id
    # The form's choices are those of the organization alone, whoever sends it.
    answer = browser.force(f"/briefs/{placed.id}/network", {"network": foreign.id})
    assert answer.status_code == 422
    assert browser_as(deposit.colleague).get(f"/briefs/{placed.id}/network").status_code == 403


def test_only_whoever_began_a_deposit_is_asked_to_finish_it(
    deposit: Deposit, browser_as: Callable[..., Browser]
) -> None:
    asked = f"Finish the brief of “{TITLE}”"
    assert asked in browser_as(deposit.depositor).read("/me").text
    assert asked not in browser_as(deposit.leader).read("/me").text


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("type_", "lacks"),
    [
        ("study", "study_id"),
        ("study", "problem_id"),
        ("study", "network_id"),
        ("deposited", "organization_id"),
        ("answer", "network_id"),
        ("practice", "network_id"),
        ("later", "study_id"),
    ],
)
def test_the_database_keeps_no_brief_without_the_origin_of_its_type(
    worlds: Callable[..., World], type_: str, lacks: str
) -> None:
    w = worlds()
    origin = {
        "study_id": w.study.id if type_ == "study" else None,
        "problem_id": w.problem.id,
        "network_id": w.network.id,
        "organization_id": w.cullman.id,
    }
    if type_ == "later":
        origin = dict.fromkeys(origin)
    values = {"type": type_, "title": "", "status_since": clock.now(), "created_at": clock.now()}
    with pytest.raises(IntegrityError, match="ck_brief_"):
        w.make.add(Brief(**values, **origin | {lacks: None}))


def test_only_the_brief_of_a_study_has_one(worlds: Callable[..., World]) -> None:
    w = worlds()
    now = clock.now()
    with pytest.raises(IntegrityError, match="study_of_another"):
        w.make.add(
            Brief(
                type="deposited",
                study_id=w.study.id,
                organization_id=w.cullman.id,
                title="",
                status_since=now,
                created_at=now,
            )
        )

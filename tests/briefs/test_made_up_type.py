"""A room above adds a type of briefs of its own, and nothing in briefs has to change for it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ColumnElement, SelectBase, case, literal, select
from sqlmodel import Session, col

from rpp import clock
from rpp.briefs import operations, publishing, types
from rpp.briefs.details.saving import save_details
from rpp.briefs.details.schema import Contributor
from rpp.briefs.makers import Maker, Makers, in_order
from rpp.briefs.models import Brief
from rpp.briefs.published import Basis
from rpp.briefs.sections import NEWEST
from rpp.briefs.texts import Draft, Texts, blank
from rpp.briefs.types import BriefType, Origin, Source, Words
from rpp.errors import DomainError
from rpp.layout import Link
from rpp.networks.models import NetworkRole
from rpp.notices.models import Notice
from rpp.people.models import Person
from rpp.policy import Viewer
from tests.briefs.conftest import full_details
from tests.support.client import Browser
from tests.support.factories import Factories
from tests.support.reviews import review

TITLE = "Memos are read when they are short enough"
happened: list[str] = []


def serves(viewer: Viewer) -> ColumnElement[bool]:
    return col(Brief.network_id).in_(sorted(viewer.stewards | viewer.brokers))


def part(viewer: Viewer) -> ColumnElement[str]:
    stewards = col(Brief.network_id).in_(sorted(viewer.stewards))
    return case((stewards, literal("lead")), (serves(viewer), literal("member")), else_="")


def people_of(origin: Origin) -> SelectBase:
    return select(col(NetworkRole.person_id)).where(
        col(NetworkRole.network_id) == origin.network_id
    )


def makers(session: Session, origin: Origin, _draft: Draft) -> Makers:
    people = select(col(Person.id), col(Person.name), col(Person.title)).where(
        col(Person.id).in_(people_of(origin))
    )
    found = [
        Maker(*row, role=None, organization=None, type=None) for row in session.execute(people)
    ]
    return in_order(found)


def refuse_early(_session: Session, _actor: Viewer, brief: Brief) -> None:
    if brief.reason == "too early":
        raise DomainError("A memo waits for the vote of its network.")


MEMO = BriefType(
    name="memo",
    words=Words("Memo", "those who serve its network", "a steward", "Write it in an hour."),
    part=part,
    takes_part=serves,
    insiders=people_of,
    members=people_of,
    owners=people_of,
    makers=makers,
    basis=lambda _session, _origin: Basis("", "", None, [], []),
    source=lambda origin, _basis: Source("from the vote of", Link("a network", "/networks")),
    topics=lambda _session, _origin: ["A memo about memos and their readers"],
    before_publishing=refuse_early,
    after_publishing=lambda _session, _actor, brief: happened.append(brief.title),
)


class Memo:
    """A memo of a network with a steward and a broker."""

    def __init__(self, make: Factories) -> None:
        self.make = make
        self.network = make.network(make.organization())
        self.steward, self.broker = (self._serving(role) for role in ("steward", "broker"))
        self.stranger = make.leader(make.organization())
        now = clock.now()
        self.brief = make.add(
            Brief(
                type="memo",
                network_id=self.network.id,
                begun_by=self.steward.id,
                title=TITLE,
                draft=blank(TITLE),
                status_since=now,
                created_at=now,
            )
        )
        self.at = f"/briefs/{self.brief.id}"

    def _serving(self, role: str) -> Any:
        person = self.make.person(f"{role.capitalize()} Quill")
        self.make.add(
            NetworkRole(
                network_id=self.network.id, person_id=person.id, role=role, since=clock.now()
            )
        )
        return person

    def act(self, operation: Callable[..., Any], *args: Any) -> Any:
        with self.make.writing() as session:
            return operation(session, Viewer(id=self.steward.id), self.brief.id, *args)

    def write(self, title: str = TITLE) -> None:
        parts = dict.fromkeys(NEWEST.keys, "As we saw it.")
        self.act(operations.save_draft, Texts(title=title, bottom_line="Short.", parts=parts))
        author = Contributor(name="Steward Quill", roles=["supervision"])
        self.act(save_details, full_details([author], [self.make.organization()]))


@pytest.fixture
def memo(make: Factories, monkeypatch: pytest.MonkeyPatch) -> Memo:
    # What a room above does when it is opened.
    monkeypatch.setattr(types, "_types", dict(types._types))
    types.register(MEMO)
    happened.clear()
    return Memo(make)


def test_its_own_people_write_it_and_nobody_else_knows_of_it(
    memo: Memo, browser_as: Callable[..., Browser]
) -> None:
    for person, answers in (
        (memo.steward, (200, 200, 303)),
        (memo.broker, (200, 200, 403)),
        (memo.stranger, (404, 404, 404)),
    ):
        browser = browser_as(person)
        found = [browser.get(memo.at + end).status_code for end in ("", "/edit", "/publish")]
        assert tuple(found) == answers, person.name
    assert browser_as().get(memo.at).status_code == 404
    writing = browser_as(memo.broker).read(f"{memo.at}/edit").text
    assert "Write it in an hour." in writing
    shown = browser_as(memo.broker).read(memo.at).text
    assert "Only those who serve its network see it. A steward sends it to review." in shown
    assert f"Finish the brief of “{TITLE}”" in browser_as(memo.steward).read("/me").text


def test_its_titles_its_guard_and_what_follows_are_its_rooms(
    memo: Memo, browser_as: Callable[..., Browser]
) -> None:
    memo.write("A memo about memos and their readers")
    with pytest.raises(DomainError, match="a topic is not a result"):
        memo.act(operations.send_to_review)
    memo.write()
    memo.act(operations.send_to_review)
    review(memo.make, memo.brief.id)
    with memo.make.writing() as session:
        session.get_one(Brief, memo.brief.id).reason = "too early"
    with pytest.raises(DomainError, match="waits for the vote"):
        memo.act(publishing.publish_brief)
    with memo.make.writing() as session:
        session.get_one(Brief, memo.brief.id).reason = ""
    assert happened == []
    memo.act(publishing.publish_brief)
    assert happened == [TITLE]
    # Its own people heard of it, and nobody else did.
    assert {one.person_id for one in memo.make.all(Notice)} >= {memo.broker.id}
    assert memo.stranger.id not in {one.person_id for one in memo.make.all(Notice)}

    reader = browser_as()
    page = reader.read(memo.at)
    assert "from the vote of a network" in page.text
    assert "Memo" in reader.read("/briefs").text
    for path in (f"/briefs?network={memo.network.id}", "/feeds/briefs.atom",
                 "/oai?verb=ListRecords&metadataPrefix=oai_dc"):  # fmt: skip
        assert TITLE in reader.get(path).text, path
    for path in ("/search?q=memos", "/sitemaps/brief-0.xml"):
        assert memo.at in reader.get(path).text, path

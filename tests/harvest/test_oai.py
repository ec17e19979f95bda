"""OAI-PMH as harvesters speak it: all that anyone may read, its changes, and what is gone."""

import base64
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from sickle import Sickle
from sqlalchemy import delete, false, literal, select
from sqlmodel import Session

from rpp import clock, dates, kinds, verbs
from rpp.briefs import publishing, retiring
from rpp.citations.work import Issued, Name, Work
from rpp.harvest import oai, operations
from rpp.harvest.models import HarvestRecord, HarvestSet
from rpp.kinds import Harvested, Kind
from tests.briefs.conftest import TITLE, World
from tests.support.client import Browser
from tests.test_statements import statements

SCHEMAS = Path(__file__).parent / "schemas"
NS = {
    "oai": oai.OAI,
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "datacite": "http://datacite.org/schema/kernel-4",
}
Worlds = Callable[..., World]


def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / name))


PROTOCOL, DUBLIN_CORE = schema("OAI-PMH.xsd"), schema("oai_dc.xsd")
DATACITE = schema("datacite/metadata.xsd")


class Answer:
    """An answer that holds to the schema of the protocol, and its records to theirs."""

    def __init__(self, text: bytes) -> None:
        self.root = etree.fromstring(text)
        PROTOCOL.assertValid(self.root)
        for name, form in (("oai_dc:dc", DUBLIN_CORE), ("datacite:resource", DATACITE)):
            for record in self.root.iterfind(f".//{name}", NS):
                form.assertValid(etree.fromstring(etree.tostring(record)))

    def all(self, path: str) -> list[str]:
        return [one.text or "" for one in self.root.iterfind(f".//{path}", NS)]

    @property
    def error(self) -> str:
        found = self.root.find("oai:error", NS)
        return "" if found is None else str(found.get("code"))

    @property
    def deleted(self) -> list[str]:
        headers = self.root.iterfind(".//oai:header[@status='deleted']/oai:identifier", NS)
        return [one.text or "" for one in headers]

    @property
    def token(self) -> str:
        return next(iter(self.all("oai:resumptionToken")), "")


@pytest.fixture
def ask(anyone: Browser) -> Callable[..., Answer]:
    """Ask the repository, as anyone may; `from` is a word of Python, so here it is `since`."""

    def answer(verb: str = "", by_form: bool = False, **arguments: str) -> Answer:
        sent = {"from" if key == "since" else key: value for key, value in arguments.items()}
        sent |= {"verb": verb} if verb else {}
        found = anyone.post("/oai", data=sent) if by_form else anyone.get("/oai", query_string=sent)
        assert (found.status_code, found.mimetype) == (200, "text/xml")
        return Answer(found.data)

    return answer


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[int, Harvested]:
    """Things of a kind that a later room might bring, with their metadata by id."""
    held: dict[int, Harvested] = {}

    def works(_session: Session, ids: Any) -> dict[int, Harvested]:
        return {id_: held[id_] for id_ in ids if id_ in held}

    kind = Kind(
        "answer", readers=lambda _viewer: select(literal(0)).where(false()),
        verbs=verbs.Verbs({}), works=works,
        sets=lambda _session: [("type:answer", "Answers")],
    )  # fmt: skip
    monkeypatch.setitem(kinds._kinds, "answer", kind)
    return held


def work(n: int, title: str = "") -> Work:
    return Work(
        f"answer-{n}", title or f"Answer {n}", (Name("Oakes", "Renata"),), Issued(2026), "Us",
        url=f"https://commons.example/answers/{n}",
    )  # fmt: skip


def keep(world: World, held: dict[int, Harvested], *numbers: int) -> None:
    """Have these answers in the repository, one a second."""
    for n in numbers:
        held[n] = Harvested(work(n), ("type:answer",))
        with world.make.writing() as session:
            operations.note(session, "answer", [n])


# --- what is there -------------------------------------------------------------------------


@pytest.mark.parametrize("by_form", [False, True])
def test_a_published_brief_is_there_at_once_in_both_formats(
    world: World, ask: Callable[..., Answer], by_form: bool
) -> None:
    assert ask("ListRecords", metadataPrefix="oai_dc").error == "noRecordsMatch"
    brief = world.published()
    plain = ask("ListRecords", by_form, metadataPrefix="oai_dc")
    assert plain.all("dc:title") == [TITLE]
    assert plain.all("dc:creator") == ["Feld, Imani", "Winfield, Carla", "Jessup, Walt"]
    assert plain.all("oai:identifier") == [f"oai:localhost:brief/{brief.id}"]
    assert f"http://localhost/briefs/{brief.id}/v1" in plain.all("dc:identifier")
    rich = ask("ListRecords", by_form, metadataPrefix="oai_datacite")
    assert rich.all("datacite:title") == [TITLE]
    assert rich.all("datacite:affiliation")[0] == "Lakeshore Center"


def test_a_draft_and_a_correction_in_preparation_are_not_there(
    world: World, ask: Callable[..., Answer]
) -> None:
    brief = world.approved()
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").error == "noRecordsMatch"
    world.act(publishing.publish_brief, world.lead, brief.id)
    world.save(brief, {"title": "Nobody knows this yet"})
    assert ask("ListRecords", metadataPrefix="oai_dc").all("dc:title") == [TITLE]


def test_a_withdrawn_brief_stays_as_deleted(
    world: World, ask: Callable[..., Answer], set_clock: Callable[..., Any]
) -> None:
    brief = world.published()
    before = ask("ListIdentifiers", metadataPrefix="oai_dc").all("oai:datestamp")
    set_clock(clock.now() + timedelta(hours=1))
    world.act(retiring.withdraw_brief, world.lead, brief.id, "A number was wrong.")
    identifier = f"oai:localhost:brief/{brief.id}"
    for verb, more in (
        ("ListRecords", {}), ("ListIdentifiers", {}), ("GetRecord", {"identifier": identifier}),
    ):  # fmt: skip
        found = ask(verb, metadataPrefix="oai_datacite", **more)
        assert found.deleted == [identifier]
        assert found.all("datacite:title") == []
        assert found.all("oai:datestamp") > before
        assert f"network:{world.network.slug}" in found.all("oai:setSpec")


def test_what_changes_nothing_for_machines_changes_no_date(
    world: World, ask: Callable[..., Answer], set_clock: Callable[..., Any]
) -> None:
    brief = world.published()
    before = ask("ListIdentifiers", metadataPrefix="oai_dc").all("oai:datestamp")
    set_clock(clock.now() + timedelta(hours=1))
    world.save(brief, {"bottom_line": "Not published yet."})
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").all("oai:datestamp") == before
    world.corrected(brief)
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").all("oai:datestamp") > before


def test_a_problem_that_only_its_network_reads_is_not_named(
    worlds: Worlds, ask: Callable[..., Answer]
) -> None:
    world = worlds(audience="network")
    world.published()
    found = ask("ListRecords", metadataPrefix="oai_dc")
    assert not [one for one in found.all("dc:relation") if "/problems/" in one]


def test_sets_are_networks_and_topics(worlds: Worlds, ask: Callable[..., Answer]) -> None:
    first, second = worlds(), worlds(subject="math")
    assert ask("ListSets").error == "noSetHierarchy"
    one, other = first.published(), second.published(title="Another one of mathematics")
    found = ask("ListSets")
    assert dict(zip(found.all("oai:setSpec"), found.all("oai:setName"), strict=True)) == {
        f"network:{first.network.slug}": first.network.name,
        f"network:{second.network.slug}": second.network.name,
        "topic:attendance": "Attendance and engagement",
        "topic:math": "Mathematics",
    }
    within = ask("ListIdentifiers", metadataPrefix="oai_dc", set="topic:math")
    assert within.all("oai:identifier") == [f"oai:localhost:brief/{other.id}"]
    within = ask("ListIdentifiers", metadataPrefix="oai_dc", set=f"network:{first.network.slug}")
    assert within.all("oai:identifier") == [f"oai:localhost:brief/{one.id}"]


def test_identify_says_when_it_all_began(world: World, ask: Callable[..., Answer]) -> None:
    world.published()
    found = ask("Identify")
    assert found.all("oai:earliestDatestamp") == ask(
        "ListIdentifiers", metadataPrefix="oai_dc"
    ).all("oai:datestamp")
    assert found.all("oai:deletedRecord") == ["persistent"]
    assert found.all("oai:baseURL") == ["http://localhost/oai"]


# --- what is asked wrongly -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("badVerb", {}),
        ("badVerb", {"verb": "Destroy"}),
        ("badArgument", {"verb": "Identify", "set": "x"}),
        ("badArgument", {"verb": "ListRecords"}),
        ("badArgument", {"verb": "GetRecord", "metadataPrefix": "oai_dc"}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "x": "1"}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "yesterday"}),
        ("badArgument",
         {"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-02-30"}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-01-01",
                         "until": "2026-02-01T00:00:00Z"}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "since": "2026-03-01",
                         "until": "2026-02-01"}),
        ("badArgument", {"verb": "ListRecords", "metadataPrefix": "oai_dc",
                         "resumptionToken": "x"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken": "x"}),
        ("badResumptionToken", {"verb": "ListSets", "resumptionToken": "x"}),
        ("badResumptionToken", {"verb": "ListRecords", "resumptionToken":
                                base64.urlsafe_b64encode(b'["oai_dc"]').decode()}),
        ("cannotDisseminateFormat", {"verb": "ListRecords", "metadataPrefix": "marcxml"}),
        ("cannotDisseminateFormat", {"verb": "GetRecord", "metadataPrefix": "marcxml",
                                     "identifier": "oai:localhost:brief/1"}),
        ("idDoesNotExist", {"verb": "GetRecord", "metadataPrefix": "oai_dc",
                            "identifier": "oai:localhost:brief/99"}),
        ("idDoesNotExist", {"verb": "GetRecord", "metadataPrefix": "oai_dc",
                            "identifier": "oai:localhost:problem/1"}),
        ("idDoesNotExist", {"verb": "GetRecord", "metadataPrefix": "oai_dc",
                            "identifier": "oai:elsewhere.example:brief/1"}),
        ("idDoesNotExist", {"verb": "ListMetadataFormats",
                            "identifier": "oai:localhost:brief/99999999999999999999"}),
        ("idDoesNotExist", {"verb": "ListMetadataFormats", "identifier": "\x00\x08brief/1"}),
        ("noRecordsMatch", {"verb": "ListRecords", "metadataPrefix": "oai_dc",
                            "until": "1999-12-31"}),
        ("noRecordsMatch", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "x:y"}),
    ],
)  # fmt: skip
def test_each_error_has_its_code(
    world: World, ask: Callable[..., Answer], code: str, arguments: dict[str, str]
) -> None:
    world.published()
    assert ask(**arguments).error == code


def test_an_argument_is_given_once(world: World, anyone: Browser) -> None:
    twice = "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc"
    assert Answer(anyone.get(f"/oai?{twice}").data).error == "badArgument"
    assert Answer(anyone.get("/oai?verb=Identify&verb=Identify").data).error == "badVerb"


def test_no_sign_that_xml_forbids_breaks_a_verb(
    world: World, answers: dict[int, Harvested], ask: Callable[..., Answer]
) -> None:
    answers[1] = Harvested(work(1, "A \x00\x0b\x1f\ud800 title\ufffe <&>"), ("type:answer",))
    with world.make.writing() as session:
        operations.note(session, "answer", [1])
    for prefix, path in (("oai_dc", "dc:title"), ("oai_datacite", "datacite:title")):
        for verb, more in (
            ("ListRecords", {}), ("GetRecord", {"identifier": "oai:localhost:answer/1"}),
        ):  # fmt: skip
            assert ask(verb, metadataPrefix=prefix, **more).all(path) == ["A  title <&>"]


# --- harvests ------------------------------------------------------------------------------


def test_spans_of_days_and_seconds_hold_both_their_ends(
    world: World,
    answers: dict[int, Harvested],
    ask: Callable[..., Answer],
    set_clock: Callable[..., Any],
) -> None:
    day = clock.now().replace(hour=23, minute=59, second=59, microsecond=400)
    set_clock(day)
    keep(world, answers, 1)
    set_clock(day + timedelta(seconds=1))
    keep(world, answers, 2)

    def found(**span: str) -> list[str]:
        listed = ask("ListIdentifiers", metadataPrefix="oai_dc", **span).all("oai:identifier")
        return [one.rpartition("/")[2] for one in listed]

    first, second = f"{day:%Y-%m-%d}", f"{day + timedelta(days=1):%Y-%m-%d}"
    assert found(since=first, until=first) == ["1"]
    assert found(since=second) == ["2"]
    assert found(until=f"{first}T23:59:59Z") == ["1"]
    assert found(since=f"{first}T23:59:59Z", until=f"{second}T00:00:00Z") == ["1", "2"]


def test_a_harvester_takes_all_while_things_change(
    world: World,
    answers: dict[int, Harvested],
    served: str,
    set_clock: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oai, "PAGE", 3)
    start = clock.now()
    for n in range(1, 9):
        set_clock(start + timedelta(seconds=n))
        keep(world, answers, n)
    harvester = Sickle(f"{served}/oai")
    taken: dict[str, Any] = {}
    records = harvester.ListRecords(metadataPrefix="oai_dc")
    for at, record in enumerate(records):
        taken[record.header.identifier] = record
        if at == 2:
            # One that was taken changes, one that was not is withdrawn, and one is new.
            set_clock(start + timedelta(seconds=20))
            answers[1] = Harvested(work(1, "Another title"), ("type:answer",))
            del answers[8]
            answers[9] = Harvested(work(9), ("type:answer",))
            with world.make.writing() as session:
                operations.note(session, "answer", [1, 8, 9])
    by_number = {name.rpartition("/")[2]: record for name, record in taken.items()}
    assert sorted(by_number) == [str(n) for n in range(1, 10)]
    assert by_number["1"].metadata["title"] == ["Another title"]
    assert [n for n, record in by_number.items() if record.header.deleted] == ["8"]

    # From the date of the last answer on, only what changed since.
    said = harvester.Identify().granularity
    assert said == "YYYY-MM-DDThh:mm:ssZ"
    since = dates.iso(start + timedelta(seconds=21))
    set_clock(start + timedelta(seconds=30))
    del answers[2]
    with world.make.writing() as session:
        operations.note(session, "answer", [2])
    changed = list(harvester.ListIdentifiers(metadataPrefix="oai_dc", **{"from": since}))
    assert [(one.identifier.rpartition("/")[2], one.deleted) for one in changed] == [("2", True)]


def test_an_answer_is_dated_before_what_it_may_have_missed(
    world: World, ask: Callable[..., Answer], set_clock: Callable[..., Any]
) -> None:
    now = clock.now()
    set_clock(now)
    world.published()
    found = ask("ListIdentifiers", metadataPrefix="oai_dc")
    assert found.all("oai:responseDate") == [dates.iso(now - oai.LAG)]


def test_a_token_outlives_a_restart_and_its_last_page_has_an_empty_one(
    world: World,
    answers: dict[int, Harvested],
    ask: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oai, "PAGE", 2)
    keep(world, answers, 1, 2, 3)
    first = ask("ListIdentifiers", metadataPrefix="oai_dc")
    assert first.token
    # Nothing of it is kept here, so any process may answer.
    last = ask("ListIdentifiers", resumptionToken=first.token)
    assert len(last.all("oai:identifier")) == 1
    assert last.all("oai:resumptionToken") == [""]


def test_a_span_whose_rest_changed_meanwhile_ends_as_the_protocol_says(
    world: World,
    answers: dict[int, Harvested],
    ask: Callable[..., Answer],
    set_clock: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oai, "PAGE", 2)
    start = clock.now()
    set_clock(start)
    keep(world, answers, 1, 2, 3)
    first = ask("ListRecords", metadataPrefix="oai_dc", until=dates.iso(start))
    set_clock(start + timedelta(seconds=5))
    answers[3] = Harvested(work(3, "Another title"), ("type:answer",))
    with world.make.writing() as session:
        operations.note(session, "answer", [3])
    assert ask("ListRecords", resumptionToken=first.token).error == "noRecordsMatch"


def test_upgrading_fills_the_repository_and_finds_what_was_missed(
    world: World, ask: Callable[..., Answer]
) -> None:
    world.published()
    with world.make.writing() as session:
        session.execute(delete(HarvestSet))
        session.execute(delete(HarvestRecord))
    assert ask("ListRecords", metadataPrefix="oai_dc").error == "noRecordsMatch"
    with world.make.writing() as session:
        assert operations.refresh(session) == 1
    with world.make.writing() as session:
        assert operations.refresh(session) == 0
    assert ask("ListRecords", metadataPrefix="oai_dc").all("dc:title") == [TITLE]


def test_a_page_of_records_costs_few_statements(
    world: World, answers: dict[int, Harvested], anyone: Browser, app: Flask
) -> None:
    world.published()
    keep(world, answers, *range(1, 30))
    with statements(app) as asked:
        anyone.get("/oai?verb=ListRecords&metadataPrefix=oai_datacite")
    assert len(asked) <= 6

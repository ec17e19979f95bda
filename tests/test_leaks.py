"""Whatever address is asked, by whomever: what is not theirs to know stands on no page."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlmodel import SQLModel, select
from werkzeug.routing import AnyConverter, Rule

from rpp import clock
from rpp.api.models import ApiToken
from rpp.claims.register.content import Content
from rpp.claims.register.models import Claim
from rpp.organizations import operations as organizations
from rpp.organizations.models import Membership
from rpp.people.sessions import digest
from rpp.problems.models import LocalContext, Problem
from rpp.rounds.models import Round
from rpp.search import operations as search
from rpp.studies.models import Amendment, Attachment, StudyProblem
from rpp.studies.offers import interest
from rpp.studies.plan import feeds
from rpp.syntheses.models import (
    Synthesis,
    SynthesisStudy,
    SynthesisSuggestion,
    SynthesisVersion,
)
from rpp.syntheses.published import Flow, Results, Said
from tests.studies.conftest import World, world  # noqa: F401  (a fixture)
from tests.studies.private import Private
from tests.support import pdfs
from tests.support.client import ORIGIN, Browser
from tests.support.html import Page
from tests.support.reach import reach

SECRET = "Quetzalcoatl"
SEARCHED = "feathered"
WORDS = f"{SECRET} {SEARCHED}"
# In the studies stands another word, too: people of the network know the problem, not these.
WITHIN_STUDIES = "Mictlantecuhtli"
WITHIN = f"{WORDS} {WITHIN_STUDIES}"
# Of every thing the first few numbers are asked for: the things of this world are among them.
NUMBERS = range(1, 7)
# Of a thing within another, each number of the one with each of the other; but where those who
# take part in everything find nothing, others are asked only for one of each kind.
WITHIN_ANOTHER = 2


def hide(world: World) -> Private:  # noqa: F811
    """Fill the world with what only a few may know, each with the word in it."""
    return world.make.begin("hidden", lambda: _hide(world))


def _hide(world: World) -> Private:  # noqa: F811
    make, now = world.make, clock.now()
    about = {
        "network_id": world.network.id,
        "organization_id": world.city.id,
        "author_id": world.city_leader.id,
        "status_since": now,
        "created_at": now,
        "saved_at": now,
    }
    texts = dict.fromkeys(("summary", "affected", "evidence", "tried", "plan"), WORDS)
    for status in ("draft", "submitted", "returned"):
        make.add(Problem(status=status, title=f"{WORDS} {status}", reason=WORDS, **texts, **about))
    kept = make.add(
        Problem(
            status="open",
            opened_at=now,
            audience="network",
            title=f"{WORDS} inside",
            **texts,
            **about,
        )
    )
    make.add(
        LocalContext(
            problem_id=kept.id,
            organization_id=world.county.id,
            author_id=world.county_lead.id,
            differs=WORDS,
            added_at=now,
        )
    )
    make.add(
        Round(
            network_id=world.network.id,
            title=f"{WORDS} round",
            status="draft",
            status_since=now,
            timezone="America/Chicago",
            opens_at=now,
            closes_at=now,
            created_by=world.city_leader.id,
        )
    )
    make.add(
        Claim(
            title=f"{WORDS} claim",
            draft=Content(WORDS, WORDS, WORDS, reasons=WORDS, interest=WORDS),
            written_by=world.city_leader.id,
            status_since=now,
            recorded_at=now,
        )
    )
    _hide_screening(world)
    world.do(
        interest.offer_study,
        world.lead,
        kept.id,
        organization_id=world.university.id,
        note=WORDS,
    )
    private = Private(world, WITHIN)
    private.make_them()
    for study in private.studies.values():
        make.add(StudyProblem(study_id=study.id, problem_id=kept.id))
    with make.writing() as session:
        search.reindex(session)
    return private


def _hide_screening(world: World) -> None:  # noqa: F811
    """A draft, and a published synthesis whose next answer and candidates are its keepers’ own."""
    make, now = world.make, clock.now()
    about = {
        "network_id": world.network.id,
        "keeper_id": world.city_leader.id,
        "status_since": now,
        "created_at": now,
    }
    secret = {"answer": WITHIN, "can_say": WITHIN, "cannot_say": WITHIN, "unknown": WITHIN}
    make.add(Synthesis(slug="drafted", title=WITHIN, why_living=WITHIN, **secret, **about))
    kept = make.add(
        Synthesis(
            # The name that is asked for wherever an address has one.
            slug=world.network.slug,
            title="What helps?",
            status="published",
            current=1,
            changed_at=now,
            published_at=now,
            **secret,
            **about,
        )
    )
    make.add(
        SynthesisVersion(
            synthesis_id=kept.id,
            number=1,
            title="What helps?",
            said=Said(answer="It helps."),
            studies=[],
            effects=[],
            results=Results(words="No numbers."),
            flow=Flow(),
            text_hash="0" * 64,
            published_at=now,
        )
    )
    found = {"synthesis_id": kept.id, "found_at": now, "status_since": now}
    for status in ("candidate", "included", "excluded"):
        candidate = {"title": WITHIN, "note": WITHIN, "citation": WITHIN, "address": WITHIN}
        make.add(SynthesisStudy(key=f"words:{status}", status=status, **candidate, **found))
    make.add(
        SynthesisSuggestion(
            synthesis_id=kept.id,
            person_id=world.lead.id,
            reference=WITHIN,
            why=WITHIN,
            status_since=now,
            sent_at=now,
        )
    )


def addresses(app: Flask, *, to_come: bool = False) -> Iterator[str]:
    """Every page that can be asked for, with small numbers in it, and some questions.

    Those of things that are there, and, if asked for, of some that are still to come.
    """
    for path, _ in _addresses(app, to_come=to_come):
        yield path


def _addresses(app: Flask, *, to_come: bool = False) -> Iterator[tuple[str, str]]:
    """Every page, and its endpoint where it is of a thing within another."""
    urls, there = app.url_map.bind("localhost"), reach(app, NUMBERS)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        if rule.rule.startswith(("/dev/", "/demo", "/confirm", "/reset", "/studies/invitation/")):
            continue
        given: dict[str, Any] = {"slug": "gulf", "key": "known", "token": "1"}
        # All formats are written from one record: the one that says most is asked for.
        words = {
            name: [max(converter.items, key=lambda form: (form == "datacite.json", form))]
            for name, converter in rule._converters.items()
            if isinstance(converter, AnyConverter)
        }
        if "kind" in rule.arguments:
            words["kind"] = ["problem", "study", "brief"]
        numbered = sorted(rule.arguments - {*given, *words})
        for numbers in product(*(ranges(numbered) if to_come else map(there, numbered))):
            for chosen in product(*words.values()):
                values = {a: given[a] for a in rule.arguments & set(given)}
                values |= dict(zip(numbered, numbers, strict=True))
                values |= dict(zip(words, chosen, strict=True))
                path = urls.build(rule.endpoint, values)
                yield path, rule.endpoint if len(numbered) >= WITHIN_ANOTHER else ""
                if rule.rule.endswith(("/find", "/suggestions", "/evidence")):
                    yield f"{path}?q={SEARCHED}", ""
                if rule.rule in ("/problems", "/rounds", "/studies", "/briefs", "/search"):
                    for question in (
                        f"q={SEARCHED}",
                        "status=draft",
                        "status=submitted",
                        "status=returned",
                        "state=coming",
                        "problem=2",
                        "problem=5",
                        "organization=1",
                        "network=1",
                        "status=co_design",
                    ):
                        yield f"{path}?{question}", ""
                if rule.rule == "/oai":
                    for form in ("oai_dc", "oai_datacite"):
                        yield f"{path}?verb=ListRecords&metadataPrefix={form}", ""
                if rule.rule in ("/studies/new", "/briefs/new", "/rounds/new"):
                    for n in NUMBERS:
                        yield f"{path}?problem={n}&study={n}&network=1", ""


def ranges(numbered: list[str]) -> list[range]:
    """The numbers of things still to come, in the place of each argument.

    Of a thing within another, which each world counts anew, the first ones are enough.
    """
    return [NUMBERS if len(numbered) == 1 else NUMBERS[:WITHIN_ANOTHER] for _ in numbered]


# What those who take part in everything find within other things; alike in each world of a worker.
_found: dict[str, frozenset[str]] = {}


def addresses_of_something(app: Flask, private: Private, browser_as: Any) -> Iterator[str]:
    """The addresses, without those of things within others that are not there."""
    pages = list(_addresses(app))
    within = [path for path, endpoint in pages if endpoint]
    database = app.extensions["rpp.engine"].dialect.name
    if database not in _found:
        people = (private.observer, private.world.lead, private.world.city_leader)
        browsers = [browser_as(person) for person in people]
        _found[database] = frozenset(
            path for path in within if any(b.get(path).status_code != 404 for b in browsers)
        )
        assert len(_found[database]) > 50
    seen = set()
    for path, endpoint in pages:
        if not endpoint or path in _found[database] or endpoint not in seen:
            yield path
        seen.add(endpoint)


def told(browser: Browser, paths: Iterable[str], word: str) -> list[str]:
    """Where the word stands in what the portal answers: in the text, a PDF's text, a header."""
    found = []
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code < 500, path
        words = " ".join(answer.headers.values())
        if answer.mimetype == "application/pdf":
            words += pdfs.read(answer.data)
        else:
            words += answer.data.decode(errors="replace")
        # An address written in lower case, or a name in a header with its spaces escaped.
        if word.casefold() in words.casefold():
            found.append(f"{path} {answer.status_code}")
    return found


def reader(private: Private, who: str) -> tuple[Any, str]:
    """The person, and the word they are not to read: people of the network know the problem."""
    world = private.world  # noqa: F811
    make = world.make
    person: Any = None
    if who == "stranger":
        person = world.stranger
    elif who == "researcher":
        person = make.researcher()
    elif who in ("pending", "ended"):
        person = make.member(world.city)
        with make.writing() as session:
            own = session.exec(select(Membership).where(Membership.person_id == person.id)).one()
            if who == "pending":
                own.status = "pending"
            else:
                actor = world.viewer(world.city_leader, session)
                organizations.end_membership(session, actor, own.id or 0)
    elif who == "other steward":
        person = make.steward(make.network(make.organization(), slug="elsewhere"))
    elif who == "other network":
        far = make.organization()
        make.network(far, slug="elsewhere")
        person = make.leader(far, delegate=True, signatory=True)
    elif who == "applicant":
        far = make.organization()
        make.join(world.network, far, "pending")
        person = make.leader(far)
    elif who == "admin":
        person = make.admin()
    elif who == "colleague":
        return make.member(world.city), WITHIN_STUDIES
    elif who in ("stepped_down", "handed_over", "elsewhere"):
        return getattr(private, who), WITHIN_STUDIES
    return person, SECRET


class Program:
    """A program of a person: it asks below /api/v1, with a token of these scopes."""

    def __init__(self, world: World, person: Any, scopes: str) -> None:  # noqa: F811
        self.client = world.make.app.test_client()
        now, secret = clock.now(), f"{TOKEN}{person.id}_{scopes}"
        world.make.add(
            ApiToken(
                person_id=person.id,
                name="A program",
                token_hash=digest(secret),
                scopes=scopes,
                made_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)


TOKEN = "rpp_of_a_program_that_reads_"


def doors(app: Flask) -> list[str]:
    """What programs can ask for, with all that their lists hold."""
    found = [path for path in addresses(app) if path.startswith("/api/v1")]
    return [*found, *(f"{path}?per_page=100" for path in found if not path[-1].isdigit())]


@pytest.mark.parametrize(
    "who",
    [
        "nobody",
        "stranger",
        "researcher",
        "pending",
        "ended",
        "other steward",
        "other network",
        "applicant",
        "admin",
        # From a district that takes part: the last three took part themselves, or in another one.
        "colleague",
        "stepped_down",
        "handed_over",
        pytest.param("elsewhere", marks=pytest.mark.both_databases),
    ],
)
def test_nobody_reads_what_is_not_hers(
    browser_as,
    world: World,  # noqa: F811
    app: Flask,
    who: str,
) -> None:
    private = hide(world)
    person, word = reader(private, who)
    browser = browser_as(person)
    paths = [*addresses_of_something(app, private, browser_as), *private.secret_addresses]
    if person is not None:
        paths.append(f"/calendar/{world.do(feeds.renew_feed, person)}.ics")
    assert told(browser, paths, word) == []
    if person is not None:
        program = Program(world, person, "read")
        assert program.get("/api/v1/problems").status_code == 200
        assert told(program, doors(app), word) == []


def test_those_whose_it_is_read_it(browser_as, world: World, app: Flask) -> None:  # noqa: F811
    """Else the test above would hold of an empty portal."""
    hide(world)
    leader = browser_as(world.city_leader)
    assert SECRET in leader.get(f"/search?q={SEARCHED}").text
    assert len(told(leader, addresses(app), SECRET)) > 50
    # Programs of theirs read it, where the token is for reading; the cookie counts for nothing.
    lists = told(Program(world, world.city_leader, "read"), doors(app), SECRET)
    assert {path.partition("?")[0] for path in lists if "?" in path} == {
        *("/api/v1/problems", "/api/v1/rounds", "/api/v1/studies", "/api/v1/briefs"),
        "/api/v1/findings",
    }
    assert told(leader, doors(app), SECRET) == []
    assert told(Program(world, world.city_leader, "deposit"), doors(app), SECRET) == []


def test_an_observer_reads_her_study_in_all_its_parts(
    browser_as,
    world: World,  # noqa: F811
) -> None:
    private = hide(world)
    observer = browser_as(private.observer)
    asked = {
        "co_design": READ_WHILE_WRITTEN,
        "frozen": ("", "/history", "/packet.pdf", "/text"),
        "active": ("/findings", "/updates", "/amendments", "/calendar.ics", "/schools"),
        "interpreted": ("", "/findings", "/people", "/history"),
    }
    paths = [
        f"/studies/{private.studies[status].id}{part}"
        for status, parts in asked.items()
        for part in parts
    ]
    for model, folder in ((Amendment, "amendments"), (Attachment, "attachments")):
        running = private.studies["active"].id
        row = [row for row in world.make.all(model) if row.study_id == running][-1]
        paths.append(f"/studies/{running}/{folder}/{getattr(row, 'number', row.id)}")
    feed = f"/calendar/{world.do(feeds.renew_feed, private.observer)}.ics"
    paths += [feed, "/notices", "/studies", "/me"]
    read = told(observer, paths, WITHIN_STUDIES)
    assert read == [f"{path} 200" for path in paths]
    paper = observer.get(next(path for path in paths if "/attachments/" in path))
    assert WITHIN_STUDIES in pdfs.read(paper.data)


READ_WHILE_WRITTEN = (
    *("", "/people", "/agreements", "/milestones", "/schools", "/history"),
    *("/sections/known/comments", "/sections/asks/comments", "/sections/asks/suggestions"),
    *("/sections/known/earlier/2", "/sections/risks/earlier/2", "/suggestions/1"),
)


# These answer 404 before and after.
OF_A_STUDY = re.compile(r"/studies/[0-9]|/discussions/study/|/follow/study/")


@pytest.mark.parametrize("who", ["nobody", "stranger", "colleague"])
def test_a_private_study_changes_no_page_of_others(
    browser_as,
    world: World,  # noqa: F811
    app: Flask,
    who: str,
) -> None:
    """No count, no line of the problem's history, no page of an organization tells of it."""
    private = Private(world, WITHIN)
    person, _ = reader(private, who)
    browser = browser_as(person)

    def pages() -> dict[str, str]:
        paths = (path for path in addresses(app, to_come=True) if not OF_A_STUDY.match(path))
        answers = {path: browser.get(path) for path in paths}
        return {
            path: f"{answer.status_code} {Page(answer.text).text}"
            for path, answer in answers.items()
            if answer.mimetype == "text/html"
        }

    before = pages()
    private.make_them()
    with world.make.writing() as session:
        search.reindex(session)
    after = pages()
    assert [path for path in before if before[path] != after[path]] == []


def _first_words(rule: Rule) -> dict[str, Any]:
    """For each argument that is one of a few words, the first of them."""
    converters = rule._converters.items()
    words = {name: sorted(one.items) for name, one in converters if isinstance(one, AnyConverter)}
    return {name: found[0] for name, found in words.items()}


# What a form of any page may hold; each names a thing of this world.
SENT: dict[str, Any] = {
    "title": "Taken over", "summary": "Taken over", "body": "Taken over", "differs": "Taken over",
    "reason": "Taken over by someone", "decision": "approve", "role": "leader", "leader": "1",
    "organization_id": "1", "organization": "1", "network_id": "1", "person": "1", "into": "2",
    "email": "person1@district1.example", "listing": "listed", "party": "lead",
    "domain": "a.example",
    "source": "/evidence/1", "why_it_fits": "It fits us well enough.", "code": "duplicate",
    "leaves_open": "Everything there is to know.", "type": "DSA", "parties": "Them and us",
    "signed_on": "2026-01-02", "outcome": "Everything", "comparison": "Nothing",
    "result": "x" * 20,
    "text": "Taken over", "newer": "1", "why": "Because I say so.", "note": "Because I say so.",
    "agreed": "y", "version": "1", "purpose": "Taken over by someone", "step": "cast",
    "school": "Any school", "activity": "Any test", "starts_on": "2027-01-02",
    "ends_on": "2027-01-02", "due_on": "2027-01-02",
    "design": "rct", "looked_for": "Everything there is to know.", "problem_id": "1",
    "answer": "adopted", "expertise": "Everything",
    "points": "10", "seats": "1", "options": "1", "opens_at": "2027-01-02T08:00", "admin": "1",
    "closes_at": "2027-02-02T08:00", "persona": "", "audience": "public", "password": "x" * 20,
}  # fmt: skip
# What strangers may do: talk about what is open, follow it, and look after their own account.
OWN = frozenset(
    ("comment", "follow", "notice", "event", "person", "person_session", "sent_form", "email",
     "email_link", "search_document", "unsaved", "contact_message")
)  # fmt: skip


def everything(world: World) -> dict[str, list[Any]]:  # noqa: F811
    with world.make.writing() as session:
        tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in OWN]
        return {t.name: [tuple(r) for r in session.execute(t.select())] for t in tables}


@pytest.mark.parametrize("who", ["nobody", "stranger", "ended", "other steward"])
def test_nobody_changes_what_is_not_hers(
    browser_as,
    world: World,  # noqa: F811
    app: Flask,
    who: str,
) -> None:
    hide(world)
    make = world.make
    person: Any = None
    if who == "stranger":
        person = world.stranger
    elif who == "ended":
        person = make.person()
        make.add(
            Membership(
                person_id=person.id,
                organization_id=world.city.id,
                role="leader",
                status="ended",
                status_since=clock.now(),
            )
        )
    elif who == "other steward":
        person = make.steward(make.network(slug="elsewhere"))
    before = everything(world)
    browser = browser_as(person)
    token = browser.token()
    own = ("/me", "/sign", "/confirm", "/reset", "/demo", "/problems/new", "/ask/unanswered/new")
    # Whoever serves evidence may add publications, which are everyone's.
    own += ("/evidence/new",)
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        joins = rule.rule.endswith(("/join", "/take-back", "/leave")) and "organ" in rule.rule
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(own) or joins:
            continue
        for number in NUMBERS if rule.arguments else (1,):
            known = {"slug": "gulf", "key": "known", "kind": "study", "answer": "agree"}
            known |= _first_words(rule)
            values = {a: known.get(a, number) for a in rule.arguments}
            path = urls.build(rule.endpoint, values)
            path += "?network=1" if rule.rule == "/rounds/new" else ""
            path += f"?study={number}" if rule.rule == "/briefs/new" else ""
            answer = browser.post(path, data=SENT | {"csrf_token": token}, headers=ORIGIN)
            assert answer.status_code < 500, path
    assert everything(world) == before

"""Programs that others wrote find nothing wrong with the doors."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.request import urlopen

import extruct
import pytest
import schemathesis
import signposting
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rpp.briefs.details.schema import Contributor
from tests.briefs.conftest import TITLE
from tests.briefs.conftest import World as BriefWorld
from tests.briefs.test_described import CARBERRY
from tests.support.client import Browser
from tests.support.world import World

Worlds = Callable[..., BriefWorld]

# Enough to meet each argument with something odd; the same each time.
BOUNDED = settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def beyond(label: str) -> list[Any]:
    """What no schema says: rules between fields, and which organizations are one's own."""
    return [positive_data_acceptance] if label.startswith("POST") else []


def cases(app: Flask, mode: GenerationMode) -> Iterator[tuple[str, Any]]:
    """The doors that the description names, each with a strategy of what to ask it."""
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", app, config=SchemathesisConfig()
    )
    for found in schema.get_all_operations():
        operation = found.ok()
        yield operation.label, operation.as_strategy(generation_mode=mode)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_schemathesis_finds_nothing_on_the_api(
    app: Flask, world: World, token_of: Callable[..., str], mode: GenerationMode
) -> None:
    """What is described is what is answered, whatever is asked: never an error of ours."""
    world.problem()
    world.problem("draft")
    # Through WSGI nobody unpacks what was compressed.
    plain = {"Accept-Encoding": "identity"}
    signed = plain | {"Authorization": f"Bearer {token_of(world.author, 'read deposit')}"}
    asked = 0
    doors = []
    for label, strategy in cases(app, mode):
        doors.append(label)

        @given(case=strategy)
        @BOUNDED
        def holds(case: Any) -> None:
            nonlocal asked
            asked += 1
            headers = signed if asked % 2 else plain
            case.call_and_validate(headers=headers, excluded_checks=beyond(case.operation.label))

        holds()
    assert "POST /briefs" in doors
    assert asked > 100


# --- the page of a brief -------------------------------------------------------------------


def test_extruct_reads_what_the_page_of_a_brief_says_to_search_engines(
    worlds: Worlds, anyone: Browser
) -> None:
    published = worlds()
    brief = published.published()
    page = f"http://localhost/briefs/{brief.id}"
    found = extruct.extract(anyone.get(page).text, base_url=page, syntaxes=["json-ld"])
    (told,) = found["json-ld"]
    assert (told["@context"], told["@type"]) == ("https://schema.org", "Report")
    assert told["name"] == TITLE
    assert [author["name"] for author in told["author"]] == [
        "Imani Feld",
        "Carla Winfield",
        "Walt Jessup",
    ]
    assert told["license"].startswith("https://creativecommons.org/")
    study = f"http://localhost/studies/{published.study.id}"
    assert study in told["isBasedOn"]
    grades = [one["targetName"] for one in told["educationalAlignment"]]
    assert grades == ["Grade 7", "Grade 9"]


def test_a_signposting_client_finds_the_item_its_metadata_and_its_license(
    worlds: Worlds, served: str
) -> None:
    ada = Contributor(name="Josiah Carberry", orcid=CARBERRY, roles=["methodology"])
    brief = worlds().published(authors=[ada])
    found = signposting.find_signposting_http(f"{served}/briefs/{brief.id}")
    version = f"{served}/briefs/{brief.id}/v1"
    assert found.citeAs.target == version
    types = {one.target.rpartition("/")[2] for one in found.types}
    assert types == {"AboutPage", "Report"}
    assert [one.target for one in found.authors] == [f"https://orcid.org/{CARBERRY}"]
    assert found.license.target == "https://creativecommons.org/licenses/by/4.0/"
    items = {one.target: one.type for one in found.items}
    assert items[f"{version}/text.json"] == "application/json"
    described = {one.type: one.target for one in found.describedBy}
    assert described["application/vnd.datacite.datacite+json"] == f"{version}.datacite.json"
    # Level 2 says the same, and each address answers with the type that was promised.
    (linkset,) = [one.target for one in found.linksets]
    further = signposting.find_signposting_linkset(linkset)
    assert {one.target for one in further.for_context(version).items} >= set(items)
    for type_, target in described.items():
        with urlopen(target) as answer:
            assert answer.headers.get_content_type() == type_

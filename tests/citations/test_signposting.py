"""The header of links stays small, whatever a work holds; the link set holds everything."""

import json

from rpp.citations import signposting
from rpp.citations.signposting import TypedLink
from rpp.citations.work import Name, Work

URL = "https://commons.example/briefs/7/v2"


def work(authors: int = 0) -> Work:
    people = tuple(Name(f"Feld {n}", orcid=f"0000-0002-1825-{n:04}") for n in range(authors))
    return Work(
        id="brief-7-v2", title="A later bell", authors=people, issued=None, publisher="RPP Commons",
        url=URL, license="CC-BY-4.0", license_url="https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip


def of(authors: int, files: int) -> list[TypedLink]:
    described = [TypedLink("describedby", f"{URL}.bib", "application/x-bibtex")]
    items = [TypedLink("item", f"{URL}/files/{n}", "image/png") for n in range(files)]
    way = TypedLink("linkset", f"{URL}.linkset.json", "application/linkset+json")
    return [*signposting.links(work(authors), described, items), way]


def test_500_files_and_40_authors_fit_and_all_of_them_are_in_the_link_set() -> None:
    found = of(authors=40, files=500)
    header = signposting.header(found)
    assert len(header) < 8_192
    for needed in ("cite-as", "describedby", "license", "linkset"):
        assert f'rel="{needed}"' in header
    # Authors before files, the first ones of both.
    assert header.count('rel="author"') == 40
    assert f"<{URL}/files/0>" in header
    assert f"<{URL}/files/499>" not in header
    [told] = json.loads(signposting.linkset(URL, found))["linkset"]
    assert (len(told["item"]), len(told["author"])) == (500, 40)


def test_what_fits_is_all_there() -> None:
    found = of(authors=3, files=5)
    assert signposting.header(found).count("rel=") == len(found)

"""Every word that briefs are described with has a page, a meaning and an address that stays."""

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS

from rpp import vocabulary
from rpp.concepts import schemes
from rpp.studies.models import DESIGNS
from tests.support.client import Browser

HERE = "http://localhost"
FORMATS = {"ttl": "text/turtle", "jsonld": "application/ld+json"}


def graph_at(anyone: Browser, path: str, accept: str = "") -> Graph:
    answer = anyone.get(path, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    return Graph().parse(data=answer.get_data(as_text=True), format=answer.mimetype)


def test_from_the_foot_of_a_page_to_the_meaning_of_a_word(anyone: Browser) -> None:
    assert "/vocabulary" in anyone.read("/about").links
    page = anyone.read("/vocabulary")
    assert "Study design" in page.text
    page = anyone.read(next(link for link in page.links if link == "/vocabulary/design"))
    assert "/vocabulary/design/rct" in page.links
    word = anyone.read("/vocabulary/design/rct")
    assert "Chance decided which students, classes or schools got the program." in word.text
    assert "http://localhost/vocabulary/design/rct" in word.text


def test_each_word_of_ceds_keeps_the_address_that_ceds_gave_it(anyone: Browser) -> None:
    page = anyone.read("/vocabulary/locale")
    assert "http://ceds.ed.gov/terms#NI002130190604" in page.links
    assert "Rural – Remote" in page.text
    assert anyone.get("/vocabulary/locale/RuralRemote").status_code == 404
    assert anyone.get("/vocabulary/design/no-such-design").status_code == 404
    assert anyone.get("/vocabulary/no-such-scheme.ttl").status_code == 404


@pytest.mark.parametrize("form", FORMATS)
def test_machines_read_the_same_at_the_same_address(anyone: Browser, form: str) -> None:
    by_name = graph_at(anyone, f"/vocabulary.{form}")
    by_wish = graph_at(anyone, "/vocabulary", FORMATS[form])
    assert set(by_name) == set(by_wish)
    design, rct = URIRef(f"{HERE}/vocabulary/design"), URIRef(f"{HERE}/vocabulary/design/rct")
    assert (design, RDF.type, SKOS.ConceptScheme) in by_name
    assert (rct, SKOS.inScheme, design) in by_name
    assert str(by_name.value(rct, SKOS.prefLabel)) == "Randomized trial"
    locale = URIRef(f"{HERE}/vocabulary/locale")
    assert (locale, RDF.type, SKOS.Collection) in by_name
    assert (locale, SKOS.member, URIRef("http://ceds.ed.gov/terms#NI002130190604")) in by_name
    one = graph_at(anyone, f"/vocabulary/design/rct.{form}")
    assert set(one.subjects(RDF.type, SKOS.Concept)) == {rct}
    assert set(one.triples((rct, None, None))) == set(by_name.triples((rct, None, None)))
    assert set(graph_at(anyone, "/vocabulary/design/rct", FORMATS[form])) == set(one)
    assert len(graph_at(anyone, f"/vocabulary/locale.{form}")) > 30
    html = anyone.get("/vocabulary", headers={"Accept": "text/html,*/*;q=0.8"})
    assert html.mimetype == "text/html"
    assert "Accept" in [one.strip() for one in html.headers["Vary"].split(",")]


def test_every_word_of_our_own_says_what_it_means_once() -> None:
    for scheme in schemes.schemes().values():
        assert scheme.concepts
        labels = [one.label for one in scheme.concepts.values()]
        assert len(set(labels)) == len(labels), scheme.key
        for one in scheme.concepts.values():
            assert (
                one.iri.startswith("http://ceds.ed.gov/terms#NI")
                if scheme.ceds
                else (one.definition.endswith("."))
            ), one


def test_the_words_of_the_code_are_words_of_the_vocabulary() -> None:
    assert schemes.options("subject") == vocabulary.SUBJECTS
    assert schemes.options("grade") == vocabulary.GRADES
    assert DESIGNS.items() <= schemes.options("design").items()
    known = {one.iri for one in schemes.of_element("grade").concepts.values()}
    assert known <= set(vocabulary.grade_iris().values())


def test_what_is_matched_in_ceds_is_there() -> None:
    text = (schemes.SEED / "ceds_options.csv").read_text(encoding="utf-8")
    matched = [
        iri
        for scheme in schemes.schemes().values()
        for one in scheme.concepts.values()
        for iri in (*one.exact, *one.close, *one.broad)
    ]
    assert matched
    assert [iri for iri in matched if iri not in text] == []

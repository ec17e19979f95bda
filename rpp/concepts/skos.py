"""Schemes as SKOS (W3C, 2009), in Turtle and JSON-LD; words of CEDS keep CEDS's own addresses."""

from collections.abc import Iterable

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from rpp import addresses
from rpp.concepts.schemes import Concept, Scheme

# By the ending of an address: the media type, and what rdflib calls it.
FORMATS = {"ttl": ("text/turtle", "turtle"), "jsonld": ("application/ld+json", "json-ld")}
LICENSE = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
CEDS = Namespace("http://ceds.ed.gov/terms#")


def written(told: Iterable[tuple[Scheme, Iterable[Concept]]], form: str) -> str:
    """Schemes with some of their concepts, in one of FORMATS."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    graph.bind("ceds", CEDS)
    for scheme, concepts in told:
        (_collection if scheme.ceds else _scheme)(graph, scheme, concepts)
    if form == "jsonld":
        return graph.serialize(format="json-ld", auto_compact=True, sort_keys=True)
    return graph.serialize(format=FORMATS[form][1])


def _about(graph: Graph, scheme: Scheme) -> URIRef:
    node = URIRef(scheme.address)
    graph.add((node, SKOS.prefLabel, _english(scheme.title)))
    graph.add((node, DCTERMS.title, _english(scheme.title)))
    graph.add((node, DCTERMS.description, _english(scheme.about)))
    graph.add((node, DCTERMS.source, _english(scheme.source)))
    return node


def _scheme(graph: Graph, scheme: Scheme, concepts: Iterable[Concept]) -> None:
    node = _about(graph, scheme)
    graph.add((node, RDF.type, SKOS.ConceptScheme))
    graph.add((node, DCTERMS.license, LICENSE))
    graph.add((node, DCTERMS.isPartOf, URIRef(addresses.of("/vocabulary"))))
    for one in concepts:
        word = _concept(graph, one)
        graph.add((word, SKOS.inScheme, node))
        graph.add((word, SKOS.topConceptOf, node))
        graph.add((node, SKOS.hasTopConcept, word))


def _collection(graph: Graph, scheme: Scheme, concepts: Iterable[Concept]) -> None:
    """Options of CEDS that the portal offers: its choice, and not a scheme of its own."""
    node = _about(graph, scheme)
    graph.add((node, RDF.type, SKOS.Collection))
    graph.add((node, DCTERMS.references, CEDS[f"C{scheme.ceds}"]))
    for one in concepts:
        graph.add((node, SKOS.member, _concept(graph, one)))


def _concept(graph: Graph, one: Concept) -> URIRef:
    word = URIRef(one.address)
    graph.add((word, RDF.type, SKOS.Concept))
    graph.add((word, SKOS.prefLabel, _english(one.label)))
    graph.add((word, SKOS.notation, Literal(one.key)))
    if one.definition:
        graph.add((word, SKOS.definition, _english(one.definition)))
    for other in one.also:
        graph.add((word, SKOS.altLabel, _english(other)))
    matches = ((SKOS.exactMatch, one.exact), (SKOS.closeMatch, one.close))
    for relation, found in (*matches, (SKOS.broadMatch, one.broad)):
        for address in found:
            graph.add((word, relation, URIRef(address)))
    return word


def _english(text: str) -> Literal:
    return Literal(text, lang="en")

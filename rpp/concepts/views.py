"""The vocabulary: pages for people, SKOS for machines, at the same addresses."""

from collections.abc import Iterable

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from rpp import synonyms
from rpp.concepts import skos
from rpp.concepts.names_page import names_page
from rpp.concepts.pages import concept_page, scheme_page, vocabulary_page
from rpp.concepts.schemes import Concept, Scheme, schemes
from rpp.concepts.skos import FORMATS
from rpp.web import arg, or_404, page, public

bp = Blueprint("concepts", __name__)
ANY = f"any({', '.join(repr(form) for form in FORMATS)})"
Told = Iterable[tuple[Scheme, Iterable[Concept]]]


def _whole() -> Told:
    return [(scheme, scheme.concepts.values()) for scheme in schemes().values()]


def _scheme(key: str) -> Scheme:
    return or_404(schemes().get(key))


def _concept(scheme: str, key: str) -> tuple[Scheme, Concept]:
    """A word of the portal's own; those of CEDS have their addresses there."""
    found = _scheme(scheme)
    or_404(not found.ceds or None)
    return found, or_404(found.concepts.get(key))


@bp.get("/vocabulary")
@public()
def index() -> ResponseReturnValue:
    return _asked(_whole()) or _varies(page("concepts/index.html", page=vocabulary_page()))


@bp.get(f"/vocabulary.<{ANY}:form>")
@public()
def index_as(form: str) -> ResponseReturnValue:
    return _file(_whole(), form)


@bp.get("/vocabulary/abbreviations")
@public()
def names() -> ResponseReturnValue:
    return page("concepts/names.html", page=names_page(arg("by", 10)))


@bp.get("/vocabulary/abbreviations.csv")
@public()
def names_as_csv() -> Response:
    text = synonyms.FILE.read_text(encoding="utf-8")
    return Response(text, content_type="text/csv; charset=utf-8; header=present")


@bp.get("/vocabulary/<slug:key>")
@public(_scheme)
def scheme(found: Scheme) -> ResponseReturnValue:
    shown = _asked([(found, found.concepts.values())])
    return shown or _varies(page("concepts/scheme.html", page=scheme_page(found)))


@bp.get(f"/vocabulary/<slug:key>.<{ANY}:form>")
@public(lambda key, form: (_scheme(key), form))
def scheme_as(which: tuple[Scheme, str]) -> ResponseReturnValue:
    found, form = which
    return _file([(found, found.concepts.values())], form)


@bp.get("/vocabulary/<slug:scheme>/<slug:key>")
@public(_concept)
def concept(found: tuple[Scheme, Concept]) -> ResponseReturnValue:
    shown = _asked([(found[0], [found[1]])])
    return shown or _varies(page("concepts/concept.html", page=concept_page(*found)))


@bp.get(f"/vocabulary/<slug:scheme>/<slug:key>.<{ANY}:form>")
@public(lambda scheme, key, form: (*_concept(scheme, key), form))
def concept_as(which: tuple[Scheme, Concept, str]) -> ResponseReturnValue:
    scheme, one, form = which
    return _file([(scheme, [one])], form)


def _asked(told: Told) -> Response | None:
    """The format that a machine would rather have than the page."""
    types = {type_: form for form, (type_, _) in FORMATS.items()}
    best = request.accept_mimetypes.best_match(["text/html", *types])
    form = types.get(best or "")
    return _varies(_file(told, form)) if form else None


def _file(told: Told, form: str) -> Response:
    type_ = FORMATS[form][0]
    return Response(skos.written(told, form), content_type=f"{type_}; charset=utf-8")


def _varies(response: Response) -> Response:
    response.vary.add("Accept")
    return response

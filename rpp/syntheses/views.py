"""Pages of syntheses that anyone reads: the list, a synthesis, its versions and citations."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rpp import dates, db, kinds
from rpp.citations import formats
from rpp.citations.work import Work
from rpp.organizations import profiles
from rpp.paging import whole
from rpp.policy import may
from rpp.syntheses import citing, queries
from rpp.syntheses.admitting import studies_of
from rpp.syntheses.analysis.analyzing import analyze
from rpp.syntheses.list_page import ListPage
from rpp.syntheses.page import SynthesisPage
from rpp.syntheses.queries import Shown
from rpp.syntheses.rhythm import rhythm
from rpp.vocabulary import SUBJECTS
from rpp.web import arg, cursor, or_404, page, pager, public, unchanged, viewer

bp = Blueprint("syntheses", __name__)
# What reference managers read, by the ending of the address.
CITED: Mapping[str, tuple[str, Callable[[Work], str]]] = {
    "bib": ("application/x-bibtex", formats.bibtex),
    "ris": ("application/x-research-info-systems", formats.ris),
    "csl.json": ("application/vnd.citationstyles.csl+json", formats.csl_json),
}
FORMATS = f"any({', '.join(repr(form) for form in CITED)})"


def synthesis(slug: str) -> Shown:
    """The synthesis, for whoever may know of it."""
    return or_404(queries.synthesis(db.session(), viewer(), slug))


@bp.get("/syntheses")
@public()
def index() -> ResponseReturnValue:
    session, person = db.session(), viewer()
    network_id = whole(arg("network", 12))
    subject = arg("subject", 20)
    subject = subject if subject in SUBJECTS else ""
    found = queries.listed(session, person, cursor(), network_id, subject)
    serves = queries.networks(session, person.stewards | person.brokers) if person.id else []
    network = queries.network(session, network_id) if network_id else None
    shown = ListPage(found, serves, network, subject)
    on_topic = "syntheses/_on_topic.html"
    return page("syntheses/index.html", on_topic, list=shown, pager=pager(found))


@bp.get("/syntheses/<id:synthesis_id>")
@public()
def by_number(synthesis_id: int) -> ResponseReturnValue:
    """Where notices and lists lead that know the number alone."""
    slug = or_404(queries.slug_of(db.session(), viewer(), synthesis_id))
    return redirect(url_for("syntheses.show", slug=slug))


@bp.get("/syntheses/<slug:slug>")
@public(synthesis)
def show(one: Shown) -> ResponseReturnValue:
    return _shown(one, one.current)


@bp.get("/syntheses/<slug:slug>/v<id:number>")
@public(lambda slug, number: (synthesis(slug), number))
def version(which: tuple[Shown, int]) -> ResponseReturnValue:
    """One version: it stays as it was published."""
    one, number = which
    or_404(number <= one.current or None)
    return _shown(one, number)


def _shown(one: Shown, number: int) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    district = profiles.chosen(session, person, whole(arg("like", 19)))
    waiting = queries.waiting(session, one.id)
    today = dates.today(one.timezone)
    if fresh := unchanged("synthesis", one.id, number, one.last_event, waiting, district, today):
        return fresh
    held = or_404(queries.version(session, one.id, number)) if number else None
    cited = citing.of_version(session, one.id, number) if number else None
    shown = SynthesisPage(
        one,
        held,
        queries.log(session, one.id) if number else [],
        rhythm(queries.sources(session, one.id), one.status_since, one.timezone, today),
        analyze(held.effects, district=district) if held else None,
        district,
        cited,
        waiting,
        url_for("organizations.find", type="lea", like=request.path),
        keeps=may(person, "synthesis.keep", one),
    )
    return page("syntheses/show.html", it=shown)


@bp.get(f"/syntheses/<slug:slug>/v<id:number>.<{FORMATS}:form>")
@public(lambda slug, number, form: (synthesis(slug), number, form))
def cite(which: tuple[Shown, int, str]) -> ResponseReturnValue:
    """A version as reference managers read it."""
    one, number, form = which
    work = or_404(citing.of_version(db.session(), one.id, number))
    type_, write = CITED[form]
    return Response(write(work), content_type=f"{type_}; charset=utf-8")


@bp.get("/syntheses/of/<slug:kind>/<id:subject_id>")
@public()
def of_thing(kind: str, subject_id: int) -> ResponseReturnValue:
    """The syntheses that include a thing: a part of its page, and a page of its own."""
    session = db.session()
    or_404(kind in ("evidence", "study", "brief") or None)
    or_404(kinds.may_know(session, viewer(), kind, subject_id) or None)
    # A brief reports a study, or stands for itself.
    included = studies_of(session, [(kind, subject_id)]).get((kind, subject_id))
    found = queries.of_thing(session, *included) if included else []
    thing = kinds.href(kind, subject_id)
    return page("syntheses/of_thing.html", "syntheses/_of_thing.html", found=found, thing=thing)


# Here, so that their addresses are known with these.
from rpp.syntheses import keeping_views, suggesting_views  # noqa: E402, F401  isort: skip

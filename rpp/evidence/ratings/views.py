"""Pages of ratings: the ledger, one rating, opening one, and what those who run it do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, make_response, url_for
from flask.typing import ResponseReturnValue

from rpp import db, kinds
from rpp.asking import Ask, ask
from rpp.evidence.ratings import export, opening, pages, places, queries, subjects
from rpp.evidence.ratings.facts import facts_of
from rpp.evidence.ratings.forms import AskForm, GiveBackForm, OpenForm, ReasonForm
from rpp.evidence.ratings.ledger import ledger_page, of_subject_page
from rpp.evidence.ratings.queries import TABS, Shown
from rpp.evidence.ratings.reviewers import candidates
from rpp.evidence.ratings.subjects import Ratable
from rpp.forms import Form, options
from rpp.history import timeline
from rpp.layout import Link
from rpp.networks.listing import networks
from rpp.policy import ANYONE
from rpp.web import (
    arg,
    cursor,
    download,
    limiter,
    or_404,
    page,
    pager,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("ratings", __name__)
PORTAL = "portal"


def load(rating_id: int) -> Shown:
    """A rating: everyone may know of it."""
    return or_404(queries.rating(db.session(), viewer(), rating_id))


def load_subject(kind: str, subject_id: int) -> Ratable:
    """What can be rated, where everyone may read it."""
    return or_404(subjects.find(db.session(), viewer(), kind, subject_id))


def crumbs(shown: Shown) -> list[Link]:
    """The way to a rating."""
    return [Link("Ratings", "/ratings"), Link(shown.title, shown.href)]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A rating, and which of its places is meant."""

    shown: Shown
    place_id: int

    @property
    def network_id(self) -> int | None:
        return self.shown.network_id

    @property
    def place_of(self) -> int | None:
        return self.shown.place_of


def load_place(rating_id: int, place_id: int) -> Numbered:
    """A place that the viewer may know of: who judges is hidden from those who judge, too."""
    session, person = db.session(), viewer()
    shown = load(rating_id)
    known = {one.id for one in queries.places(session, person, rating_id)}
    return Numbered(shown, or_404(place_id if place_id in known else None))


@bp.get("/ratings")
@public()
@limiter.limit(reads_of_many)
def index() -> ResponseReturnValue:
    tab = arg("state", 12)
    tab = tab if tab in TABS else "decided"
    found = queries.listed(db.session(), tab, cursor())
    return page("ratings/index.html", view=ledger_page(found, tab), pager=pager(found))


@bp.get("/ratings/<id:rating_id>")
@public(load)
def show(shown: Shown) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    view = pages.show_page(
        shown,
        person,
        href=kinds.href(shown.subject_kind, shown.subject_id),
        contrasts=facts_of(session, shown.subject),
        places=queries.places(session, person, shown.id),
        sent=queries.judged(session, person, shown.id),
        decisions=queries.decisions(session, shown.id),
        challenges=queries.challenges(session, shown.id),
        events=timeline(session, "rating", shown.id, private=False),
    )
    return page("ratings/show.html", view=view)


@bp.get("/ratings/<id:rating_id>.csv")
@public(load)
@limiter.limit(reads_of_many)
def as_csv(shown: Shown) -> ResponseReturnValue:
    """What everyone may read of it, whoever asks."""
    session = db.session()
    sent = queries.judged(session, ANYONE, shown.id)
    response = make_response(export.as_csv(shown, sent, queries.decisions(session, shown.id)))
    response.mimetype = "text/csv"
    return download(response, f"rating-{shown.id}.csv")


@bp.get("/ratings/<id:rating_id>.json")
@public(load)
@limiter.limit(reads_of_many)
def as_json(shown: Shown) -> ResponseReturnValue:
    """What everyone may read of it, whoever asks."""
    session = db.session()
    return jsonify(
        export.as_json(
            shown,
            queries.places(session, ANYONE, shown.id),
            queries.judged(session, ANYONE, shown.id),
            queries.decisions(session, shown.id),
            queries.challenges(session, shown.id),
        )
    )


@bp.get("/ratings/of/<slug:kind>/<id:subject_id>")
@public(load_subject)
def of_subject(found: Ratable) -> ResponseReturnValue:
    """How a subject was rated, as a part of its own page and as a page of its own."""
    session, person = db.session(), viewer()
    own = queries.of_subject(session, (found.kind, found.id))
    view = of_subject_page(found, own, person)
    return page("ratings/of_subject.html", "ratings/_of_subject.html", view=view)


# --- opening -------------------------------------------------------------------------------


@bp.route("/ratings/of/<slug:kind>/<id:subject_id>/open", methods=["GET", "POST"])
@requires("rating.open", load_subject)
def open_rating(found: Ratable) -> ResponseReturnValue:
    session, person = db.session(), viewer()
    names = {one.id: f"Those of {one.name}" for one in networks(session)}
    offered = opening.opens_for(person, found)
    form = OpenForm()
    form.network.choices = options(
        {
            PORTAL if one is None else str(one): names.get(one, "") if one else "The portal’s"
            for one in offered
        }
    )
    if form.validate_on_submit() and (
        made := run_or_show_error(form, opening.open_rating, person, found, form.network_id)
    ):
        done = "The rating is open. Take a place yourself, or ask reviewers."
        return redirect_with_flash("ratings.show", done, rating_id=made.id)
    what = Ask(
        "Open a rating",
        "Open it",
        found.href,
        about=found.title,
        text="Two reviewers judge it, each alone, by the standards of the What Works "
        "Clearinghouse. A third settles what they see differently. All of it becomes public.",
        crumbs=[Link("Ratings", "/ratings"), Link(found.title, found.href)],
    )
    return ask(form, what, "evidence")


@bp.post("/ratings/of/<slug:kind>/<id:subject_id>/request")
@requires("rating.request", load_subject)
def request_rating(found: Ratable) -> ResponseReturnValue:
    return submit_and_redirect(
        opening.request_rating,
        viewer(),
        found,
        back=url_for("ratings.of_subject", kind=found.kind, subject_id=found.id),
        done="You asked for a rating. Those who can open it were told.",
    )


@bp.post("/ratings/<id:rating_id>/open")
@requires("rating.open", load)
def open_requested(shown: Shown) -> ResponseReturnValue:
    return submit_and_redirect(
        opening.open_requested,
        viewer(),
        shown.id,
        back=shown.href,
        done="The rating is open. Take a place yourself, or ask reviewers.",
    )


@bp.route("/ratings/<id:rating_id>/withdraw", methods=["GET", "POST"])
@requires("rating.manage", load)
def withdraw(shown: Shown) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and run_or_show_error(
        form, opening.withdraw, viewer(), shown.id, form.reason.data
    ):
        return redirect_with_flash("ratings.show", "It is withdrawn.", rating_id=shown.id)
    return _asked(form, shown, "Withdraw the rating", "Withdraw it", "Everyone can read why.")


# --- who judges, for those who run it ------------------------------------------------------


@bp.route("/ratings/<id:rating_id>/ask", methods=["GET", "POST"])
@requires("rating.manage", load)
def ask_reviewer(shown: Shown) -> ResponseReturnValue:
    session = db.session()
    form = AskForm()
    without = queries.people_with_places(session, shown.id, shown.number)
    form.offer(candidates(session, shown.subject, shown.network_id, without))
    if form.validate_on_submit() and run_or_show_error(
        form, places.ask, viewer(), shown.id, form.person.data
    ):
        done = "They were asked, by notice and by e-mail."
        return redirect_with_flash("ratings.show", done, rating_id=shown.id)
    text = "Reviewers with a part in the study are not on this list."
    return _asked(form, shown, "Ask a reviewer", "Ask them", text)


@bp.route("/ratings/<id:rating_id>/places/<id:place_id>/release", methods=["GET", "POST"])
@requires("rating.manage", load_place)
def release(which: Numbered) -> ResponseReturnValue:
    return _end(
        which,
        places.release,
        "Release this reviewer",
        "Release them",
        "Somebody else can take the place.",
    )


@bp.route("/ratings/<id:rating_id>/places/<id:place_id>/set-aside", methods=["GET", "POST"])
@requires("rating.manage", load_place)
def set_aside(which: Numbered) -> ResponseReturnValue:
    text = (
        "Do this where a conflict of interest came to light. What they judged does not count and "
        "is not shown, and somebody else judges. Everyone can read your reason: leave out the name."
    )
    return _end(which, places.set_aside, "Set judgments aside", "Set them aside", text)


@bp.post("/ratings/<id:rating_id>/places/<id:place_id>/remind")
@requires("rating.manage", load_place)
def remind(which: Numbered) -> ResponseReturnValue:
    return submit_and_redirect(
        places.remind,
        viewer(),
        which.shown.id,
        which.place_id,
        back=which.shown.href,
        done="They were reminded, by notice and by e-mail.",
    )


@bp.route("/ratings/<id:rating_id>/give-back", methods=["GET", "POST"])
@requires("rating.answer_invitation", load)
def give_back(shown: Shown) -> ResponseReturnValue:
    form = GiveBackForm()
    assert shown.own is not None
    if form.validate_on_submit() and run_or_show_error(
        form, places.decline, viewer(), shown.id, shown.own.id, form.reason.data or ""
    ):
        done = "You gave it back. Somebody else can take the place."
        return redirect_with_flash("ratings.show", done, rating_id=shown.id)
    text = (
        "Somebody else takes the place. Nobody sees what you drafted, and you cannot take it again."
    )
    return _asked(form, shown, "Give the place back", "Give it back", text)


def _end(
    which: Numbered, operation: Callable[..., Any], title: str, button: str, text: str
) -> ResponseReturnValue:
    """Ask for the reason for which somebody's place ends."""
    form, shown = ReasonForm(), which.shown
    if form.validate_on_submit() and run_or_show_error(
        form, operation, viewer(), shown.id, which.place_id, form.reason.data
    ):
        done = "It is done, and they were told. Ask somebody else now."
        return redirect_with_flash("ratings.show", done, rating_id=shown.id)
    return _asked(form, shown, title, button, text)


def _asked(form: Form, shown: Shown, title: str, button: str, text: str) -> ResponseReturnValue:
    what = Ask(title, button, shown.href, text=text, crumbs=crumbs(shown))
    return ask(form, what, "evidence")

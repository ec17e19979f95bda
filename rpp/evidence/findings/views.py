"""Pages of findings: each one with its facts, the list of a study or record, the form."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, stream_with_context
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import dates, db, history, saves
from rpp.asking import Ask, ask
from rpp.evidence.figures_page import figures_shown
from rpp.evidence.findings import by_hand, exporting, operations, queries, reading, subjects, table
from rpp.evidence.findings import page as pages
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.forms import CorrectForm, FactsForm, RecordForm, RemoveForm, typed
from rpp.evidence.findings.models import Finding
from rpp.evidence.findings.queries import Given, Recorded
from rpp.evidence.findings.subjects import About, Begun
from rpp.policy import may
from rpp.resend import once
from rpp.web import (
    DAY,
    arg,
    download,
    kept,
    limiter,
    or_404,
    page,
    public,
    reads_of_many,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    unchanged,
    viewer,
)

bp = Blueprint("findings", __name__)

CSV = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Opened:
    """A finding that was recorded, and the study or record that it is of."""

    about: About
    recorded: Recorded

    @property
    def kind(self) -> str:
        return self.about.kind

    @property
    def role(self) -> str:
        return self.about.role

    @property
    def href(self) -> str:
        return f"/findings/{self.recorded.id}"


@dataclass(frozen=True, slots=True)
class Beginning:
    """A study or record, and what there is in part of the finding that is to be recorded."""

    about: About
    begun: Begun | None = None

    @property
    def kind(self) -> str:
        return self.about.kind

    @property
    def role(self) -> str:
        return self.about.role

    @property
    def action(self) -> str:
        key = f"/{self.begun.key}" if self.begun else ""
        return f"{self.about.base}/new{key}"


def of(kind: str, subject_id: int) -> About:
    """The study or record, for whoever may read its findings."""
    return or_404(subjects.about(db.session(), viewer(), (kind, subject_id)))


def opened(finding_id: int) -> Opened:
    """The finding, for whoever may read it."""
    session = db.session()
    found = or_404(queries.finding(session, viewer(), finding_id))
    return Opened(of(*found.subject), found)


def beginning(kind: str, subject_id: int, key: str = "") -> Beginning:
    """What is recorded: something new, or in full what is there in part."""
    about = of(kind, subject_id)
    if not key:
        return Beginning(about)
    there = _begun(db.session(), about)
    return Beginning(about, or_404(next((one for one in there if one.key == key), None)))


def _begun(session: Session, about: About) -> list[Begun]:
    found = subjects.get(about.kind)
    return found.begun(session, [about.id]).get(about.id, []) if found else []


def given(finding_id: int) -> tuple[About, Given]:
    """A finding of a source, and its record."""
    found = or_404(queries.given(db.session(), finding_id))
    return of("evidence", found.record_id), found


# --- reading -------------------------------------------------------------------------------


@bp.get("/findings/<id:finding_id>")
@public(opened)
def show(one: Opened) -> ResponseReturnValue:
    session, recorded = db.session(), one.recorded
    if recorded.removed_at is not None:
        lines = history.timeline(session, "finding", recorded.id, private=False)
        return page("findings/removed.html", page=pages.removed_page(one.about, lines)), 410
    contrast = _whole(session, recorded)
    shown = pages.finding_page(
        one.about,
        recorded,
        contrast,
        history.timeline(session, "finding", recorded.id, private=False),
        queries.revisions(session, recorded.id),
        writes=may(viewer(), "finding.record", one),
    )
    return page("findings/show.html", page=shown, figures=figures_shown(contrast))


def _whole(session: Session, recorded: Recorded) -> Contrast:
    """The finding with what its source says of it."""
    keys = {recorded.of_key, f"finding:{recorded.id}"}
    found = reading.contrasts_of(session, [recorded.subject])[recorded.subject]
    return next((one for one in found if one.key in keys), recorded.facts)


@bp.get("/evidence/findings/<id:finding_id>")
@public(given)
def show_given(found: tuple[About, Given]) -> ResponseReturnValue:
    about, one = found
    if one.completed is not None:
        return redirect(f"/findings/{one.completed}")
    writes = may(viewer(), "finding.record", about)
    shown = pages.given_page(about, one.contrast, writes=writes)
    return page("findings/show.html", page=shown, figures=figures_shown(one.contrast))


@bp.get("/findings/of/<kind>/<id:subject_id>")
@public(of)
def listing(about: About) -> ResponseReturnValue:
    session = db.session()
    shown = pages.list_page(
        about,
        queries.of_subject(session, about.key),
        _begun(session, about),
        writes=may(viewer(), "finding.record", about),
    )
    return page("findings/list.html", page=shown)


@bp.get("/findings/of/<kind>/<id:subject_id>.csv")
@public(of)
@limiter.limit(reads_of_many)
def export(about: About) -> ResponseReturnValue:
    text = exporting.of_subject(db.session(), viewer(), about.key)
    return download(Response(text, content_type=CSV), f"findings of {about.title[:60]}.csv")


@bp.get("/findings.csv")
@public()
@limiter.limit(reads_of_many)
def export_all() -> ResponseReturnValue:
    session = db.session()
    wanted = exporting.public(session)
    if same := unchanged("findings", wanted, exporting.version(session)):
        return same
    # The file may take long; what it says is read in sessions of its own.
    db.let_go()
    text = stream_with_context(exporting.of_all(wanted))
    name = f"findings {dates.today(dates.site_zone()).isoformat()}.csv"
    return download(Response(text, content_type=CSV), name)


@bp.get("/findings/columns")
@public()
def columns() -> ResponseReturnValue:
    return page("findings/columns.html", parts=pages.columns_page())


@bp.get("/findings/template.csv")
@public()
@kept(DAY)
def template() -> ResponseReturnValue:
    return download(Response(table.template(), content_type=CSV), "findings.csv")


# --- writing -------------------------------------------------------------------------------


@bp.get("/findings/of/<kind>/<id:subject_id>/new")
@bp.get("/findings/of/<kind>/<id:subject_id>/new/<key>")
@requires("finding.record", beginning)
def new(one: Beginning) -> ResponseReturnValue:
    return _new(one, _facts_form(one))


def _facts_form(one: Beginning) -> FactsForm:
    facts = one.begun.facts if one.begun else Contrast()
    form = FactsForm(data=typed(facts))
    found = subjects.get(one.kind)
    form.own_students = bool(found and found.own_students)
    return form


def _new(one: Beginning, form: FactsForm) -> ResponseReturnValue:
    shown = pages.new_page(one.about, one.action, one.begun)
    return page("findings/form.html", page=shown, form=form)


@bp.post("/findings/of/<kind>/<id:subject_id>/new")
@bp.post("/findings/of/<kind>/<id:subject_id>/new/<key>")
@requires("finding.record", beginning)
@once
def record(one: Beginning) -> ResponseReturnValue:
    form = _facts_form(one)
    begun = one.begun
    if form.validate_on_submit():
        facts = form.contrast(begun.facts if begun else Contrast())
        made = run_or_show_error(
            form,
            operations.record,
            viewer(),
            one.about,
            facts,
            of_key=begun.key if begun else "",
        )
        if made is not None:
            done = "The finding is recorded."
            return redirect_with_flash("findings.show", done, finding_id=made.id)
    return _new(one, form)


def _correct_form(one: Opened) -> CorrectForm:
    id_ = one.recorded.id
    form = saves.edit(
        CorrectForm, Finding, id_, lambda session: typed(session.get_one(Finding, id_).facts)
    )
    found = subjects.get(one.kind)
    form.own_students = bool(found and found.own_students)
    return form


@bp.get("/findings/<id:finding_id>/edit")
@requires("finding.record", opened)
def edit(one: Opened) -> ResponseReturnValue:
    return _edit(one, _correct_form(one))


def _edit(one: Opened, form: CorrectForm) -> ResponseReturnValue:
    return page("findings/form.html", page=pages.edit_page(one.about, one.recorded), form=form)


@bp.post("/findings/<id:finding_id>/edit")
@requires("finding.record", opened)
@once
def correct(one: Opened) -> ResponseReturnValue:
    form = _correct_form(one)
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.correct,
        viewer(),
        one.about,
        one.recorded.id,
        form.contrast(one.recorded.facts),
        reason=form.reason.data or "",
    ):
        done = "The correction is saved. What stood before is below."
        return redirect_with_flash("findings.show", done, finding_id=one.recorded.id)
    return _edit(one, form)


@bp.route("/findings/<id:finding_id>/remove", methods=["GET", "POST"])
@requires("finding.record", opened)
def remove(one: Opened) -> ResponseReturnValue:
    form = RemoveForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.remove,
        viewer(),
        one.about,
        one.recorded.id,
        reason=form.reason.data or "",
    ):
        done = "The finding is removed."
        return redirect_with_flash("findings.listing", done, kind=one.kind, subject_id=one.about.id)
    what = Ask(
        "Remove this finding?",
        "Remove it",
        back=one.href,
        text="It leaves all lists, files and computations. Its facts and your reason stay in its "
        "history.",
        crumbs=pages.crumbs(one.about),
        about=one.recorded.facts.outcome,
    )
    return ask(form, what)


@bp.post("/findings/<id:finding_id>/move")
@requires("finding.record", opened)
def move(one: Opened) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.move,
        viewer(),
        one.about,
        one.recorded.id,
        up=arg("way") != "down",
        back=one.about.base,
    )


# --- a publication added by hand -----------------------------------------------------------


@bp.get("/evidence/new")
@requires("evidence.import")
def new_record() -> ResponseReturnValue:
    return _new_record(RecordForm())


def _new_record(form: RecordForm) -> ResponseReturnValue:
    return page("findings/new_record.html", form=form)


@bp.post("/evidence/new")
@requires("evidence.import")
@once
def add_record() -> ResponseReturnValue:
    form = RecordForm()
    if not form.validate_on_submit():
        return _new_record(form)
    told = {name: form[name].data or "" for name in pages.OF_RECORD}
    added = run_or_show_error(form, by_hand.add, viewer(), **told)
    if added is None:
        return _new_record(form)
    if added.record_id is None:
        done = "Something here looks the same. Say below whether it is, and it is added or joined."
        return redirect_with_flash("references.show", done, import_id=added.import_id, show="ask")
    done = "The publication is added." if added.is_new else "This publication was here already."
    return redirect_with_flash("evidence.record", done, record_id=added.record_id)

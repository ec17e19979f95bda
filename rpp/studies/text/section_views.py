"""Pages of one section: writing it, what stood in it before, who owns it, whether it is ready."""

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.forms import whole
from rpp.policy import may
from rpp.resend import once
from rpp.studies import parts
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.loaders import bp, given, given_key, inside, seen
from rpp.studies.models import Study
from rpp.studies.queries import Seen
from rpp.studies.text import queries as text
from rpp.studies.text import readiness, writing
from rpp.studies.text.diff import words
from rpp.studies.text.forms import OwnerForm, SectionForm
from rpp.studies.text.queries import Section, Text
from rpp.web import (
    arg,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def section_of(study: Seen) -> Section:
    """The section that the address names."""
    return or_404(text.section(db.session(), study.id, given_key()))


def _read_at(current: int) -> int:
    """The version that the writer had read, from the address of the form."""
    version = whole(arg("version", 10))
    return current if version is None else version


@bp.route("/studies/<id:study_id>/sections/<slug:key>", methods=["GET", "POST"])
@requires("study.write", seen)
@once
def section(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    form = saves.edit(
        SectionForm,
        Study,
        study.id,
        lambda session: {"body": text.body_of(session, study.id, now.key)},
    )
    saved = form.validate_on_submit() and run_or_show_error(
        form,
        writing.save_section,
        viewer(),
        study.id,
        now.key,
        form.body.data or "",
        keep=form.seen.data == "1",
    )
    if saved:
        done = f"“{now.title}” is saved."
        if now.ready_at and saved.ready_at is None:
            done += " It is no longer marked ready, because it changed."
        return redirect_with_flash("studies.show", done, anchor=now.key, study_id=study.id)
    now = section_of(study)
    conflict = bool(form.differences)
    return page(
        "studies/text/section.html",
        study=study,
        section=now,
        form=form,
        conflict=conflict,
        spans=words(now.body, form.body.data or "") if conflict else [],
        open=study.status in WRITING,
    )


# --- what stood there before ---------------------------------------------------------------


@bp.get("/studies/<id:study_id>/sections/<slug:key>/earlier")
@requires("account.use", inside)
def earlier(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    return page(
        "studies/text/earlier.html",
        study=study,
        section=now,
        revisions=text.revisions(db.session(), study.id, now.key),
    )


@bp.get("/studies/<id:study_id>/sections/<slug:key>/earlier/<id:version>")
@requires("account.use", inside)
def revision(study: Seen) -> ResponseReturnValue:
    """One text against the one before it, or an earlier one against the present."""
    now, version, against = section_of(study), given("version"), arg("against", 10)
    present = Text(now.version, now.body, now.edited_at, now.editor)
    if version == now.version:
        last = text.last_revision(db.session(), study.id, now.key)
        if last is None:
            abort(404)
        shown, before = present, last
    else:
        shown, before = or_404(text.revision(db.session(), study.id, now.key, version))
    one, other = (shown, present) if against == "now" else (before, shown)
    return page(
        "studies/text/revision.html",
        study=study,
        section=now,
        shown=shown,
        one=one,
        other=other,
        against=against,
        spans=words(one.body, other.body),
        restores=study.status in WRITING
        and version != now.version
        and shown.body != now.body
        and may(viewer(), "study.write", study),
    )


@bp.post("/studies/<id:study_id>/sections/<slug:key>/earlier/<id:version>/restore")
@requires("study.write", seen)
def restore(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    version = given("version")
    return submit_and_redirect(
        writing.restore_section,
        viewer(),
        study.id,
        now.key,
        version,
        _read_at(now.version),
        back=url_for("studies.earlier", study_id=study.id, key=now.key),
        done=f"“{now.title}” has the earlier text again. The text it replaced is in this list.",
    )


# --- whose it is, and whether it is ready --------------------------------------------------


@bp.route("/studies/<id:study_id>/sections/<slug:key>/owner", methods=["GET", "POST"])
@requires("study.lead", seen)
def owner(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    members = parts.members(db.session(), study.id)
    form = saves.edit(
        OwnerForm,
        Study,
        study.id,
        lambda session: {"person_id": text.owner_of(session, study.id, now.key)},
    )
    form.person_id.choices = [
        ("", "Not assigned"),
        *((m.id, f"{m.name}, {m.organization}") for m in members if m.role not in readiness.READS),
    ]
    if form.validate_on_submit() and run_or_show_error(
        form, readiness.give_owner, viewer(), study.id, now.key, form.person_id.data
    ):
        names = {m.id: m.name for m in members}
        to = names.get(form.person_id.data or 0, "no one")
        done = f"“{now.title}” is assigned to {to}."
        return redirect_with_flash("studies.show", done, anchor=now.key, study_id=study.id)
    return page("studies/text/owner.html", study=study, section=now, form=form)


@bp.post("/studies/<id:study_id>/sections/<slug:key>/ready")
@requires("study.write", seen)
def ready(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    return submit_and_redirect(
        readiness.mark_ready,
        viewer(),
        study.id,
        now.key,
        _read_at(now.version),
        leads=may(viewer(), "study.lead", study),
        back=url_for("studies.show", study_id=study.id, _anchor=now.key),
        done=f"“{now.title}” is marked ready. The next edit removes the mark.",
    )


@bp.post("/studies/<id:study_id>/sections/<slug:key>/not-ready")
@requires("study.write", seen)
def not_ready(study: Seen) -> ResponseReturnValue:
    now = section_of(study)
    return submit_and_redirect(
        readiness.unmark_ready,
        viewer(),
        study.id,
        now.key,
        leads=may(viewer(), "study.lead", study),
        back=url_for("studies.show", study_id=study.id, _anchor=now.key),
        done=f"“{now.title}” is no longer marked ready.",
    )

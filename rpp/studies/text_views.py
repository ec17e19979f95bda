"""Pages around the text of a study: sections and references."""

from typing import Any

from flask import abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from rpp import clock, dates, db
from rpp.resend import once
from rpp.studies import parts, queries, writing
from rpp.studies.forms import (
    BasicsForm,
    ReferenceForm,
    SectionForm,
    source,
    whole,
)
from rpp.studies.loaders import ask, bp, inside, seen
from rpp.studies.models import SECTIONS, WRITING
from rpp.studies.parts import Section
from rpp.studies.queries import Seen
from rpp.web import arg, attempt, go, page, press, requires, viewer


def given(name: str) -> Any:
    """A part of the address besides the study."""
    return (request.view_args or {})[name]


@bp.route("/studies/<id:study_id>/basics", methods=["GET", "POST"])
@requires("study.write", seen)
def basics(study: Seen) -> ResponseReturnValue:
    form = BasicsForm(data={"title": study.title, "design": study.design})
    if form.validate_on_submit() and attempt(
        form,
        writing.edit_basics,
        viewer(),
        study.id,
        title=form.title.data,
        design=form.design.data or "",
    ):
        return go("studies.show", "Title and kind of design are saved.", study_id=study.id)
    return ask(
        form,
        study,
        "Title and kind of design",
        "The kind of design decides which agreements the study needs before it starts.",
        "Save",
    )


# --- sections ------------------------------------------------------------------------------


def _section(study: Seen) -> Section:
    key = given("key")
    if key not in SECTIONS:
        abort(404)
    return next(s for s in parts.sections(db.session(), study.id) if s.key == key)


def _read_at(current: int) -> int:
    """The version that the writer had read, from the address of the form."""
    version = whole(arg("version", 10))
    return current if version is None else version


@bp.route("/studies/<id:study_id>/sections/<slug:key>", methods=["GET", "POST"])
@requires("study.write", seen)
def section(study: Seen) -> ResponseReturnValue:
    now = _section(study)
    version = _read_at(now.version) if request.method == "POST" else now.version
    form = SectionForm(data={"body": now.body})
    if form.validate_on_submit() and attempt(
        form,
        writing.save_section,
        viewer(),
        study.id,
        now.key,
        form.body.data or "",
        version,
        keep=form.seen.data == "1",
    ):
        done = f"“{now.title}” is saved."
        return go("studies.show", done, anchor=now.key, study_id=study.id)
    now = _section(study)
    conflict = bool(form.errors) and now.version != version and now.body != form.body.data
    return page(
        "studies/section.html",
        study=study,
        section=now,
        form=form,
        conflict=conflict,
        # After both texts were shown, a save replaces what was shown, knowingly.
        version=now.version if conflict else version,
        open=study.status in WRITING,
    )


@bp.post("/studies/<id:study_id>/sections/<slug:key>/draft")
@requires("study.write", seen)
def autosave(study: Seen) -> ResponseReturnValue:
    """Keep a section while it is being typed."""
    now, form = _section(study), SectionForm()
    version, body = _read_at(now.version), form.body.data or ""
    saved = None
    if form.validate():
        saved = attempt(form, writing.save_section, viewer(), study.id, now.key, body, version)
    if saved is None:
        error = next(iter(form.errors.values()))[0]
        return jsonify(error=f"Not saved yet: {error}"), 422
    at = {"study_id": study.id, "key": now.key, "version": saved.version}
    return jsonify(
        saved=dates.clock_time(clock.now()),
        url=url_for("studies.autosave", **at),
        action=url_for("studies.section", **at),
    )


@bp.get("/studies/<id:study_id>/sections/<slug:key>/earlier")
@requires("account.use", inside)
def earlier(study: Seen) -> ResponseReturnValue:
    now = _section(study)
    return page(
        "studies/earlier.html",
        study=study,
        section=now,
        revisions=parts.revisions(db.session(), study.id, now.key),
    )


# --- references ----------------------------------------------------------------------------


def _results(text: str) -> list[dict[str, Any]]:
    """What the words or the address name: rows to choose from."""
    session = db.session()
    if named := source(text):
        kind, number = named
        title = writing.title_of(session, kind, number)
        where = "briefs" if kind == "brief" else "evidence"
        what = "Brief" if kind == "brief" else "Reviewed study"
        value = f"/{where}/{number}"
        return [{"value": value, "title": title, "line": f"{what}, {value}"}] if title else []
    return [
        {
            "value": f"/evidence/{row.id}",
            "title": row.title,
            "line": f"Reviewed study{f', {row.year}' if row.year else ''}, /evidence/{row.id}",
        }
        for row in queries.evidence_named(session, text)
    ]


@bp.route("/studies/<id:study_id>/references", methods=["GET", "POST"])
@requires("study.write", seen)
@once
def references(study: Seen) -> ResponseReturnValue:
    form = ReferenceForm()
    asked = (request.form.get("q") or arg("q")).strip()[:200]
    results = _results(asked) if asked else []
    if request.method == "POST" and "find" not in request.form:
        # One row needs no choosing, and an address may be pasted as it is.
        if not form.source.data and len(results) == 1:
            form.source.data = results[0]["value"]
        named = source(form.source.data or "")
        if form.validate() and named is None:
            form.source.errors = ["Give an address like /evidence/40 or /briefs/12."]
        elif named and not form.errors:
            added = attempt(
                form,
                writing.add_reference,
                viewer(),
                study.id,
                source_kind=named[0],
                source_id=named[1],
                leaves_open=form.leaves_open.data,
            )
            if added:
                done = f"“{added.title}” is linked."
                return go("studies.references", done, study_id=study.id)
    return page(
        "studies/references.html",
        study=study,
        references=parts.references(db.session(), study.id),
        form=form,
        q=asked,
        results=results,
        open=study.status in WRITING,
    )


@bp.get("/studies/<id:study_id>/references/find")
@requires("study.write", seen)
def find_references(study: Seen) -> ResponseReturnValue:
    asked = arg("q")
    return page("studies/_found.html", q=asked, results=_results(asked) if asked else [])


@bp.post("/studies/<id:study_id>/references/<id:reference_id>/remove")
@requires("study.write", seen)
def remove_reference(study: Seen) -> ResponseReturnValue:
    return press(
        writing.remove_reference,
        viewer(),
        study.id,
        given("reference_id"),
        back=f"/studies/{study.id}/references",
        done="The link is taken out.",
    )

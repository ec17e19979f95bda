"""Pages around the text of a study: title and design, references."""

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db, kinds, ranking, saves
from rpp.resend import once
from rpp.studies import parts
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.loaders import bp, given, seen
from rpp.studies.models import Study
from rpp.studies.queries import Seen
from rpp.studies.text import writing
from rpp.studies.text.designs import ALSO, REACH
from rpp.studies.text.forms import BasicsForm, ReferenceForm, source
from rpp.web import (
    arg,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

# What a study can be linked to, and how many of them are offered to choose from.
LINKED = {"brief": "Brief", "evidence": "Reviewed study"}
MOST_OFFERED = 10


@bp.route("/studies/<id:study_id>/basics", methods=["GET", "POST"])
@requires("study.write", seen)
def basics(study: Seen) -> ResponseReturnValue:
    form = saves.edit(
        BasicsForm, Study, study.id, lambda session: writing.basics(session, study.id)
    )
    if form.validate_on_submit() and run_or_show_error(
        form,
        writing.edit_basics,
        viewer(),
        study.id,
        title=form.title.data,
        design=form.design.data or "",
    ):
        return redirect_with_flash(
            "studies.show", "Title and kind of design are saved.", study_id=study.id
        )
    return page("studies/text/basics.html", study=study, form=form, reach=REACH, also=ALSO)


# --- references ----------------------------------------------------------------------------


def _results(asked: str) -> list[dict[str, str]]:
    """What the words or the address name: rows to choose from."""
    session = db.session()
    if named := source(asked):
        kind, number = named
        title = writing.title_of(session, kind, number)
        where = "briefs" if kind == "brief" else "evidence"
        what = "Brief" if kind == "brief" else "Reviewed study"
        value = f"/{where}/{number}"
        return [{"value": value, "title": title, "line": f"{what}, {value}"}] if title else []
    best = ranking.ranked(session, viewer(), tuple(LINKED), asked, MOST_OFFERED)
    readable = kinds.named(session, viewer(), best)
    return [
        {"value": one.href, "title": one.title, "line": f"{LINKED[one.kind]}, {one.href}"}
        for one in map(readable.get, best)
        if one
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
            added = run_or_show_error(
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
                return redirect_with_flash("studies.references", done, study_id=study.id)
    return page(
        "studies/text/references.html",
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
    return page("studies/text/_found.html", q=asked, results=_results(asked) if asked else [])


@bp.post("/studies/<id:study_id>/references/<id:reference_id>/remove")
@requires("study.write", seen)
def remove_reference(study: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        writing.remove_reference,
        viewer(),
        study.id,
        given("reference_id"),
        back=f"/studies/{study.id}/references",
        done="The link is removed.",
    )

"""Pages around the text of a study: title and design, references, freezing, signing."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.people import passwords
from rpp.people import queries as people
from rpp.resend import once
from rpp.studies import parts, queries, signing, writing
from rpp.studies import workspace as workspaces
from rpp.studies.designs import ALSO, REACH
from rpp.studies.forms import (
    BasicsForm,
    FreezeForm,
    ReasonForm,
    ReferenceForm,
    SignForm,
    source,
)
from rpp.studies.loaders import ask, before_writing, bp, given, seen
from rpp.studies.models import WRITING
from rpp.studies.queries import Seen
from rpp.web import arg, attempt, go, limiter, page, press, requires, viewer


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
    return page("studies/basics.html", study=study, form=form, reach=REACH, also=ALSO)


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


# --- freezing and signing ------------------------------------------------------------------


@bp.route("/studies/<id:study_id>/freeze", methods=["GET", "POST"])
@requires("study.lead", seen)
def freeze(study: Seen) -> ResponseReturnValue:
    form = FreezeForm()
    if form.validate_on_submit() and attempt(
        form, signing.freeze_text, viewer(), study.id, form.listing.data
    ):
        done = "The text is frozen. It now waits on the page of everyone who signs."
        return go("studies.show", done, study_id=study.id)
    work = workspaces.workspace(db.session(), viewer(), study)
    return page("studies/freeze.html", study=study, work=work, form=form)


@bp.route("/studies/<id:study_id>/reopen", methods=["GET", "POST"])
@requires("study.lead", seen)
def reopen(study: Seen) -> ResponseReturnValue:
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form, signing.open_text_again, viewer(), study.id, form.reason.data
    ):
        done = "The text is open again. Every signature on it is void, and all hear so."
        return go("studies.show", done, study_id=study.id)
    return ask(
        form,
        study,
        "Open the text again",
        "Every signature on it becomes void, and everyone signs again. All partners hear why."
        + (" The study is private again until then." if study.is_public else ""),
        "Open the text again",
    )


@bp.route("/studies/<id:study_id>/sign", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
@requires("study.sign", before_writing)
def sign(study: Seen) -> ResponseReturnValue:
    with db.reading() as own:
        work = workspaces.workspace(own, viewer(), study)
        text = queries.frozen_text(own, study.id)
        known = people.credentials(own, person_id=viewer().id)
    form = SignForm(data={"title": viewer().title, "text_hash": study.frozen_hash})
    mine = work.signs(viewer())
    form.party.choices = [(party.key, party.name) for party in mine]
    if request.method == "GET" and len(mine) == 1:
        form.party.data = mine[0].key
    if form.validate_on_submit():
        if known is None or not passwords.right(known.password_hash, form.password.data or ""):
            form.password.errors = ["This is not your password."]
        elif attempt(
            form,
            signing.sign_study,
            viewer(),
            study.id,
            party=form.party.data or "",
            text_hash=form.text_hash.data or "",
            title=form.title.data or "",
        ):
            return go("studies.show", "You have signed.", study_id=study.id)
    return page("studies/sign.html", study=study, work=work, text=text, form=form, mine=mine)

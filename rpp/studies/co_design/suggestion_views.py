"""Pages of the changes that members suggest while the text is written."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.forms import whole
from rpp.policy import may
from rpp.resend import once
from rpp.studies.co_design import suggestions
from rpp.studies.co_design.forms import SuggestForm, WordForm
from rpp.studies.co_design.suggestions import Suggested
from rpp.studies.lifecycle.life import WRITING
from rpp.studies.loaders import bp, given, inside, seen
from rpp.studies.queries import Seen
from rpp.studies.text import queries as text
from rpp.studies.text.diff import words
from rpp.studies.text.queries import Section
from rpp.studies.text.section_views import section_of
from rpp.web import (
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get("/studies/<id:study_id>/sections/<slug:key>/suggestions")
@requires("account.use", inside)
def suggestions_of(study: Seen) -> ResponseReturnValue:
    """The changes suggested for a section, decided or not."""
    section = section_of(study)
    return page(
        "studies/co_design/suggestions.html",
        study=study,
        section=section,
        found=suggestions.of_section(db.session(), study.id, section.key),
        states=suggestions.STATES,
        writes=study.status in WRITING and may(viewer(), "study.write", study),
    )


@bp.route("/studies/<id:study_id>/sections/<slug:key>/suggest", methods=["GET", "POST"])
@requires("study.write", seen)
@once
def suggest(study: Seen) -> ResponseReturnValue:
    section = section_of(study)
    form = SuggestForm(data={"body": section.body})
    if form.validate_on_submit():
        made = run_or_show_error(
            form,
            suggestions.suggest,
            viewer(),
            study.id,
            section.key,
            body=form.body.data or "",
            reason=form.reason.data or "",
        )
        if made:
            done = (
                "Your suggestion is waiting for a decision by the lead researcher or a "
                "district co-lead."
            )
            return redirect_with_flash(
                "studies.suggestion", done, study_id=study.id, number=made.number
            )
    return page(
        "studies/co_design/suggest.html",
        study=study,
        section=section,
        form=form,
        open=study.status in WRITING,
    )


def _asked(study: Seen) -> tuple[Suggested, Section]:
    """The suggested change of the address, and the section it is about as it stands now."""
    row = or_404(suggestions.suggestion(db.session(), study.id, given("number")))
    return row, or_404(text.section(db.session(), study.id, row.section_key))


@bp.get("/studies/<id:study_id>/suggestions/<id:number>")
@requires("account.use", inside)
def suggestion(study: Seen) -> ResponseReturnValue:
    return _shown(study, WordForm())


def _shown(study: Seen, form: WordForm) -> ResponseReturnValue:
    row, now = _asked(study)
    open_now = row.status == "open" and study.status in WRITING
    form.version.data = str(now.version)
    return page(
        "studies/co_design/suggestion.html",
        study=study,
        section=now,
        suggestion=row,
        # What is decided shows what was suggested then; what is open, what it would change now.
        spans=words(now.body if row.status == "open" else row.before, row.body),
        moved=row.status == "open" and now.body != row.before,
        state=suggestions.STATES[row.status],
        decides=open_now and may(viewer(), "study.lead", study),
        own=open_now and row.author_id == viewer().id,
        open_now=open_now,
        form=form,
    )


@bp.post("/studies/<id:study_id>/suggestions/<id:number>/decide")
@requires("study.lead", seen)
def decide_suggestion(study: Seen) -> ResponseReturnValue:
    (row, now), form = _asked(study), WordForm()
    word, shown = form.word.data or "", whole(form.version.data)
    verdict = request.form.get("verdict")
    accepts = verdict == "accept"
    made = None
    if verdict not in ("accept", "reject"):
        form.word.errors = ["Accept the change or reject it."]
    elif form.validate() and accepts:
        made = run_or_show_error(
            form,
            suggestions.accept,
            viewer(),
            study.id,
            row.number,
            word=word,
            version=-1 if shown is None else shown,
        )
    elif form.validate():
        made = run_or_show_error(
            form, suggestions.reject, viewer(), study.id, row.number, word=word
        )
    if made is None:
        return _shown(study, form)
    done = (
        f"“{now.title}” now has the suggested text."
        if accepts
        else "The text stays as it is. The person who suggested the change can read your note."
    )
    return redirect_with_flash("studies.show", done, anchor=now.key, study_id=study.id)


@bp.post("/studies/<id:study_id>/suggestions/<id:number>/take-back")
@requires("study.write", seen)
def take_back_suggestion(study: Seen) -> ResponseReturnValue:
    number = given("number")
    return submit_and_redirect(
        suggestions.take_back,
        viewer(),
        study.id,
        number,
        back=url_for("studies.suggestion", study_id=study.id, number=number),
        done="Your suggestion is withdrawn.",
    )

"""Beginning a brief, writing it, and what a partner sees differently."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from rpp import db, policy, saves
from rpp.asking import Ask, ask
from rpp.briefs import operations, queries, types
from rpp.briefs.first_draft import first_draft
from rpp.briefs.forms import DRAFT_FORMS, DissentForm, DraftForm
from rpp.briefs.life import WRITING
from rpp.briefs.models import Brief
from rpp.briefs.pages.reading import ReadingPanel, reading_panel
from rpp.briefs.pages.writing import crumbs, edit_page, new_page
from rpp.briefs.queries import Seen
from rpp.briefs.texts import Draft, html_of
from rpp.briefs.views.frame import before_writing, bp, brief, checks_of
from rpp.forms import EmptyForm
from rpp.paging import whole
from rpp.resend import once
from rpp.studies import queries as studies
from rpp.web import (
    arg,
    limiter,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


def study() -> studies.Seen:
    """The study, read apart: its texts are rendered before the write begins."""
    with db.before_write() as own:
        return or_404(studies.study(own, viewer(), whole(arg("study", 20)) or 0))


@bp.route("/briefs/new", methods=["GET", "POST"])
@requires("brief.publish", study)
def new(study: studies.Seen) -> ResponseReturnValue:
    ready = study.status == "interpreted"
    with db.before_write() as own:
        # What is rendered here the operation finds there, and holds up nobody who writes.
        draft = first_draft(own, study.id, study.title) if ready else None
    if existing := queries.of_study(db.session(), study.id):
        return redirect_with_flash("briefs.show", brief_id=existing)
    form = EmptyForm()
    if form.validate_on_submit() and (
        made := run_or_show_error(form, operations.draft_brief, viewer(), study.id)
    ):
        return redirect_with_flash(
            "briefs.edit",
            "The draft is filled with what the partners wrote. Now make it short.",
            brief_id=made.id,
        )
    return page("briefs/new.html", form=form, page=new_page(study, draft))


@bp.route("/briefs/<id:brief_id>/edit", methods=["GET", "POST"])
@requires("brief.write", brief)
@once
def edit(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status not in WRITING:
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    session = db.session()
    people = types.of(seen).makers(session, seen, seen.draft)
    form = saves.edit(
        DRAFT_FORMS[seen.draft.format],
        Brief,
        seen.id,
        lambda session: DraftForm.saved(queries.draft(session, seen.id)),
    )
    form.confirm(seen.draft)
    if form.validate_on_submit() and run_or_show_error(
        form, operations.save_draft, viewer(), seen.id, form.texts, confirmed=form.confirmed
    ):
        if seen.status == "published":
            # Not everyone who writes a correction may publish it.
            publishes = policy.may(viewer(), "brief.publish", seen)
            return redirect_with_flash(
                "briefs.correct" if publishes else "briefs.coming",
                "The correction is saved.",
                brief_id=seen.id,
            )
        return redirect_with_flash("briefs.show", "The draft is saved.", brief_id=seen.id)
    stands = brief(seen.id)
    shown = edit_page(stands, viewer(), people, checks_of(session, stands), _panel(form, stands))
    return page("briefs/edit.html", form=form, page=shown)


def _panel(form: DraftForm, stands: Seen) -> ReadingPanel:
    draft, typed = stands.draft, form.texts
    # What is saved is rendered already.
    parts = draft.parts_html if typed.parts == draft.parts else html_of(typed.parts)
    return reading_panel(stands.href, typed.bottom_line, parts, form.sections)


@bp.route("/briefs/<id:brief_id>/reading", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@requires("brief.write", before_writing)
def reading(seen: Seen) -> ResponseReturnValue:
    """How what is typed reads, with the page as it was typed; nothing is saved."""
    if request.method == "GET" or seen.status not in WRITING:
        return redirect_with_flash("briefs.edit", brief_id=seen.id)
    with db.before_write() as own:
        people = types.of(seen).makers(own, seen, seen.draft)
        checks = checks_of(own, seen)
    form = DRAFT_FORMS[seen.draft.format]()
    form.confirm(seen.draft)
    shown = edit_page(seen, viewer(), people, checks, _panel(form, seen))
    return page("briefs/edit.html", "briefs/_reading.html", form=form, page=shown)


@bp.post("/briefs/<id:brief_id>/new-sections")
@requires("brief.write", brief)
def new_sections(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.move_to_new_sections,
        viewer(),
        seen.id,
        back=url_for("briefs.edit", brief_id=seen.id),
        done="Your text is in the new sections. Read it, and fill in what is still empty.",
    )


@bp.post("/briefs/<id:brief_id>/delete")
@requires("brief.delete", brief)
def delete(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_draft,
        viewer(),
        seen.id,
        back=seen.home,
        done="The draft of the brief is deleted.",
    )


@bp.route("/briefs/<id:brief_id>/dissent", methods=["GET", "POST"])
@requires("brief.write", brief)
def dissent(seen: Seen) -> ResponseReturnValue:
    form = saves.edit(
        DissentForm,
        Brief,
        seen.id,
        lambda session: {"text": _own_dissent(queries.draft(session, seen.id))},
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.print_dissent, viewer(), seen.id, form.text.data
    ):
        said, removed = "Your words are printed in the brief.", "Your words are removed."
        return redirect_with_flash(
            "briefs.coming" if seen.current else "briefs.show",
            said if form.text.data else removed,
            brief_id=seen.id,
        )
    own = _own_dissent(seen.draft)
    later = " They appear in the next version." if seen.current else ""
    empty = " Leave it empty to take your words out." if own else ""
    return ask(
        form,
        Ask(
            "What you see differently",
            "Change it" if own else "Print it",
            seen.href,
            text="Partners need not agree. Your words are printed in the brief with your name, "
            f"and no one else can change them.{later}",
            crumbs=crumbs(seen),
            hints={"text": f"Two or three sentences.{empty}"},
            rows=5,
        ),
    )


def _own_dissent(draft: Draft) -> str:
    """What the viewer sees differently, as the form shows it."""
    own = (voice.text for voice in draft.dissent if voice.person_id == viewer().id)
    return "\n\n".join(own)

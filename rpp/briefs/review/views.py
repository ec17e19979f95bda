"""The pages of a review: how far it has come, asking, answering, deciding, suggesting."""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask, ask
from rpp.briefs.models import Brief
from rpp.briefs.review import asking, deciding, pages, queries, suggesting
from rpp.briefs.review.candidates import candidates
from rpp.briefs.review.forms import (
    AcceptForm,
    AnswerForm,
    AskForm,
    DecideForm,
    DeclineForm,
    SuggestForm,
)
from rpp.briefs.review.queries import InReview, Invited
from rpp.briefs.review.standing import standing
from rpp.briefs.views.frame import bp, brief, draft_sheet
from rpp.forms import options
from rpp.resend import once
from rpp.web import (
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@dataclass(frozen=True, slots=True)
class Numbered(InReview):
    """A review, and which of its reviewers or suggestions is meant."""

    number: int


def numbered(brief_id: int, number: int) -> Numbered:
    """The review of a brief, and a number of its address."""
    found = reviewed(brief_id)
    return Numbered(found.seen, found.network_ids, found.part, number)


def reviewed(brief_id: int) -> InReview:
    """The review of a brief, for whoever may know of the brief."""
    return queries.in_review(db.session(), viewer(), brief(brief_id))


def invitation(brief_id: int) -> Invited:
    """The question to the viewer whether they review a brief."""
    return or_404(queries.invited(db.session(), viewer(), brief_id))


@bp.get("/briefs/<id:brief_id>/review")
@requires("brief.see_review", reviewed)
def review_page(found: InReview) -> ResponseReturnValue:
    session, seen = db.session(), found.seen
    stands = standing(session, session.get_one(Brief, seen.id))
    shown = pages.review_page(
        found,
        viewer(),
        stands,
        draft_sheet(session, seen),
        queries.suggestions(session, seen.id),
        queries.texts_read(session, seen.id),
    )
    return page("briefs/review/show.html", page=shown)


# --- who reviews ---------------------------------------------------------------------------


@bp.route("/briefs/<id:brief_id>/reviewers", methods=["GET", "POST"])
@requires("brief.name_reviewers", reviewed)
def ask_reviewer(found: InReview) -> ResponseReturnValue:
    session, seen = db.session(), found.seen
    row = session.get_one(Brief, seen.id)
    asked = {one.person_id for one in standing(session, row).standing}
    form = AskForm()
    form.offer([one for one in candidates(session, row) if one.person_id not in asked])
    if form.validate_on_submit():
        person_id, organization_id = form.chosen
        if run_or_show_error(
            form, asking.ask_reviewer, viewer(), seen.id, person_id, organization_id
        ):
            done = "They were asked, by notice and by e-mail. They see the text once they accept."
            return redirect_with_flash("briefs.review_page", done, brief_id=seen.id)
    return ask(
        form,
        Ask(
            "Ask someone to review it",
            "Ask them",
            f"{seen.href}/review",
            text="Two people of the network read the brief before it is published. At least one of "
            "them works in a school district. Nobody who made the brief or took part in the study "
            "is on this list.",
            crumbs=pages.crumbs_of(seen),
            window=f"Ask a reviewer: {seen.title}",
        ),
        "briefs",
    )


@bp.post("/briefs/<id:brief_id>/reviewers/<id:reviewer_id>/release")
@requires("brief.name_reviewers", lambda brief_id, reviewer_id: numbered(brief_id, reviewer_id))
def release_reviewer(which: Numbered) -> ResponseReturnValue:
    return submit_and_redirect(
        asking.release_reviewer,
        viewer(),
        which.seen.id,
        which.number,
        back=f"{which.seen.href}/review",
        done="They do not review it any more, and no longer see the text. Ask someone else now.",
    )


@bp.route("/briefs/<id:brief_id>/review/answer", methods=["GET", "POST"])
@requires("brief.answer_invitation", invitation)
def answer_invitation(found: Invited) -> ResponseReturnValue:
    if found.part.status == "accepted":
        return redirect_with_flash("briefs.review_page", brief_id=found.brief_id)
    form = AcceptForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        asking.accept_review,
        viewer(),
        found.part.id,
        may_name=bool(form.may_name.data),
        conflict=form.conflict.data or "",
    ):
        done = "Thank you. You can read the text now."
        return redirect_with_flash("briefs.decide", done, brief_id=found.brief_id)
    return page("briefs/review/answer.html", form=form, page=pages.answer_page(found))


@bp.route("/briefs/<id:brief_id>/review/decline", methods=["GET", "POST"])
@requires("brief.answer_invitation", invitation)
def decline_review(found: Invited) -> ResponseReturnValue:
    form = DeclineForm()
    if form.validate_on_submit() and run_or_show_error(
        form, asking.decline_review, viewer(), found.part.id, form.reason.data or ""
    ):
        return redirect_with_flash("home.me", "You declined the review. Nothing else is needed.")
    return ask(
        form,
        Ask(
            "Decline the review",
            "Decline it",
            f"/briefs/{found.brief_id}/review/answer",
            about=found.title,
            text="Someone else will be asked. You no longer see the text of the brief before it is "
            "published.",
            hints={"reason": "Those who asked you read it."},
        ),
        "briefs",
    )


# --- deciding ------------------------------------------------------------------------------


@bp.route("/briefs/<id:brief_id>/review/decide", methods=["GET", "POST"])
@requires("brief.review", reviewed)
@once
def decide(found: InReview) -> ResponseReturnValue:
    seen = found.seen
    form = DecideForm(version=seen.draft_version)
    if form.validate_on_submit() and run_or_show_error(
        form, deciding.decide, viewer(), seen.id, form.decision, version=form.version_read
    ):
        done = (
            "You approved the text. If it changes, you are told, and asked again."
            if form.decision.approved
            else "The brief is back with those who write it, with your reason."
        )
        return redirect_with_flash("briefs.review_page", done, brief_id=seen.id)
    session, stands = db.session(), brief(seen.id)
    form.version.data = str(stands.draft_version)
    shown = pages.decide_page(
        stands,
        found.part,
        draft_sheet(session, stands),
        standing(session, session.get_one(Brief, seen.id)),
        queries.texts_read(session, seen.id),
    )
    return page("briefs/review/decide.html", form=form, page=shown)


@bp.route("/briefs/<id:brief_id>/review/suggest", methods=["GET", "POST"])
@requires("brief.review", reviewed)
@once
def suggest(found: InReview) -> ResponseReturnValue:
    seen = found.seen
    form = SuggestForm()
    sections = pages.sections(draft_sheet(db.session(), seen))
    form.section.choices = options({"": "The brief as a whole", **sections})
    if form.validate_on_submit() and run_or_show_error(
        form, suggesting.suggest, viewer(), seen.id, form.typed
    ):
        done = "Your suggestion is with those who write the brief. You hear what becomes of it."
        return redirect_with_flash("briefs.review_page", done, "suggestions", brief_id=seen.id)
    return ask(
        form,
        Ask(
            "Suggest a change",
            "Send the suggestion",
            f"{seen.href}/review/decide",
            text="Those who write the brief read it, and take it up or say why not.",
            crumbs=pages.crumbs_of(seen),
            hints={
                "passage": "Copy them from the text. Leave it empty for the whole section.",
                "wording": "What would stand in their place. Leave it empty if you have only a "
                "question or a remark.",
            },
            window=f"Suggest a change: {seen.title}",
            rows=3,
        ),
        "briefs",
    )


@bp.route("/briefs/<id:brief_id>/suggestions/<id:suggestion_id>", methods=["GET", "POST"])
@requires("brief.write", lambda brief_id, suggestion_id: numbered(brief_id, suggestion_id))
def answer_suggestion(which: Numbered) -> ResponseReturnValue:
    seen = which.seen
    every = queries.suggestions(db.session(), seen.id)
    made = or_404(next((one for one in every if one.id == which.number), None))
    form = AnswerForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        suggesting.answer_suggestion,
        viewer(),
        seen.id,
        made.id,
        taken=form.taken.data == "yes",
        word=form.word.data or "",
    ):
        done = (
            "The reviewer is told. Now change the text."
            if form.taken.data == "yes"
            else ("The reviewer is told, with your reason.")
        )
        return redirect_with_flash("briefs.review_page", done, "suggestions", brief_id=seen.id)
    return ask(
        form,
        Ask(
            f"A suggestion of {made.reviewer}",
            "Send the answer",
            f"{seen.href}/review",
            quote=pages.said(made),
            crumbs=pages.crumbs_of(seen),
            hints={"word": "Needed where you turn it down. The reviewer reads it."},
            window=f"A suggestion: {seen.title}",
            rows=3,
        ),
        "briefs",
    )


@bp.post("/briefs/<id:brief_id>/suggestions/<id:suggestion_id>/take-back")
@requires("brief.review", lambda brief_id, suggestion_id: numbered(brief_id, suggestion_id))
def take_back(which: Numbered) -> ResponseReturnValue:
    return submit_and_redirect(
        suggesting.take_back,
        viewer(),
        which.seen.id,
        which.number,
        back=url_for("briefs.review_page", brief_id=which.seen.id, _anchor="suggestions"),
        done="You took your suggestion back.",
    )

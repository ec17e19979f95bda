"""Review, publication, and what follows it."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from rpp import db
from rpp.asking import Ask, ask
from rpp.briefs import operations, publishing, queries, retiring, types
from rpp.briefs.comparing import differences
from rpp.briefs.forms import CorrectionForm, PublishForm, SupersedeForm, WithdrawForm
from rpp.briefs.models import Brief
from rpp.briefs.pages.writing import correct_page, crumbs, publish_page
from rpp.briefs.queries import Seen
from rpp.briefs.review.shown import review_check, to_print
from rpp.briefs.review.standing import standing
from rpp.briefs.views.frame import (
    before_writing,
    bp,
    brief,
    checks_of,
    draft_sheet,
    render_ahead,
)
from rpp.web import (
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.post("/briefs/<id:brief_id>/review")
@requires("brief.publish", brief)
def review(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.send_to_review,
        viewer(),
        seen.id,
        back=url_for("briefs.review_page", brief_id=seen.id),
        done=types.of(seen).words.say(
            "{People} can read it now and comment. Two people of the network review it as well."
        ),
    )


@bp.post("/briefs/<id:brief_id>/back-to-draft")
@requires("brief.publish", brief)
def back_to_draft(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.return_to_draft,
        viewer(),
        seen.id,
        back=url_for("briefs.show", brief_id=seen.id),
        done="It is a draft again, and you can change it.",
    )


@bp.route("/briefs/<id:brief_id>/publish", methods=["GET", "POST"])
@requires("brief.publish", before_writing)
def publish(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status != "in_review":
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    render_ahead(seen.draft)
    form = PublishForm(version=seen.draft_version)
    if form.validate_on_submit() and run_or_show_error(
        form, publishing.publish_brief, viewer(), seen.id, version=form.version_read
    ):
        return redirect_with_flash(
            "briefs.show", "The brief is published. Anyone can read it now.", brief_id=seen.id
        )
    session, stands = db.session(), brief(seen.id)
    sheet = draft_sheet(session, stands)
    review = standing(session, session.get_one(Brief, stands.id))
    needs = [*checks_of(session, stands), review_check(review, stands.zone)]
    shown = publish_page(stands, sheet, needs, to_print(review, stands.zone))
    return page("briefs/publish.html", form=form, page=shown)


@bp.route("/briefs/<id:brief_id>/correct", methods=["GET", "POST"])
@requires("brief.publish", before_writing)
def correct(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status != "published":
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    render_ahead(seen.draft)
    form = CorrectionForm(version=seen.draft_version)
    if form.validate_on_submit() and run_or_show_error(
        form,
        publishing.correct_brief,
        viewer(),
        seen.id,
        form.note.data,
        version=form.version_read,
    ):
        return redirect_with_flash(
            "briefs.show",
            f"Version {seen.current + 1} is published. The earlier version stays at its address.",
            brief_id=seen.id,
        )
    session, stands = db.session(), brief(seen.id)
    people = types.of(stands).makers(session, stands, stands.draft)
    current = queries.version(session, stands.id, stands.current)
    changes = differences(
        current.as_draft(not_a_student=stands.draft.not_a_student),
        stands.draft,
        {person.id: person.name for person in people.values()},
    )
    shown = correct_page(stands, changes, checks_of(session, stands))
    return page("briefs/correct.html", form=form, page=shown)


@bp.post("/briefs/<id:brief_id>/drop-correction")
@requires("brief.publish", brief)
def drop_correction(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.drop_correction,
        viewer(),
        seen.id,
        back=url_for("briefs.show", brief_id=seen.id),
        done="The correction is discarded. The published text stays in force.",
    )


@bp.route("/briefs/<id:brief_id>/withdraw", methods=["GET", "POST"])
@requires("brief.publish", brief)
def withdraw(seen: Seen) -> ResponseReturnValue:
    form = WithdrawForm()
    if form.validate_on_submit() and run_or_show_error(
        form, retiring.withdraw_brief, viewer(), seen.id, form.reason.data
    ):
        return redirect_with_flash(
            "briefs.show", "The brief is withdrawn. Its address says why.", brief_id=seen.id
        )
    edit = Markup('<a href="{}/edit">publish a correction</a>').format(seen.href)
    return ask(
        form,
        Ask(
            "Withdraw the brief",
            "Withdraw the brief",
            seen.href,
            "Keep it",
            Markup(
                "Its address stays and shows your reason; the text is no longer shown. This cannot "
                "be undone. For an error that you can correct, {} instead."
            ).format(edit),
            crumbs(seen),
            hints={"reason": "Everyone who read or cited it will see this."},
            window=f"Withdraw: {seen.title}",
        ),
    )


@bp.route("/briefs/<id:brief_id>/supersede", methods=["GET", "POST"])
@requires("brief.publish", brief)
def supersede(seen: Seen) -> ResponseReturnValue:
    form = SupersedeForm()
    if form.validate_on_submit() and run_or_show_error(
        form, retiring.supersede_brief, viewer(), seen.id, form.newer.data, form.why.data
    ):
        return redirect_with_flash(
            "briefs.show", "The page now links to the newer brief.", brief_id=seen.id
        )
    return ask(
        form,
        Ask(
            "A newer brief replaces this one",
            "Lead readers to the newer brief",
            seen.href,
            text="This brief stays readable at its address and links to the newer one. Lists and "
            "search show only the newer one. This cannot be undone.",
            crumbs=crumbs(seen),
            hints={"newer": "It is at the end of the brief’s address: /briefs/12 is number 12."},
            window=f"A newer brief replaces: {seen.title}",
            rows=3,
        ),
    )

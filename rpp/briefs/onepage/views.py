"""The addresses of pages for teachers and families."""

from dataclasses import dataclass

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db, policy, saves
from rpp.briefs import queries as briefs
from rpp.briefs.models import Brief
from rpp.briefs.onepage import operations, pages, queries
from rpp.briefs.onepage.forms import DecidePageForm, PageForm
from rpp.briefs.onepage.languages import LANGUAGES
from rpp.briefs.onepage.queries import Page
from rpp.briefs.queries import Seen
from rpp.briefs.review.queries import InReview, in_review
from rpp.briefs.views.frame import bp, brief
from rpp.policy import Viewer
from rpp.resend import once
from rpp.web import (
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

IN_LANGUAGE = f"<any({', '.join(LANGUAGES)}):language>"
AT = f"/briefs/<id:brief_id>/families/{IN_LANGUAGE}"


@bp.get("/briefs/<id:brief_id>/families")
@public(brief)
def families(seen: Seen) -> ResponseReturnValue:
    """The page in English, or in the language that there is."""
    pages_ = queries.published(db.session(), seen.id)
    return _read(seen, next(iter(pages_), "en"))


@bp.get(AT)
@public(lambda brief_id, language: (brief(brief_id), language))
def families_in(which: tuple[Seen, str]) -> ResponseReturnValue:
    return _read(*which)


def _read(seen: Seen, language: str) -> ResponseReturnValue:
    session = db.session()
    found = queries.published(session, seen.id)
    one = or_404(found.get(language))
    if seen.status == "withdrawn":
        abort(410, "This brief was withdrawn. Its page says why.")
    title = briefs.version(session, seen.id, one.version).title
    return page("briefs/onepage/show.html", page=pages.read_page(seen, title, one, found))


def families_of(seen: Seen, person: Viewer) -> pages.FamilyLinks | None:
    """What the brief's page says of its pages for families."""
    in_force = seen.status not in ("superseded", "withdrawn")
    writes = in_force and policy.may(person, "brief.write", seen)
    return pages.family_links(seen, writes=writes)


# --- before it is read ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made(InReview):
    """A page that is being made, and the review of its brief."""

    page: Page


def written(brief_id: int, language: str) -> Made:
    """The page that is being made in a language, for whoever may know of the brief."""
    session = db.session()
    found = in_review(session, viewer(), brief(brief_id))
    one = queries.made(session, brief_id).get(language)
    if one is None and language in queries.published(session, brief_id):
        # What was told of its review leads to the page that came of it.
        abort(redirect(f"/briefs/{brief_id}/families/{language}"))
    one = or_404(one)
    made = Made(found.seen, found.network_ids, found.part, one)
    # Whether one is being made is nobody else's to know.
    return or_404(made if policy.may(viewer(), "brief.see_review", made) else None)


@bp.route(f"{AT}/edit", methods=["GET", "POST"])
@requires("brief.write", lambda brief_id, language: Chosen(brief(brief_id), language))
@once
def write_page(which: "Chosen") -> ResponseReturnValue:
    seen, language = which.seen, which.language
    begun = queries.made(db.session(), seen.id).get(language)
    if request.method == "GET" and begun is not None and begun.status == "in_review":
        return redirect_with_flash("briefs.review_family_page", brief_id=seen.id, language=language)
    form = saves.edit(
        PageForm,
        Brief,
        seen.id,
        lambda session: PageForm.saved(_now(session, seen.id, language)),
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.save_page, viewer(), seen.id, language, form.texts
    ):
        return redirect_with_flash(
            "briefs.review_family_page",
            "The page is saved. Send it to review when it is ready.",
            brief_id=seen.id,
            language=language,
        )
    return page("briefs/onepage/edit.html", form=form, page=pages.edit_page(seen, language))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A brief, and the language of a page that there may not be yet."""

    seen: Seen
    language: str

    @property
    def role(self) -> str:
        """The viewer's part in making the brief."""
        return self.seen.role


def _now(session: Session, brief_id: int, language: str) -> Page | None:
    """What is being made, or else what is read: a newer one begins with its text."""
    made = queries.made(session, brief_id).get(language)
    return made or queries.published(session, brief_id).get(language)


@bp.get(f"{AT}/review")
@requires("brief.see_review", written)
def review_family_page(found: Made) -> ResponseReturnValue:
    return _reviewing(found, DecidePageForm(formdata=None, text_hash=found.page.text_hash))


@bp.post(f"{AT}/review")
@requires("brief.review", written)
def decide_family_page(found: Made) -> ResponseReturnValue:
    form = DecidePageForm()
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.decide_page,
        viewer(),
        found.page.id,
        approved=form.verdict.data == "approve",
        comment=form.comment.data or "",
        text_hash=form.text_hash.data or "",
    ):
        return redirect_with_flash(
            "briefs.review_page", "Your decision is recorded.", brief_id=found.seen.id
        )
    return _reviewing(found, form)


def _reviewing(found: Made, form: DecidePageForm) -> ResponseReturnValue:
    stands = queries.standing(db.session(), found.page)
    shown = pages.page_review(found, viewer(), found.page, stands)
    return page("briefs/onepage/review.html", form=form, page=shown)


@bp.post(f"{AT}/<any(send, back, delete, publish):step>")
@requires("brief.publish", lambda brief_id, language, step: stepping(brief_id, language, step))
def move_page(found: "Stepping") -> ResponseReturnValue:
    operation, done, stays = STEPS[found.step]
    back = f"{found.page.href}/review" if stays else found.seen.href
    return submit_and_redirect(operation, viewer(), found.page.id, back=back, done=done)


@dataclass(frozen=True, slots=True)
class Stepping(Made):
    """A page that is being made, and what is done with it."""

    step: str


def stepping(brief_id: int, language: str, step: str) -> Stepping:
    """The page that is being made, and a key of STEPS."""
    made = written(brief_id, language)
    return Stepping(made.seen, made.network_ids, made.part, made.page, step)


STEPS = {
    "send": (operations.send_page, "The reviewers of the brief are asked to read it.", True),
    "back": (operations.return_page, "It is a draft again, and you can change it.", True),
    "delete": (operations.delete_page, "The draft of the page is deleted.", False),
    "publish": (operations.publish_page, "The page is published. Anyone can read it.", False),
}

"""Pages on which two people screen: one candidate at a time, and the list of all."""

from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask, ask
from rpp.layout import Link
from rpp.policy import may
from rpp.resend import once
from rpp.syntheses.models import SynthesisStudy
from rpp.syntheses.screening import (
    appraising,
    deciding,
    duplicates,
    exporting,
    ordering,
    pages,
    reading,
    ruling,
    settling,
    telling,
)
from rpp.syntheses.screening.forms import (
    AppraisalForm,
    DecideForm,
    DuplicateForm,
    ReviewedForm,
    SettleForm,
)
from rpp.syntheses.screening.models import ScreeningCase
from rpp.syntheses.screening.pages import CandidatePage
from rpp.syntheses.screening.reading import Screened, Seen
from rpp.web import (
    arg,
    cursor,
    download,
    or_404,
    page,
    pager,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

bp = Blueprint("screening", __name__)
IN = "/syntheses/<slug:slug>/screening"
ONE = f"{IN}/<id:candidate_id>"
ALONE = "Saved. Only you see it until the other person has decided."


def synthesis(slug: str) -> Screened:
    """The synthesis, for whoever may know of it."""
    return or_404(reading.screened(db.session(), viewer(), slug))


def told_publicly(slug: str) -> Screened:
    """The same, for those who screen, and for everyone once it was published."""
    of = synthesis(slug)
    or_404(of.one.current or may(viewer(), "synthesis.screen", of) or None)
    return of


@dataclass(frozen=True, slots=True)
class At:
    """A candidate of a synthesis, as the one who asks sees it."""

    of: Screened
    one: Seen

    @property
    def network_id(self) -> int:
        return self.of.network_id

    @property
    def is_screener(self) -> bool:
        return self.of.is_screener

    @property
    def href(self) -> str:
        return f"{self.of.href}/{self.one.id}"


def candidate(slug: str, candidate_id: int) -> At:
    """A candidate; what stands on it is asked for when the page is made."""
    of = synthesis(slug)
    return At(of, or_404(reading.seen(db.session(), viewer(), of.id, candidate_id)))


# --- one candidate at a time ----------------------------------------------------------------


@bp.get(IN)
@requires("synthesis.screen", synthesis)
def queue(of: Screened) -> ResponseReturnValue:
    """The next candidate for the one who asks."""
    session, person = db.session(), viewer()
    every = reading.every(session, person, of.id)
    found = _ordered(of, every)
    if found.open:
        return _show(At(of, found.open[0]), None, every, found)
    shown = [one for one in every if one.state in ("conflict", "appraise")]
    rows = [
        pages.CandidateRow(one.title, f"{of.href}/{one.id}", "", pages.state_of(one))
        for one in shown
    ]
    return page(
        "syntheses/screening/done.html",
        of=of,
        crumbs=pages.crumbs(of),
        rows=rows,
        found=bool(every),
        last=pages.last_of(of, every),
    )


def _ordered(of: Screened, every: list[Seen]) -> ordering.Order:
    fixed = ruling.in_force(db.session(), of.id)
    method = fixed.rule.method if fixed else "ranked"
    return ordering.order(db.session(), of.id, every, method)


@bp.route(ONE, methods=["GET", "POST"])
@requires("synthesis.screen", candidate)
@once
def show(at: At) -> ResponseReturnValue:
    """One candidate; sending the form decides on it."""
    form = DecideForm() if request.method == "POST" else None
    if (
        form
        and form.validate_on_submit()
        and (made := run_or_show_error(form, deciding.decide, viewer(), at.one.id, form.judgment))
    ):
        return redirect_with_flash("screening.queue", _came(made), slug=at.of.one.slug)
    session, person = db.session(), viewer()
    now = or_404(reading.seen(session, person, at.of.id, at.one.id))
    every = reading.every(session, person, at.of.id)
    return _show(At(at.of, now), form, every, _ordered(at.of, every))


def _came(made: SynthesisStudy) -> str:
    """What came of a decision: nothing that only the other person knows before both decided."""
    case = db.session().get(ScreeningCase, made.id)
    if case is None:
        return ALONE
    if not case.outcome:
        return "Saved. The two of you decided differently: talk it over."
    if case.outcome == deciding.INCLUDE and made.status != "included":
        return "Saved. Both include it. As gray literature it is appraised next."
    return f"Saved. Both of you decided the same: {pages.verdict(case.outcome, case.reason)}."


def _show(
    at: At, form: DecideForm | None, every: list[Seen], found: ordering.Order
) -> ResponseReturnValue:
    session, person, one = db.session(), viewer(), at.one
    told = telling.told(session, person, at.of.one, one)
    is_paired = one.paired_at is not None
    by_id = {each.id: each for each in every}
    shown = CandidatePage(
        at.of,
        one,
        told,
        found.places.get(one.id),
        found.learned_from,
        reading.both(session, [one.id]).get(one.id, []) if is_paired else [],
        reading.case_of(session, one.id) if is_paired else None,
        reading.appraisal_of(session, one.id) if is_paired else None,
        duplicates.suspects(session, one.id),
        by_id.get(one.duplicate_of or 0),
        person.id,
        pages.left_words(found, every),
        _closed(at.of),
        pages.last_of(at.of, [each for each in every if each.id != one.id]),
    )
    if form is None:
        form = DecideForm(formdata=None, data={"is_gray": told.seems_gray})
    return page("syntheses/screening/candidate.html", it=shown, form=form)


def _closed(of: Screened) -> str:
    """Why nothing can be decided now; "" where it can."""
    session = db.session()
    if ruling.in_force(session, of.id) is None:
        return "Those who keep the synthesis fix first when screening may stop."
    if ruling.is_stopped(session, of.id):
        return "Screening was stopped."
    if of.one.status not in ("screening", "published"):
        return "This synthesis is not kept now, so nothing is decided."
    return ""


@bp.post(f"{ONE}/undo")
@requires("synthesis.screen", candidate)
def undo(at: At) -> ResponseReturnValue:
    done = "Taken back. You can decide again."
    return submit_and_redirect(deciding.undo, viewer(), at.one.id, back=at.href, done=done)


@bp.post(f"{ONE}/later")
@requires("synthesis.screen", candidate)
def later(at: At) -> ResponseReturnValue:
    done = "It comes again at the end."
    return submit_and_redirect(deciding.put_off, viewer(), at.one.id, back=at.of.href, done=done)


@bp.get(f"{IN}/list")
@requires("synthesis.screen", synthesis)
def listing(of: Screened) -> ResponseReturnValue:
    """All candidates as the one who asks sees them."""
    state, sought = arg("state", 20), arg("q", 300)
    found = reading.listed(db.session(), viewer(), of.id, cursor(), state, sought)
    shown = pages.ListPage(of, found, state if state in reading.STATES else "", sought)
    return page("syntheses/screening/list.html", list=shown, pager=pager(found))


# --- duplicates ------------------------------------------------------------------------------


@bp.route(f"{ONE}/duplicate", methods=["GET", "POST"])
@requires("synthesis.screen", candidate)
def duplicate(at: At) -> ResponseReturnValue:
    session = db.session()
    form = DuplicateForm()
    others = [one for one in reading.every(session, viewer(), at.of.id) if one.id != at.one.id]
    alike = {one.id for one in duplicates.suspects(session, at.one.id)}
    others.sort(key=lambda one: (one.id not in alike, one.title.casefold(), one.id))
    form.of.choices = [
        ("", "Choose a candidate"),
        *((one.id, _named(one)) for one in others if one.status != "duplicate"),
    ]
    if form.validate_on_submit() and run_or_show_error(
        form, duplicates.mark, viewer(), at.one.id, form.of.data
    ):
        done = "Marked as a duplicate. All who screen see this."
        return redirect_with_flash("screening.queue", done, slug=at.of.one.slug)
    text = "It then leaves the screening and every count. All who screen see it, and can undo it."
    what = Ask(
        "Mark as a duplicate",
        "Mark it",
        at.href,
        text=text,
        about=at.one.title,
        crumbs=pages.within(at.of),
    )
    return ask(form, what, "briefs")


def _named(one: Seen) -> str:
    return f"{one.title[:120]} ({one.year})" if one.year else one.title[:120]


@bp.post(f"{ONE}/unmark")
@requires("synthesis.screen", candidate)
def unmark(at: At) -> ResponseReturnValue:
    done = "It is no duplicate any more."
    return submit_and_redirect(duplicates.unmark, viewer(), at.one.id, back=at.href, done=done)


# --- what two differ on, and gray literature ------------------------------------------------


@bp.route(f"{ONE}/settle", methods=["GET", "POST"])
@requires("synthesis.screen", candidate)
@once
def settle(at: At) -> ResponseReturnValue:
    or_404(at.one.paired_at)
    form = SettleForm()
    if form.validate_on_submit() and (
        case := run_or_show_error(form, settling.resolve, viewer(), at.one.id, form.judgment)
    ):
        proposed = "You proposed it. It counts once the other person says the same."
        done = proposed if case.proposed else "Settled."
        return redirect_with_flash(
            "screening.show", done, slug=at.of.one.slug, candidate_id=at.one.id
        )
    text = (
        "Talk it over first. One of the two who decided proposes, and it counts once the other "
        "says the same; a third person settles it alone."
    )
    what = Ask(
        "Settle it", "Send", at.href, text=text, about=at.one.title, crumbs=pages.within(at.of)
    )
    return ask(form, what, "briefs")


@bp.route(f"{ONE}/appraise", methods=["GET", "POST"])
@requires("synthesis.screen", candidate)
def appraise(at: At) -> ResponseReturnValue:
    or_404(at.one.paired_at)
    form = AppraisalForm()
    if form.validate_on_submit() and run_or_show_error(
        form, appraising.appraise, viewer(), at.one.id, form.appraisal
    ):
        done = "Appraised. It is included."
        return redirect_with_flash(
            "screening.show", done, slug=at.of.one.slug, candidate_id=at.one.id
        )
    crumbs = [*pages.within(at.of), Link(at.one.title, at.href)]
    return page("syntheses/screening/appraise.html", form=form, at=at, crumbs=crumbs)


@bp.route(f"{ONE}/reviewed", methods=["GET", "POST"])
@requires("synthesis.screen", candidate)
def reviewed(at: At) -> ResponseReturnValue:
    or_404(at.one.paired_at)
    form = ReviewedForm()
    if form.validate_on_submit() and run_or_show_error(
        form, appraising.reviewed_after_all, viewer(), at.one.id, form.where.data
    ):
        return redirect_with_flash(
            "screening.show", "Saved.", slug=at.of.one.slug, candidate_id=at.one.id
        )
    text = "A study that was peer-reviewed needs no appraisal."
    what = Ask(
        "It was peer-reviewed after all",
        "Save",
        at.href,
        text=text,
        about=at.one.title,
        crumbs=pages.within(at.of),
    )
    return ask(form, what, "briefs")


# --- for everyone, once it was published -----------------------------------------------------


@bp.get(f"{IN}/agreement")
@public(told_publicly)
def agreement(of: Screened) -> ResponseReturnValue:
    """How far two people agree on what both decided."""
    pairs = [pages.pair_view(one) for one in reading.agreements(db.session(), of.id)]
    crumbs = pages.crumbs(of)
    return page("syntheses/screening/agreement.html", pairs=pairs, crumbs=crumbs)


@bp.get(f"{IN}/decisions.csv")
@public(told_publicly)
def decisions(of: Screened) -> ResponseReturnValue:
    or_404(of.one.current or None)
    text = exporting.decisions(db.session(), of.id)
    response = Response(text, content_type="text/csv; charset=utf-8")
    return download(response, f"{of.one.slug}-decisions.csv")

"""Pages of those who judge: taking a place, judging, settling; and of those who argue."""

from collections.abc import Sequence

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from rpp import db, kinds, saves
from rpp.evidence.ratings import by_rules, challenging, deciding, judging, places, queries, subjects
from rpp.evidence.ratings.by_rules import Asked
from rpp.evidence.ratings.facts import facts_of, hash_of
from rpp.evidence.ratings.forms import (
    AnswerForm,
    ChallengeForm,
    JudgeForm,
    TakeForm,
    judge_form,
    saved_values,
)
from rpp.evidence.ratings.judge_page import (
    answer_page,
    challenge_page,
    judge_page,
    settle_page,
    take_page,
)
from rpp.evidence.ratings.judgments import Judgment, Key, read
from rpp.evidence.ratings.models import RatingReviewer
from rpp.evidence.ratings.of_records import namesake
from rpp.evidence.ratings.queries import Challenge, Shown
from rpp.evidence.ratings.views import bp, load
from rpp.forms import options
from rpp.resend import once
from rpp.web import (
    limiter,
    or_404,
    page,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)

__all__ = ["bp"]

# --- taking a place ------------------------------------------------------------------------


@bp.route("/ratings/<id:rating_id>/take", methods=["GET", "POST"])
@requires("rating.take", load)
def take(shown: Shown) -> ResponseReturnValue:
    return _take(shown)


@bp.route("/ratings/<id:rating_id>/answer", methods=["GET", "POST"])
@requires("rating.answer_invitation", load)
def answer_invitation(shown: Shown) -> ResponseReturnValue:
    return _take(shown)


def _take(shown: Shown) -> ResponseReturnValue:
    """Declare what ties one to the study, and take a place."""
    session, person = db.session(), viewer()
    if shown.own and shown.own.status in ("accepted", "sent"):
        return redirect_with_flash("ratings.show", rating_id=shown.id)
    subject = subjects.find(session, person, *shown.subject)
    alike = namesake(person.name, subject.cited if subject else "")
    form = TakeForm()
    valid = form.validate_on_submit()
    if valid and alike and not form.not_the_author.data:
        form.not_the_author.errors = [
            "If you are this author, you cannot rate it. If not, check this box."
        ]
        valid = False
    if valid and (taken := run_or_show_error(form, places.take, person, shown.id, form.declared)):
        where = "ratings.settle" if taken.place == places.THIRD else "ratings.judge"
        return redirect_with_flash(where, "The place is yours.", rating_id=shown.id)
    return page("ratings/take.html", form=form, view=take_page(shown, alike))


# --- judging -------------------------------------------------------------------------------


@bp.route("/ratings/<id:rating_id>/judge", methods=["GET", "POST"])
@requires("rating.judge", load)
def judge(shown: Shown) -> ResponseReturnValue:
    """One's own judgments: saved as a draft, or sent."""
    session, person, own = db.session(), viewer(), shown.own
    if own is None or own.place == places.THIRD or own.status != "accepted":
        return redirect_with_flash("ratings.show", rating_id=shown.id)
    contrasts = facts_of(session, shown.subject)
    questions = by_rules.asked(shown.rule_set, contrasts)
    form = _form(shown, questions)
    seen = form.facts_read.data or ""
    if form.validate_on_submit():
        judgments = form.judgments()
        if request.form.get("send") and (lacking := judging.missing(questions, judgments)):
            form.say_missing(dict(lacking))
        elif request.form.get("send"):
            if run_or_show_error(
                form, judging.send, person, shown.id, own.id, judgments, facts_read=seen
            ):
                done = "You sent your judgments. They do not change any more."
                return redirect_with_flash("ratings.show", done, rating_id=shown.id)
        elif run_or_show_error(form, judging.save, person, shown.id, own.id, judgments):
            done = "Your draft is saved. Only you can read it."
            return redirect_with_flash("ratings.judge", done, rating_id=shown.id)
    form.facts_read.data = hash_of(contrasts)
    href = kinds.href(shown.subject_kind, shown.subject_id)
    view = judge_page(shown, questions, contrasts, href)
    return page("ratings/judge.html", form=form, view=view)


def _form(shown: Shown, questions: Sequence[Asked], *, reasons: bool = False) -> JudgeForm:
    """The viewer's own judgments as they are saved, by question."""
    assert shown.own is not None
    place_id, person = shown.own.id, viewer()

    def saved(session: Session) -> saves.Values:
        kept = read(queries.own_draft(session, person, place_id))
        return saved_values(questions, kept, reasons=reasons)

    return saves.edit(judge_form(questions, reasons=reasons), RatingReviewer, place_id, saved)


@bp.route("/ratings/<id:rating_id>/settle", methods=["GET", "POST"])
@requires("rating.judge", load)
def settle(shown: Shown) -> ResponseReturnValue:
    """The third reviewer's answers and reasons where the two differ."""
    session, person, own = db.session(), viewer(), shown.own
    third = own is not None and own.place == places.THIRD and own.status == "accepted"
    if own is None or not third or shown.status != "adjudication":
        return redirect_with_flash("ratings.show", rating_id=shown.id)
    contrasts = facts_of(session, shown.subject)
    first, second = _both(session, shown)
    keys = by_rules.ordered(shown.rule_set, deciding.differences(first, second))
    questions = by_rules.of_keys(shown.rule_set, keys)
    form = _form(shown, questions, reasons=True)
    seen = form.facts_read.data or ""
    if form.validate_on_submit():
        settled = form.judgments()
        if request.form.get("send") and (
            lacking := deciding.unsettled(shown.rule_set, keys, settled)
        ):
            form.say_missing(dict(lacking))
        elif request.form.get("send"):
            if run_or_show_error(
                form, deciding.settle, person, shown.id, own.id, settled, facts_read=seen
            ):
                done = "The rating is decided. Its page shows everything."
                return redirect_with_flash("ratings.show", done, rating_id=shown.id)
        elif run_or_show_error(form, deciding.save, person, shown.id, own.id, settled):
            done = "Your draft is saved. Only you can read it."
            return redirect_with_flash("ratings.settle", done, rating_id=shown.id)
    form.facts_read.data = hash_of(contrasts)
    view = settle_page(shown, questions, contrasts, first, second)
    return page("ratings/settle.html", form=form, view=view)


def _both(session: Session, shown: Shown) -> tuple[dict[Key, Judgment], dict[Key, Judgment]]:
    """What the two sent, as far as the viewer may read it."""
    sent = {
        one.place: read(one.judgments)
        for one in queries.judged(session, viewer(), shown.id)
        if one.number == shown.number
    }
    return sent.get("A", {}), sent.get("B", {})


# --- arguing -------------------------------------------------------------------------------


@bp.route("/ratings/<id:rating_id>/challenge", methods=["GET", "POST"])
@requires("rating.challenge", load)
@limiter.limit("20 per day", methods=["POST"])
@once
def challenge(shown: Shown) -> ResponseReturnValue:
    """Argue against one answer of what was decided."""
    session = db.session()
    decided = queries.decisions(session, shown.id)
    if not decided:
        return redirect_with_flash(
            "ratings.show", "Nothing is decided yet that could be argued against.",
            rating_id=shown.id,
        )  # fmt: skip
    answers = {(one.criterion, one.domain): one.answer for one in decided[0].answers}
    keys = by_rules.ordered(shown.rule_set, answers)
    form = ChallengeForm(number=decided[0].number)
    form.answer.choices = options(
        {
            "": "Choose an answer",
            **{
                ":".join(key): f"{by_rules.criterion_words(shown.rule_set, *key)}: "
                f"{by_rules.answer_words(shown.rule_set, key[0], answers[key])}"
                for key in keys
            },
        }
    )
    if form.validate_on_submit() and (
        made := run_or_show_error(form, challenging.challenge, viewer(), shown.id, form.argued)
    ):
        done = "Your challenge is on the record. A reviewer who did not judge answers it."
        return redirect_with_flash("ratings.show", done, f"challenge-{made.id}", rating_id=shown.id)
    return page("ratings/challenge.html", form=form, view=challenge_page(shown))


def load_challenge(challenge_id: int) -> Challenge:
    """A challenge: everyone may know of it."""
    return or_404(queries.challenge(db.session(), challenge_id))


@bp.post("/ratings/challenges/<id:challenge_id>/take-back")
@requires("rating.take_back", load_challenge)
def take_back(made: Challenge) -> ResponseReturnValue:
    return submit_and_redirect(
        challenging.take_back,
        viewer(),
        made.id,
        back=f"/ratings/{made.rating_id}#challenge-{made.id}",
        done="You took your challenge back. It stays on the record as that.",
    )


@bp.route("/ratings/challenges/<id:challenge_id>/answer", methods=["GET", "POST"])
@requires("rating.answer_challenge", load_challenge)
def answer_challenge(made: Challenge) -> ResponseReturnValue:
    """Uphold a challenge, or decline it, with reasons."""
    session, person = db.session(), viewer()
    form = AnswerForm()
    if form.validate_on_submit():
        reasons, chosen = form.reasons.data or "", form.verdict.data
        answered = (
            run_or_show_error(form, challenging.decline, person, made.id, reasons)
            if chosen == "decline"
            else run_or_show_error(
                form, challenging.uphold, person, made.id, reasons, same_reviewers=chosen == "same"
            )
        )
        if answered:
            return redirect_with_flash(
                "ratings.show", "Your answer is on the record.", f"challenge-{made.id}",
                rating_id=made.rating_id,
            )  # fmt: skip
    shown = or_404(queries.rating(session, person, made.rating_id))
    decided = [one for one in queries.decisions(session, shown.id) if one.number == made.number]
    view = answer_page(shown, made, decided[0] if decided else None)
    return page("ratings/answer_challenge.html", form=form, view=view)

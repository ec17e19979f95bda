"""What those who keep a synthesis do about its screening: the rule, stopping, and who screens."""

from flask.typing import ResponseReturnValue

from rpp import db
from rpp.asking import Ask, ask
from rpp.networks.candidates import candidates
from rpp.policy import may
from rpp.resend import once
from rpp.syntheses.screening import curve, pages, people, reading, ruling
from rpp.syntheses.screening.forms import AskForm, RuleForm, StopForm
from rpp.syntheses.screening.pages import PeoplePage, RulePage
from rpp.syntheses.screening.reading import Screened
from rpp.syntheses.screening.stopping import standing
from rpp.syntheses.screening.views import IN, bp, synthesis
from rpp.web import (
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    viewer,
)


@bp.get(f"{IN}/rule")
@public(synthesis)
def rule(of: Screened) -> ResponseReturnValue:
    """The rule and its log are for everyone; the numbers too, once it was published."""
    session = db.session()
    fixed = ruling.in_force(session, of.id)
    labels, total = list[bool](), 0
    told = counts = None
    if fixed and (of.one.current or may(viewer(), "synthesis.screen", of)):
        labels, total = ruling.labels(session, of.id)
        told = standing(fixed.rule, labels, total)
        counts = reading.counts(session, of.id)
    shown = RulePage(
        of,
        reading.rules(session, of.id),
        reading.stops(session, of.id),
        told,
        counts,
        curve.curves(labels, total),
        curve.rows(labels),
        may(viewer(), "synthesis.keep", of.one),
        may(viewer(), "synthesis.screen", of),
    )
    return page("syntheses/screening/rule.html", it=shown)


@bp.route(f"{IN}/rule/change", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
@once
def change(of: Screened) -> ResponseReturnValue:
    form = RuleForm()
    before = ruling.in_force(db.session(), of.id)
    is_first = before is None
    if is_first:
        del form.reason
    reason = "" if is_first else form.reason.data
    if form.validate_on_submit() and run_or_show_error(
        form, ruling.fix_rule, viewer(), of.id, form.rule, reason
    ):
        return redirect_with_flash("screening.rule", "The rule is fixed.", slug=of.one.slug)
    text = (
        "Fix it before the first decision: a rule that is made to fit what was found says nothing. "
        "Everyone reads it, and each later change with its reason."
    )
    hints = {
        "target": "Usually 95.",
        "chance": "Usually 5. A smaller chance means more to screen.",
        "method": "The learner finds relevant studies sooner; a random order needs no trust in it.",
        "reason": "Everyone reads this.",
    }
    what = Ask(
        "When screening may stop",
        "Fix the rule" if is_first else "Change the rule",
        f"{of.href}/rule",
        text=f"{text} The rule now: {before.rule.words}" if before else text,
        crumbs=pages.within(of),
        hints=hints,
    )
    return ask(form, what, "briefs")


@bp.route(f"{IN}/stop", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def stop(of: Screened) -> ResponseReturnValue:
    form = StopForm()
    if form.validate_on_submit() and run_or_show_error(
        form, ruling.stop, viewer(), of.id, form.reason.data or ""
    ):
        return redirect_with_flash("screening.rule", "Screening is stopped.", slug=of.one.slug)
    session = db.session()
    fixed = ruling.in_force(session, of.id)
    text = ruling.stands(session, of.id, fixed.rule).words if fixed else ""
    what = Ask(
        "Stop screening",
        "Stop screening",
        f"{of.href}/rule",
        text=text,
        crumbs=pages.within(of),
        hints={"reason": "Needed where the rule is not met. Everyone reads it."},
    )
    return ask(form, what, "briefs")


@bp.post(f"{IN}/resume")
@requires("synthesis.keep", synthesis)
def resume(of: Screened) -> ResponseReturnValue:
    done = "Screening goes on."
    return submit_and_redirect(ruling.resume, viewer(), of.id, back=f"{of.href}/rule", done=done)


@bp.route(f"{IN}/people", methods=["GET", "POST"])
@requires("synthesis.keep", synthesis)
def asked(of: Screened) -> ResponseReturnValue:
    """Who screens, and whom else to ask."""
    session = db.session()
    form = AskForm()
    named = candidates(session, of.network_id)
    form.person.choices = [("", "Choose a person"), *((one.id, one.label) for one in named)]
    if form.validate_on_submit() and run_or_show_error(
        form,
        people.invite,
        viewer(),
        of.id,
        email=form.email.data or "",
        person_id=form.person.data,
    ):
        done = "They can screen now, and are told so."
        return redirect_with_flash("screening.asked", done, slug=of.one.slug)
    shown = PeoplePage(of, reading.screeners(db.session(), of.id))
    return page("syntheses/screening/people.html", it=shown, form=form)


@bp.post(f"{IN}/people/<id:person_id>/end")
@requires("synthesis.keep", lambda slug, person_id: Ending(synthesis(slug), person_id))
def end(which: "Ending") -> ResponseReturnValue:
    return submit_and_redirect(
        people.end,
        viewer(),
        which.of.id,
        which.person_id,
        back=f"{which.of.href}/people",
        done="They no longer screen here. What they decided stays.",
    )


class Ending:
    """A person who screens for a synthesis, for those who keep it."""

    def __init__(self, of: Screened, person_id: int) -> None:
        self.of, self.person_id, self.network_id = of, person_id, of.network_id


@bp.post(f"{IN}/leave")
@requires("synthesis.screen", synthesis)
def leave(of: Screened) -> ResponseReturnValue:
    return submit_and_redirect(
        people.end,
        viewer(),
        of.id,
        viewer().id or 0,
        back=of.one.href,
        done="You no longer screen here. What you decided stays.",
    )

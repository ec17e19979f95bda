"""The page of e-mails one gets, and the way out that each e-mail names."""

from typing import NamedTuple

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.people import emails
from rpp.people.emails import Subscription
from rpp.people.forms import PreferencesForm
from rpp.people.guesses import following_a_way_out
from rpp.people.models import Person
from rpp.web import (
    csrf,
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    viewer,
)

bp = Blueprint("emails", __name__)


@bp.route("/me/notices/preferences", methods=["GET", "POST"])
@requires("account.use")
def preferences() -> ResponseReturnValue:
    me = viewer().id
    assert me is not None
    form = saves.edit(PreferencesForm, Person, me, lambda session: emails.preferences(session, me))
    if form.validate_on_submit() and run_or_show_error(
        form, emails.edit_preferences, viewer(), {name: form[name].data for name in emails.TOPICS}
    ):
        return redirect_with_flash("emails.preferences", done="Saved. This is in effect now.")
    return page("people/preferences.html", form=form, topics=emails.TOPICS)


# --- without signing in --------------------------------------------------------------------
# Mail programs post here without a cookie, so no token of a session can be asked for: the link
# itself, which only the reader of the e-mail has, is the authority (RFC 8058).


class Held(NamedTuple):
    """A link of an e-mail as it came, and what it names."""

    token: str
    subscription: Subscription


def held(token: str) -> Held:
    return Held(token, or_404(emails.subscription(db.session(), token)))


@bp.get("/unsubscribe/<token>")
@public(held)
def unsubscribe(held: Held) -> ResponseReturnValue:
    """A mail scanner that follows the link reads this page; only its button changes something."""
    return _page(held)


@bp.post("/unsubscribe/<token>")
@csrf.exempt
@following_a_way_out
@public(held)
def stop(held: Held) -> ResponseReturnValue:
    """What a mail program's own button sends, and ours: no redirect, as RFC 8058 asks."""
    return _chosen(held, wanted=False)


@bp.post("/unsubscribe/<token>/undo")
@csrf.exempt
@following_a_way_out
@public(held)
def undo(held: Held) -> ResponseReturnValue:
    return _chosen(held, wanted=True)


def _chosen(held: Held, *, wanted: bool) -> ResponseReturnValue:
    person_id, topic = held.subscription
    emails.choose(db.session(), person_id, {topic: wanted})
    return _page(held, chosen=True)


def _page(held: Held, *, chosen: bool = False) -> ResponseReturnValue:
    person_id, topic = held.subscription
    wanted = emails.preferences(db.session(), person_id)[topic]
    about = emails.TOPICS[topic]
    title = f"You get no e-mail about {about.within}"
    if wanted:
        again = f"You get e-mail about {about.within} again"
        title = again if chosen else f"Stop e-mail about {about.within}?"
    return page(
        "people/unsubscribe.html", token=held.token, topic=about, title=title, wanted=wanted
    )

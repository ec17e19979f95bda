"""Depositing a report that an organization made, and saying which network looks at it."""

from flask.typing import ResponseReturnValue

from rpp import db, saves
from rpp.asking import Ask, ask
from rpp.briefs import depositing, queries
from rpp.briefs.forms import DepositForm, NetworkForm
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.pages.writing import crumbs
from rpp.briefs.queries import Seen
from rpp.briefs.views.frame import bp, brief
from rpp.layout import Link
from rpp.resend import once
from rpp.web import or_404, redirect_with_flash, requires, run_or_show_error, viewer

NETWORK_HINT = (
    "Two of its people review it, who had no part in it. Without one, people of any network can. "
    "You can change this until the report is in review."
)


@bp.route("/briefs/deposit", methods=["GET", "POST"])
@requires("brief.deposit")
@once
def deposit() -> ResponseReturnValue:
    """Begin a deposit; its text is written next."""
    person, form = viewer(), DepositForm()
    with db.before_write() as own:
        networks = depositing.networks_of(own, person.member_of)
    names = person.organization_names
    form.offer({id_: names[id_] for id_ in sorted(person.member_of)}, networks)
    if form.validate_on_submit() and (
        made := run_or_show_error(
            form,
            depositing.deposit_brief,
            person,
            form.organization.data,
            form.title.data,
            network_id=form.network.data,
        )
    ):
        return redirect_with_flash(
            "briefs.edit",
            "The deposit is begun, and only your organization sees it. Now write what it says.",
            brief_id=made.id,
        )
    return ask(
        form,
        Ask(
            "Deposit a brief",
            "Begin the deposit",
            "/briefs",
            text="For a report that your organization made itself, without a study here. You tell "
            "in plain words what it found, which takes about an hour. Two people who had no part "
            "in it review it. Then it is published for everyone to reuse, with your "
            "organization’s name. Do not deposit what you may not share.",
            crumbs=[Link("Briefs", "/briefs")],
            hints={
                "title": "The result, not the topic: “Text reminders alone did not raise "
                "attendance.”",
                "network": NETWORK_HINT,
            },
        ),
    )


@bp.route("/briefs/<id:brief_id>/network", methods=["GET", "POST"])
@requires("brief.publish", brief)
def network(seen: Seen) -> ResponseReturnValue:
    """Change which network looks at a deposit."""
    organization_id = or_404(seen.organization_id)
    or_404(LIFE.allows(seen, Action.SEND_TO_REVIEW) or None)
    form = saves.edit(
        NetworkForm,
        Brief,
        seen.id,
        lambda session: {"network": queries.network_of(session, seen.id)},
    )
    form.offer(depositing.networks_of(db.session(), frozenset({organization_id})))
    if form.validate_on_submit() and run_or_show_error(
        form, depositing.change_network, viewer(), seen.id, form.network.data
    ):
        return redirect_with_flash("briefs.show", "The network is changed.", brief_id=seen.id)
    return ask(
        form,
        Ask(
            "Which network looks at it",
            "Save",
            seen.href,
            crumbs=crumbs(seen),
            hints={"network": NETWORK_HINT},
        ),
    )

"""The page of one brief: its versions, its draft, and the correction that is prepared."""

from typing import NamedTuple

from flask import Response
from flask.typing import ResponseReturnValue

from rpp import db, vocabulary
from rpp.briefs import queries, sheet, tiered
from rpp.briefs.doi import registering
from rpp.briefs.doi.pages import Line, lines
from rpp.briefs.onepage.views import families_of as families
from rpp.briefs.pages.cited import citation
from rpp.briefs.pages.shared import share
from rpp.briefs.pages.shown import brief_page, withdrawn_page
from rpp.briefs.pages.standing import Looked
from rpp.briefs.printed import card
from rpp.briefs.queries import Seen
from rpp.briefs.uses import queries as uses
from rpp.briefs.uses.pages import SHOWN, UsesPanel, offers_to_record, uses_panel
from rpp.briefs.uses.queries import Tallies
from rpp.briefs.views import machines
from rpp.briefs.views.frame import bp, brief, checks_of, draft_sheet
from rpp.discussions import queries as discussions
from rpp.discussions.forms import CommentForm
from rpp.evidence.ratings import reading as rated
from rpp.evidence.tiers.page import StrengthPage
from rpp.organizations import profiles
from rpp.organizations.profiles import Profile
from rpp.paging import Cursor, Slice, whole
from rpp.web import arg, or_404, page, public, requires, unchanged, viewer

# Who publishes a brief hears where its DOIs stand.
LEADERS = ("lead", "co_lead")


@bp.get("/briefs/<id:brief_id>")
@public(brief)
def show(seen: Seen) -> ResponseReturnValue:
    return _negotiated(seen, seen.current) or _read(seen, seen.current, 0)


@bp.get("/briefs/<id:brief_id>/v<id:number>")
@public(lambda brief_id, number: (brief(brief_id), number))
def version(which: tuple[Seen, int]) -> ResponseReturnValue:
    seen, number = which
    or_404(1 <= number <= seen.current or None)
    return _negotiated(seen, number) or _read(seen, number, number)


@bp.get("/briefs/<id:brief_id>/next")
@requires("brief.write", brief)
def coming(seen: Seen) -> ResponseReturnValue:
    """The correction that is being prepared, as its page would look."""
    or_404(seen.status == "published" or None)
    return _page(seen, 0)


def _negotiated(seen: Seen, number: int) -> Response | None:
    """The version in the format that a machine asked for instead of a page."""
    form = machines.asked_for() if seen.current else ""
    return machines.written(seen, number, form) if form else None


def _read(seen: Seen, number: int, address: int) -> Response:
    """The page of a version, unless its reader has it; `address` is the number in the address."""
    if not seen.is_out:
        return _page(seen, number)
    used = uses.tallies(db.session(), viewer(), seen.id)
    # What the viewer may know of the way to the brief is part of their page.
    way = (seen.role, seen.problem_title, seen.round_id)
    dois = _dois(seen)
    district = _district()
    decided = rated.newest(db.session())
    same = unchanged("brief", seen.id, used, address, *way, *dois, district, decided)
    return same or _page(seen, number, used, dois, district)


class Chosen(NamedTuple):
    """The district that a page is read for, if any, and whether it is the reader's own."""

    profile: Profile | None
    own: bool


def _district() -> Chosen:
    person = viewer()
    found = profiles.chosen(db.session(), person, whole(arg("like", 19)))
    return Chosen(found, bool(found and found.organization_id in person.leas))


def _strength(seen: Seen, district: Chosen, out: bool) -> StrengthPage | None:
    """How strong it is; of a draft for those who write it."""
    profile, own = district
    return tiered.strength(
        db.session(), seen.study_id, profile, own=own, inside=not out, zone=seen.zone
    )


def _dois(seen: Seen) -> list[Line]:
    """Where its DOIs stand, for its leaders."""
    asked = seen.role in LEADERS and registering.account() is not None
    return lines(registering.of_brief(db.session(), seen.id)) if asked else []


def _page(
    seen: Seen,
    number: int,
    used: Tallies | None = None,
    dois: list[Line] | None = None,
    district: Chosen | None = None,
) -> Response:
    """The page of a version, or of the draft where `number` is 0."""
    session, person = db.session(), viewer()
    versions = queries.versions(session, seen.id) if seen.current else []
    events = queries.events(session, seen)
    if seen.status == "withdrawn":
        asked = next(one for one in versions if one.number == number)
        gone = withdrawn_page(seen, versions, events, machines.work_of(seen, asked))
        return page("briefs/withdrawn.html", brief=gone)
    version = next((one for one in versions if one.number == number), None)
    shown = sheet.of_version(version) if version else draft_sheet(session, seen)
    tags = vocabulary.tags_of(session, "brief", seen.id) if version else {}
    cited = machines.work_of(seen, version, tags) if version else None
    look = Looked(seen, person, shown, versions, [] if number else checks_of(session, seen))
    coming = bool(seen.current) and not number
    talk = None if coming else queries.discussed(seen)
    made = brief_page(
        look,
        events,
        _uses(seen, used) if used else None,
        discussions.thread(session, person, talk, Cursor()) if talk else None,
        coming=coming,
        citation=citation(cited, f"{seen.href}/v{number}") if cited else None,
        families=families(seen, person),
        card=card.tags(seen, shown, cited) if cited else [],
        share=share(seen.id, shown.title, shown.bottom_line) if cited else None,
        dois=_dois(seen) if dois is None else dois,
        tags=tags,
        strength=_strength(seen, _district() if district is None else district, bool(version)),
    )
    response = page("briefs/show.html", brief=made, comment_form=CommentForm(formdata=None))
    if cited:
        response.headers["Link"] = machines.signposts(cited, shown.files)
        response.vary.add("Accept")
    return response


def _uses(seen: Seen, used: Tallies) -> UsesPanel:
    """What districts did with the brief."""
    offers = offers_to_record(viewer(), seen)
    if not used.some:
        return uses_panel(seen.href, used, Slice([]), offers=offers)
    said = uses.of_brief(db.session(), viewer(), seen.id, Cursor(), SHOWN)
    return uses_panel(seen.href, used, said, offers=offers)


@bp.get("/briefs/<id:brief_id>/v<id:number>/text.json")
@public(lambda brief_id, number: (brief(brief_id), number))
def text(which: tuple[Seen, int]) -> ResponseReturnValue:
    """The canonical text of a version, whose SHA-256 is the hash on its page."""
    seen, number = which
    found = or_404(queries.stated(db.session(), seen.id, number))
    or_404(seen.status != "withdrawn" or None)
    return Response(found.canonical, mimetype="application/json")

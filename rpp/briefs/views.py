"""Pages of briefs."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from rpp import dates, db, history, saves, vocabulary
from rpp.briefs import adoption, content, material, operations, queries, sheet, states
from rpp.briefs.forms import (
    CorrectionForm,
    DissentForm,
    DraftForm,
    PublishForm,
    SupersedeForm,
    WithdrawForm,
)
from rpp.briefs.models import PARTS, Brief
from rpp.briefs.queries import Filters, Seen
from rpp.discussions import queries as discussions
from rpp.discussions.forms import CommentForm
from rpp.forms import EmptyForm
from rpp.paging import Cursor, whole
from rpp.problems import queries as problems
from rpp.resend import once
from rpp.studies import queries as studies
from rpp.web import (
    arg,
    cursor,
    here,
    or_404,
    page,
    public,
    redirect_with_flash,
    requires,
    run_or_show_error,
    submit_and_redirect,
    unchanged,
    viewer,
)

bp = Blueprint("briefs", __name__)


def brief(brief_id: int) -> Seen:
    return or_404(queries.brief(db.session(), viewer(), brief_id))


def study() -> studies.Seen:
    return or_404(studies.study(db.session(), viewer(), _number("study") or 0))


def _number(name: str) -> int | None:
    return whole(arg(name, 20))


# --- the repository ------------------------------------------------------------------------


@bp.get("/briefs")
@public()
def index() -> ResponseReturnValue:
    session, filters = db.session(), _filters()
    found = queries.listed(session, filters, cursor())
    fresh = {"past": None, "before": None, "end": None}
    names = queries.names(session, viewer(), filters)
    facets = queries.facets(session, filters)
    return page(
        "briefs/index.html",
        found=found,
        line=queries.line,
        total=facets.total,
        facets=_facet_groups(facets, filters, fresh),
        chips=_chips(filters, names, fresh),
        newer=here(before=found.back, past=None, end=None) if found.back else "",
        older=here(past=found.on, before=None, end=None) if found.on else "",
    )


def _filters() -> Filters:
    def known(name: str, words: Any) -> str:
        value = arg(name, 20)
        return value if value in words else ""

    return Filters(
        band=known("band", queries.BAND_CODES),
        grade=known("grade", vocabulary.GRADES),
        subject=known("subject", vocabulary.SUBJECTS),
        state=arg("state", 2).upper(),
        network=_number("network"),
        organization=_number("organization"),
        problem=_number("problem"),
    )


def _facet_groups(
    facets: queries.Facets, filters: Filters, fresh: dict[str, None]
) -> list[tuple[str, list[dict[str, Any]]]]:
    groups = []
    for name, title in queries.FACETS.items():
        # Single grades follow once a band is chosen: fourteen lines at once are too many.
        if name == "grade" and not (filters.band or filters.grade):
            continue
        chosen = str(filters.chosen.get(name, ""))
        options = [
            {
                "label": choice.label,
                "count": choice.count,
                "active": choice.value == chosen,
                "href": here(**fresh | {name: None if choice.value == chosen else choice.value}),
            }
            for choice in facets.choices[name]
        ]
        if options:
            groups.append((title, options))
    return groups


def _chips(filters: Filters, names: dict[str, str], fresh: dict[str, None]) -> list[dict[str, str]]:
    words: dict[str, dict[str, str]] = {
        "band": queries.BAND_CODES,
        "grade": vocabulary.GRADES,
        "subject": vocabulary.SUBJECTS,
    }
    plain = {"network": "One network", "organization": "One organization", "problem": "One problem"}
    return [
        {
            "label": words.get(name, {}).get(value)
            or names.get(name)
            or plain.get(name, str(value)),
            "href": here(**fresh | {name: None}),
        }
        for name, value in filters.chosen.items()
    ]


@bp.get("/briefs/of-problem/<id:problem_id>")
@public()
def of_problem(problem_id: int) -> ResponseReturnValue:
    """The published briefs of a problem, as a part of the problem's page."""
    or_404(problems.problem(db.session(), viewer(), problem_id))
    found = queries.of_problem(db.session(), problem_id)
    return page("briefs/_of_problem.html", found=found, line=queries.line)


# --- one brief -----------------------------------------------------------------------------


@bp.get("/briefs/<id:brief_id>")
@public(brief)
def show(seen: Seen) -> ResponseReturnValue:
    return _unchanged(seen, 0) or _page(seen, 0)


@bp.get("/briefs/<id:brief_id>/v<id:number>")
@public(lambda brief_id, number: (brief(brief_id), number))
def version(which: tuple[Seen, int]) -> ResponseReturnValue:
    seen, number = which
    or_404(1 <= number <= seen.current or None)
    return _unchanged(seen, number) or _page(seen, number)


def _unchanged(seen: Seen, number: int) -> Response | None:
    if seen.status not in queries.OUT:
        return None
    last = history.version_of(db.session(), "brief", seen.id)
    # What the viewer may know of the way to the brief is part of their page.
    return unchanged("brief", seen.id, last, number, seen.role, seen.problem_title, seen.round_id)


def _page(seen: Seen, number: int, *, coming: bool = False) -> Response:
    """The page of a version (0: the current one), or of the draft; `coming`: the next version."""
    session, person = db.session(), viewer()
    published = queries.versions(session, seen.id) if seen.current else []
    events = queries.events(session, seen)
    if seen.status == "withdrawn":
        return page(
            "briefs/withdrawn.html",
            seen=seen,
            versions=published,
            lines=_lines(events, seen.zone),
            words=states.STATES["withdrawn"],
        )
    drafted = coming or not seen.current
    shown = (
        _draft_sheet(seen)
        if drafted
        else sheet.of_version(next(v for v in published if v.number == (number or seen.current)))
    )
    talk = None if coming else queries.discussed(seen)
    return page(
        "briefs/show.html",
        seen=seen,
        sheet=shown,
        drafted=drafted,
        coming=coming,
        old=not drafted and shown.number < seen.current,
        versions=published,
        words=states.STATES[seen.status],
        checks=content.checks(seen.draft, operations.topics(session, seen)) if drafted else [],
        way=_way(seen, events),
        lines=_lines(events, seen.zone),
        thread=discussions.thread(session, person, talk, Cursor()) if talk else None,
        adoptions=None if drafted else adoption.adoptions(session, seen.id),
        adopted=states.ADOPTED,
        comment_form=CommentForm(formdata=None),
        line=queries.line,
    )


def _draft_sheet(seen: Seen) -> sheet.Sheet:
    session, draft = db.session(), seen.draft
    people = material.people(session, seen.study_id, draft)
    return sheet.of_draft(
        seen,
        material.voices(draft, people),
        material.authors(draft, people),
        material.basis(session, seen.study_id),
    )


def _lines(events: list[Any], zone: str) -> list[dict[str, Any]]:
    return [
        {
            "when": dates.short_day_in(event.at, zone),
            "who": event.who or "The portal",
            "what": states.sentence(event.verb, event.detail),
            "reason": event.reason,
        }
        for event in events
        if event.kind == "brief"
    ]


def _way(seen: Seen, events: list[Any]) -> list[dict[str, Any]]:
    """The steps from the problem to the brief, with links the viewer may follow."""
    at = {event.detail["to"]: event.at for event in events if event.kind != "brief"}
    problem, study = f"/problems/{seen.problem_id}", f"/studies/{seen.study_id}"
    steps: list[tuple[str, Any, str, str]] = []
    if seen.problem_title is not None:
        steps += [
            ("Problem posted", seen.submitted_at or at.get("submitted"), "Read it", problem),
            ("Opened", seen.opened_at or at.get("open"), "", problem),
        ]
        if seen.round_id:
            steps.append(("Chosen", seen.round_since, seen.round_title, f"/rounds/{seen.round_id}"))
        else:
            steps.append(("Prioritized", at.get("prioritized"), "", problem))
    steps += [
        ("Study signed", seen.signed_at or at.get("signed"), "Read the study", study),
        ("Findings shared", at.get("findings_shared"), "", study),
        ("Interpreted", at.get("interpreted"), "", study),
    ]
    way = [
        {
            "title": title,
            "when": dates.short_day_in(when, seen.zone),
            "note": note,
            "href": href,
            "state": "done",
        }
        for title, when, note, href in steps
        if when
    ]
    last = {
        "title": "Published",
        "when": dates.short_day_in(seen.published_at, seen.zone),
        "state": "done",
    }
    if not seen.published_at:
        last = {
            "title": "Published",
            "when": "",
            "note": states.STATES[seen.status].label,
            "state": "future",
        }
    return [*way, last]


@bp.get("/briefs/<id:brief_id>/v<id:number>/text.json")
@public(lambda brief_id, number: (brief(brief_id), number))
def text(which: tuple[Seen, int]) -> ResponseReturnValue:
    """The canonical text of a version, whose SHA-256 is the hash on its page."""
    seen, number = which
    found = [v for v in queries.versions(db.session(), seen.id) if v.number == number]
    row = or_404(found[0] if found and seen.status != "withdrawn" else None)
    return Response(content.canonical(row), mimetype="application/json")


# --- drafting ------------------------------------------------------------------------------


@bp.route("/briefs/new", methods=["GET", "POST"])
@requires("brief.publish", study)
def new(study: studies.Seen) -> ResponseReturnValue:
    session = db.session()
    if existing := queries.of_study(session, study.id):
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
    ready = study.status == "interpreted"
    draft = material.first_draft(session, study.id, study.title) if ready else None
    return page(
        "briefs/new.html",
        study=study,
        form=form,
        draft=draft,
        parts=PARTS,
        excerpt=studies.first_words,
    )


@bp.route("/briefs/<id:brief_id>/edit", methods=["GET", "POST"])
@requires("brief.write", brief)
@once
def edit(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status not in operations.WRITING:
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    form, people = _draft_form(seen)
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.save_draft,
        viewer(),
        seen.id,
        form.texts,
        confirmed=form.confirmed,
    ):
        if seen.status == "published":
            return redirect_with_flash(
                "briefs.correct", "The correction is saved.", brief_id=seen.id
            )
        return redirect_with_flash("briefs.show", "The draft is saved.", brief_id=seen.id)
    stands = brief(seen.id)
    return page(
        "briefs/edit.html",
        seen=stands,
        form=form,
        writer=people.get(stands.draft_by),
        checks=content.checks(stands.draft, operations.topics(db.session(), stands)),
    )


@bp.post("/briefs/<id:brief_id>/delete")
@requires("brief.delete", brief)
def delete(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.delete_draft,
        viewer(),
        seen.id,
        back=url_for("studies.show", study_id=seen.study_id),
        done="The draft of the brief is deleted.",
    )


def _draft_form(seen: Seen) -> tuple[DraftForm, dict[int, Any]]:
    people = material.people(db.session(), seen.study_id, seen.draft)
    form = saves.edit(
        DraftForm,
        Brief,
        seen.id,
        lambda session: DraftForm.saved(queries.draft(session, seen.id)),
    )
    form.choose(seen.draft, people)
    return form, people


@bp.route("/briefs/<id:brief_id>/dissent", methods=["GET", "POST"])
@requires("brief.write", brief)
def dissent(seen: Seen) -> ResponseReturnValue:
    form = saves.edit(
        DissentForm, Brief, seen.id, lambda session: _own_dissent(queries.draft(session, seen.id))
    )
    if form.validate_on_submit() and run_or_show_error(
        form, operations.print_dissent, viewer(), seen.id, form.text.data
    ):
        said, removed = "Your words are printed in the brief.", "Your words are removed."
        done = said if form.text.data else removed
        return redirect_with_flash(
            "briefs.coming" if seen.current else "briefs.show", done, brief_id=seen.id
        )
    own = _own_dissent(seen.draft)["text"]
    return page("briefs/dissent.html", seen=seen, form=form, own=own)


def _own_dissent(draft: dict[str, Any]) -> dict[str, str]:
    """What the viewer sees differently, as the form shows it."""
    own = (voice["text"] for voice in draft["dissent"] if voice["person_id"] == viewer().id)
    return {"text": "\n\n".join(own)}


# --- review, publication and after ---------------------------------------------------------


@bp.post("/briefs/<id:brief_id>/review")
@requires("brief.publish", brief)
def review(seen: Seen) -> ResponseReturnValue:
    return submit_and_redirect(
        operations.send_to_review,
        viewer(),
        seen.id,
        back=url_for("briefs.show", brief_id=seen.id),
        done="Every member of the study can read it now and comment.",
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
@requires("brief.publish", brief)
def publish(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status != "in_review":
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    form = PublishForm(version=seen.draft_version)
    if form.validate_on_submit() and run_or_show_error(
        form, operations.publish_brief, viewer(), seen.id, version=_as_number(form.version.data)
    ):
        return redirect_with_flash(
            "briefs.show", "The brief is published. Anyone can read it now.", brief_id=seen.id
        )
    stands = brief(seen.id)
    return page(
        "briefs/publish.html",
        seen=stands,
        form=form,
        sheet=_draft_sheet(stands),
        checks=content.checks(stands.draft, operations.topics(db.session(), stands)),
    )


def _as_number(text: Any) -> int:
    return whole(str(text or "")) or 0


@bp.route("/briefs/<id:brief_id>/correct", methods=["GET", "POST"])
@requires("brief.publish", brief)
def correct(seen: Seen) -> ResponseReturnValue:
    if request.method == "GET" and seen.status != "published":
        return redirect_with_flash("briefs.show", brief_id=seen.id)
    form = CorrectionForm(version=seen.draft_version)
    if form.validate_on_submit() and run_or_show_error(
        form,
        operations.correct_brief,
        viewer(),
        seen.id,
        form.note.data,
        version=_as_number(form.version.data),
    ):
        return redirect_with_flash(
            "briefs.show",
            f"Version {seen.current + 1} is published. The earlier version stays at its address.",
            brief_id=seen.id,
        )
    session, stands = db.session(), brief(seen.id)
    people = material.people(session, stands.study_id, stands.draft)
    current = next(v for v in queries.versions(session, stands.id) if v.number == stands.current)
    return page(
        "briefs/correct.html",
        seen=stands,
        form=form,
        changes=content.differences(
            material.draft_of(current, stands.draft),
            stands.draft,
            {person.id: person.name for person in people.values()},
        ),
        checks=content.checks(stands.draft, operations.topics(session, stands)),
    )


@bp.get("/briefs/<id:brief_id>/next")
@requires("brief.write", brief)
def coming(seen: Seen) -> ResponseReturnValue:
    """The correction that is being prepared, as its page would look."""
    or_404(seen.status == "published" or None)
    return _page(seen, 0, coming=True)


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
        form, operations.withdraw_brief, viewer(), seen.id, form.reason.data
    ):
        return redirect_with_flash(
            "briefs.show", "The brief is withdrawn. Its address says why.", brief_id=seen.id
        )
    return page("briefs/withdraw.html", seen=seen, form=form)


@bp.route("/briefs/<id:brief_id>/supersede", methods=["GET", "POST"])
@requires("brief.publish", brief)
def supersede(seen: Seen) -> ResponseReturnValue:
    form = SupersedeForm()
    if form.validate_on_submit() and run_or_show_error(
        form, operations.supersede_brief, viewer(), seen.id, form.newer.data, form.why.data
    ):
        return redirect_with_flash(
            "briefs.show", "The page now links to the newer brief.", brief_id=seen.id
        )
    return page("briefs/supersede.html", seen=seen, form=form)

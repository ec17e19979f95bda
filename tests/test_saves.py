"""The last save never silently wins: each form of saved values shows what others saved since."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from rpp import clock
from rpp.briefs import depositing
from rpp.briefs import forms as brief_forms
from rpp.briefs import operations as briefs
from rpp.briefs.details.forms import DetailsForm
from rpp.briefs.files.forms import DescribeForm
from rpp.briefs.files.models import BriefFile
from rpp.briefs.files.operations import About, attach_file
from rpp.briefs.models import Brief, BriefVersion
from rpp.briefs.onepage.forms import PageForm
from rpp.briefs.onepage.operations import Texts, save_page
from rpp.briefs.published import Basis, Content
from rpp.briefs.uses.forms import CorrectForm
from rpp.briefs.uses.models import BriefUse
from rpp.claims.register import operations as claims
from rpp.claims.register.forms import DraftForm as ClaimDraftForm
from rpp.claims.register.operations import Typed
from rpp.collections import forms as collection_forms
from rpp.collections import operations as collections
from rpp.collections.models import CollectionItem
from rpp.config import ROOT
from rpp.discussions import forms as discussion_forms
from rpp.discussions.models import Comment
from rpp.evidence.findings import forms as finding_forms
from rpp.evidence.ratings.forms import JudgeForm
from rpp.files.checked import checked
from rpp.networks.forms import NetworkForm, TextsForm
from rpp.organizations.models import Appointment
from rpp.people.forms import AccountForm, PreferencesForm
from rpp.policy import Viewer
from rpp.problems import forms as problem_forms
from rpp.problems.models import Problem
from rpp.rounds import forms as round_forms
from rpp.rounds import opening
from rpp.rounds import operations as rounds
from rpp.rounds.models import RoundOption
from rpp.rounds.plan import Plan
from rpp.saved_searches import forms as search_forms
from rpp.saved_searches import operations as searches
from rpp.saved_searches import places
from rpp.saves import EditMixin
from rpp.studies.models import Agreement, Study
from rpp.studies.offers import forms as interest_forms
from rpp.studies.outcome.forms import LimitsForm, RespondForm
from rpp.studies.papers import amendments
from rpp.studies.papers.agreement_forms import AgreementForm
from rpp.studies.papers.forms import AmendSectionForm
from rpp.studies.plan import forms as plan_forms
from rpp.studies.plan import milestones, schools
from rpp.studies.text.forms import BasicsForm, OwnerForm, SectionForm
from rpp.syntheses import forms as synthesis_forms
from rpp.syntheses import operations as syntheses
from tests.studies.conftest import World, day
from tests.studies.conftest import world as studies_world
from tests.support import files, ratings
from tests.support.client import ORIGIN, Browser
from tests.support.html import Page

__all__ = ["studies_world"]

AsPerson = Callable[..., Browser]


@dataclass
class Edit:
    """Two people (or two windows of one) at one form, and what each types into one field."""

    people: tuple[Any, Any]
    path: str
    action: str
    field: str
    theirs: str
    mine: str


Case = Callable[[World], Edit]
CASES: dict[type[Any], Case] = {}


def edits(form: type[Any]) -> Callable[[Case], Case]:
    def declare(case: Case) -> Case:
        CASES[form] = case
        return case

    return declare


def leads(w: World) -> tuple[Any, Any]:
    return w.lead, w.co_lead


@edits(BasicsForm)
def basics(w: World) -> Edit:
    at = f"/studies/{w.study('co_design').id}/basics"
    return Edit(leads(w), at, "", "title", "A later first bell", "The bell of long routes")


@edits(SectionForm)
def section(w: World) -> Edit:
    at = f"/studies/{w.study('co_design').id}/sections/design"
    return Edit(leads(w), at, at, "body", "The text of Imani.", "The text of Renata.")


@edits(OwnerForm)
def owner(w: World) -> Edit:
    at = f"/studies/{w.study('co_design').id}/sections/design/owner"
    return Edit(leads(w), at, "", "person_id", str(w.co_lead.id), str(w.county_lead.id))


@edits(ClaimDraftForm)
def claim_draft(w: World) -> Edit:
    """Two windows of its writer: nobody else changes a draft."""
    broker = w.make.steward(w.network, role="broker")
    typed = Typed(
        "Word Club",
        "Words Inc.",
        "It raises reading scores.",
        "https://words.example/page",
        "",
        day(),
        "unverified",
        "No record here tested this program.",
        "None",
    )
    claim = w.do(claims.record_claim, broker, typed)
    at = f"/claims/{claim.id}/edit"
    return Edit((broker, broker), at, "", "product", "Word Club 2", "Word Club 3")


@edits(LimitsForm)
def limits(w: World) -> Edit:
    at = f"/studies/{w.study('active').id}/findings"
    w.limit(w.make.all(Study)[0])
    return Edit(
        leads(w), at, "/limits", "limitations", "One year, two counties.", "One dry winter."
    )


@edits(RespondForm)
def response(w: World) -> Edit:
    at = f"/studies/{w.study('findings_shared').id}/respond"
    people = (w.city_leader, w.co_lead)
    ours, mine = "We will move the bell in the fall.", "We will not move the bell at all."
    return Edit(people, at, "", "response", ours, mine)


@edits(AmendSectionForm)
def amended(w: World) -> Edit:
    study = w.study("active")
    w.do(amendments.propose_amendment, w.lead, study.id, "Fewer hours are asked for.")
    at = f"/studies/{study.id}/amendments/1/sections/asks"
    return Edit(leads(w), at, "", "body", "Ten hours of a clerk.", "Nine hours of a clerk.")


@edits(plan_forms.MilestoneForm)
def milestone(w: World) -> Edit:
    study = w.study("co_design")
    about = {"title": "Forms are back", "due_on": day(30), "owner_id": None}
    made = w.do(milestones.add_milestone, w.lead, study.id, **about)
    at = f"/studies/{study.id}/milestones/{made.id}"
    return Edit(leads(w), at, at, "title", "All forms are back", "Most forms are back")


@edits(plan_forms.SchoolForm)
def school(w: World) -> Edit:
    study = w.study("co_design")
    made = w.do(
        schools.add_ask,
        w.lead,
        study.id,
        organization_id=w.city.id,
        school="Lincoln High School",
        activity="Two trainings",
        starts_on=day(10),
        ends_on=day(11),
        staff_hours=3.5,
        minutes=0,
        assessments=1,
    )
    at = f"/studies/{study.id}/schools/{made.id}"
    return Edit(leads(w), at, at, "activity", "Three trainings", "One long training")


@edits(AgreementForm)
def agreement(w: World) -> Edit:
    study = w.study("active")
    kept = next(a for a in w.make.all(Agreement) if a.type == "DSA")
    at = f"/studies/{study.id}/agreements/{kept.id}"
    return Edit(leads(w), at, "", "scope", "Three high schools.", "Two high schools.")


@edits(interest_forms.OfferForm)
def offer(w: World) -> Edit:
    at = f"/studies/of-problem/{w.problem.id}/offer"
    notes = "A draw among eleven schools, one year.", "A comparison of routes, over two years."
    return Edit((w.lead, w.lead), at, at, "note", *notes)


@edits(interest_forms.ProfileForm)
def experience(w: World) -> Edit:
    at = "/studies/fit/experience"
    return Edit((w.lead, w.lead), at, at, "expertise", "Draws among schools", "School transport")


@edits(discussion_forms.EditCommentForm)
def comment(w: World) -> Edit:
    made = w.make.add(
        Comment(
            subject_kind="problem",
            subject_id=w.problem.id,
            author_id=w.co_lead.id,
            body="Our buses too.",
            body_html="<p>Our buses too.</p>",
            status="shown",
            status_since=clock.now(),
            markup_version=1,
            written_at=clock.now(),
        )
    )
    at = f"/comments/{made.id}/edit"
    return Edit((w.co_lead, w.co_lead), at, at, "body", "Our buses as well.", "Not our buses.")


def steward(w: World) -> Any:
    return w.make.steward(w.network)


def a_round(w: World, opens: int = 3) -> Any:
    """A planned round of two problems, from so many days from now on."""
    other = Problem(**(w.problem.model_dump(exclude={"id"}) | {"title": "Long rides"}))
    for problem in (w.make.add(other), w.problem):
        with w.make.writing() as session:
            session.get_one(Problem, problem.id).status = "open"
    chosen = [p.id for p in w.make.all(Problem)]
    return w.do(
        rounds.create_round,
        steward(w),
        w.network.id,
        Plan(
            title="What we study first",
            purpose="Choose the problem of the first study.",
            points=10,
            capacity=1,
            rule="greedy",
            opens_at=clock.now() + timedelta(days=opens),
            closes_at=clock.now() + timedelta(days=opens + 7),
            options=chosen,
        ),
    )


def opened(w: World) -> Any:
    for lea, person in ((w.city, w.co_lead), (w.county, w.county_lead)):
        w.make.add(
            Appointment(
                organization_id=lea.id,
                person_id=person.id,
                role="delegate",
                appointed_at=clock.now(),
            )
        )
    made = a_round(w)
    return w.do(opening.open_round, steward(w), made.id)


@edits(round_forms.RoundForm)
def plan(w: World) -> Edit:
    at = f"/rounds/{a_round(w).id}/edit"
    return Edit((steward(w), steward(w)), at, at, "title", "What comes first", "What comes next")


@edits(round_forms.NoteForm)
def note(w: World) -> Edit:
    made = a_round(w)
    option = w.make.all(RoundOption)[0]
    at = f"/rounds/{made.id}/options/{option.id}/note"
    return Edit((w.lead, steward(w)), at, at, "note", "A draw is possible.", "No draw is possible.")


@edits(round_forms.ExtendForm)
def extension(w: World) -> Edit:
    made = opened(w)
    at = f"/rounds/{made.id}/extend"
    one, other = (f"{day(n)}T17:00" for n in (20, 30))
    return Edit((steward(w), steward(w)), at, at, "closes_at", one, other)


@edits(round_forms.SubstituteForm)
def substitute(w: World) -> Edit:
    made = opened(w)
    one, other = (str(w.make.member(w.city, name=name).id) for name in ("Ann Lee", "Bo Diaz"))
    at = f"/rounds/{made.id}/substitute"
    return Edit((w.city_leader, w.co_lead), at, at, "person", one, other)


@edits(problem_forms.ProblemForm)
def problem(w: World) -> Edit:
    draft = w.problem.model_dump(exclude={"id"}) | {"status": "draft", "opened_at": None}
    made = w.make.add(Problem(**(draft | {"author_id": w.co_lead.id})))
    at = f"/problems/{made.id}/edit"
    people = (w.city_leader, w.co_lead)
    return Edit(people, at, at, "summary", "Three buses are late.", "Four buses are late.")


@edits(problem_forms.ContextForm)
def context(w: World) -> Edit:
    at = f"/problems/{w.problem.id}/context"
    people = (w.county_signer, w.county_lead)
    return Edit(people, at, at, "differs", "Our roads are dirt roads.", "We have no buses.")


def a_brief(w: World) -> Any:
    study = w.study("interpreted")
    return w.do(briefs.draft_brief, w.lead, study.id)


@edits(brief_forms.DRAFT_FORMS[1])
def brief_of_before(w: World) -> Edit:
    made = a_brief(w)
    with w.make.writing() as session:
        row = session.get_one(Brief, made.id)
        row.draft = replace(row.draft, format=1, parts={"did": "We ran buses."}).rendered()
    at = f"/briefs/{made.id}/edit"
    return Edit(leads(w), at, at, "took", "Two buses a district.", "One bus a district.")


@edits(brief_forms.DRAFT_FORMS[2])
def brief(w: World) -> Edit:
    at = f"/briefs/{a_brief(w).id}/edit"
    return Edit(leads(w), at, at, "cost", "Two buses a district.", "One bus a district.")


@edits(brief_forms.NetworkForm)
def network_of_a_deposit(w: World) -> Edit:
    center = w.make.organization(type="research")
    theirs, mine = w.make.network(center), w.make.network(center)
    people = w.make.leader(center), w.make.leader(center)
    with w.make.writing() as session:
        viewer = Viewer(id=people[0].id, member_of=frozenset({center.id}))
        made = depositing.deposit_brief(session, viewer, center.id, "Late buses paid off")
        at = f"/briefs/{made.id}/network"
    return Edit(people, at, at, "network", str(theirs.id), str(mine.id))


@edits(DetailsForm)
def details(w: World) -> Edit:
    at = f"/briefs/{a_brief(w).id}/about"
    return Edit(leads(w), at, at, "keywords", "buses, bells", "bells, mornings")


@edits(DescribeForm)
def file_of_a_brief(w: World) -> Edit:
    made = a_brief(w)
    about = About(title="First periods", alt="Riders were present for 89 of 100 first periods.")
    w.do(attach_file, w.lead, made.id, checked("presence.svg", files.SVG), about)
    at = f"/briefs/{made.id}/files/{w.make.all(BriefFile)[-1].id}/describe"
    return Edit(leads(w), at, "", "title", "Presence by month", "Presence by week")


@edits(PageForm)
def page_for_families(w: World) -> Edit:
    made = a_brief(w)
    texts = Texts("A later bell", "More riders came to first period.", "person")
    w.do(save_page, w.lead, made.id, "en", texts)
    at = f"/briefs/{made.id}/families/en/edit"
    return Edit(leads(w), at, at, "title", "The bell of long routes", "A bell for riders")


@edits(brief_forms.DissentForm)
def dissent(w: World) -> Edit:
    at = f"/briefs/{a_brief(w).id}/dissent"
    return Edit((w.co_lead, w.co_lead), at, "", "text", "Our winter was mild.", "It was one year.")


@edits(CorrectForm)
def use(w: World) -> Edit:
    made, now = a_brief(w), clock.now()
    with w.make.writing() as session:
        row = session.get_one(Brief, made.id)
        row.status, row.current, row.published_at = "published", 1, now
        session.add(
            BriefVersion(
                **{"brief_id": made.id, "number": 1, "title": "", "bottom_line": ""},
                **{"content": Content({}, [], None, [], Basis("", "", None, [], []))},
                **{"parts_html": {}, "authors": [], "text_hash": ""},
                **{"published_by": w.lead.id, "published_at": now},
            )
        )
        session.flush()
        said = BriefUse(
            **{"brief_id": made.id, "version": 1, "organization_id": w.city.id},
            **{"status_since": now, "stage": "in_use", "way": "instrumental"},
            **{"used_on": now.date(), "decision": "The bell moved.", "why": "It fits us well."},
            **{"said_by": w.co_lead.id, "said_at": now},
        )
        session.add(said)
        session.flush()
        at = f"/uses/{said.id}/correct"
    texts = "The bell moved in two schools.", "No bell moved at all."
    return Edit((w.city_leader, w.co_lead), at, at, "why", *texts)


@edits(AccountForm)
def account(w: World) -> Edit:
    at = "/me/account"
    return Edit((w.lead, w.lead), at, at, "expertise", "Draws among schools", "School transport")


@edits(search_forms.EditForm)
def saved_search(w: World) -> Edit:
    with w.make.writing() as session:
        asked = places.Asked("search", {"q": ["buses"]})
        made = searches.save_search(session, Viewer(id=w.lead.id), "Buses", asked)
    at = f"/me/searches/{made.id}/edit"
    return Edit((w.lead, w.lead), at, at, "name", "Late buses", "School buses")


@edits(TextsForm)
def network(w: World) -> Edit:
    at = f"/networks/{w.network.slug}/steward"
    texts = "Districts that learn about buses.", "Districts that learn about bells."
    return Edit((steward(w), steward(w)), at, "/texts", "purpose", *texts)


def a_shelf(w: World) -> tuple[Any, Any, Any]:
    """A shelf of the network with a problem in it, and the two stewards who keep it."""
    people, problem_id = (steward(w), steward(w)), w.study("active").problem_id
    viewer = Viewer(id=people[0].id, stewards=frozenset({w.network.id}))
    with w.make.writing() as session:
        about = collections.About("Buses", "What we read first.", "public")
        made = collections.create_collection(session, viewer, about, w.network.id)
        collections.save_to_list(session, viewer, "problem", problem_id, made.id)
    return made, w.make.all(CollectionItem)[0], people


@edits(collection_forms.EditForm)
def shelf_of_network(w: World) -> Edit:
    made, _item, people = a_shelf(w)
    at = f"/collections/{made.id}/edit"
    return Edit(people, at, at, "about", "What a board reads first.", "What a principal reads.")


@edits(collection_forms.NoteForm)
def note_in_list(w: World) -> Edit:
    made, item, people = a_shelf(w)
    at = f"/collections/{made.id}/items/{item.id}/note"
    return Edit(people, at, at, "note", "Where it began.", "Read the second table.")


def kept_synthesis(w: World) -> tuple[Any, Any]:
    """A synthesis that is a draft, and the two stewards who keep it."""
    people = steward(w), steward(w)
    viewer = Viewer(id=people[0].id, stewards=frozenset({w.network.id}))
    with w.make.writing() as session:
        plan = syntheses.Plan("Which programs help students finish school?")
        return syntheses.begin(session, viewer, w.network.id, plan), people


@edits(synthesis_forms.PlanForm)
def plan_of_synthesis(w: World) -> Edit:
    made, people = kept_synthesis(w)
    at = f"/syntheses/{made.slug}/plan"
    ours, mine = "Reviews appear every year.", "Vendors bring reports each fall."
    return Edit(people, at, at, "why_living", ours, mine)


@edits(synthesis_forms.AnswerForm)
def answer_of_synthesis(w: World) -> Edit:
    made, people = kept_synthesis(w)
    at = f"/syntheses/{made.slug}/answer"
    return Edit(people, at, at, "answer", "More students finish.", "No one can tell yet.")


@edits(JudgeForm)
def judgments(w: World) -> Edit:
    told = ratings.build(w.make)
    at = f"/ratings/{told.rating.id}/judge"
    person = told.viewer
    return Edit(
        (person, person), at, "/judge", "q0_passage", "Drawn by lot.", "By their principals."
    )


# --- each of them --------------------------------------------------------------------------

# What a form needs beside the field that the test is about.
ALSO = {
    "closes_at": {"reason": "Two districts were closed by ice."},
}


def typed(page: Page, edit: Edit) -> str:
    """What stands in the field of the page's form."""
    return page.form(edit.action, edit.field).fields.get(edit.field, [""])[0].strip()


@pytest.fixture
def edit(request: pytest.FixtureRequest, studies_world: World) -> Edit:
    return CASES[request.param](studies_world)


@pytest.mark.parametrize("edit", CASES, indirect=True, ids=lambda form: form.__name__)
def test_both_are_shown_before_one_takes_the_place_of_the_other(
    edit: Edit, browser_as: AsPerson
) -> None:
    first, second = (browser_as(person) for person in edit.people)
    about = ALSO.get(edit.field, {})
    open_at_both = second.read(edit.path)
    sent = {"action": edit.action, "follow": False, "status": 303}
    first.send(edit.path, {edit.field: edit.theirs} | about, **sent)
    answer = second.send(
        edit.path,
        {edit.field: edit.mine} | about,
        action=edit.action,
        page=open_at_both,
        status=422,
    )
    shown = Page(answer.text)
    assert "This was changed after you opened it" in shown.text
    # Their own words stand in the form, the saved ones beside them.
    assert typed(shown, edit) == edit.mine
    if not edit.theirs.isdigit() and "T17" not in edit.theirs:
        assert edit.theirs in shown.text
        assert edit.mine in shown.text
    assert typed(first.read(edit.path), edit) == edit.theirs
    # They have seen both, and send theirs again.
    second.send(edit.path, {edit.field: edit.mine} | about, page=shown, **sent)
    assert typed(first.read(edit.path), edit) == edit.mine


def forms_of_saved_values(kind: type[Any] = EditMixin) -> Iterator[type[Any]]:
    for form in kind.__subclasses__():
        yield form
        yield from forms_of_saved_values(form)


def test_every_form_of_saved_values_is_among_them() -> None:
    # A new network has nothing saved yet; boxes have a test of their own, in notices.
    # A brief is written in the forms of its sections.
    found = set(forms_of_saved_values()) - {NetworkForm, PreferencesForm, brief_forms.DraftForm}
    # Asks for a reason as well: tests/evidence/findings/test_recording.py.
    found -= {finding_forms.CorrectForm}
    # One is made for each set of questions.
    found = {form for form in found if JudgeForm not in form.__mro__[1:]}
    assert found == set(CASES), "write a case above, with @edits(TheForm), for each EditMixin"


# Filled for another reason than to change what is saved.
NOT_EDITS = {
    "NewForm": "offers the network from the address of the page",
    "RecordForm": "offers a district and the newest version",
    "ContactForm": "offers one's own name and address",
    "InviteForm": "offers the organization from the address of the page",
    "PublishForm": "carries the version that is to be published, which the operation compares",
    "CorrectionForm": "carries the version that is to be published, which the operation compares",
    "SignForm": "offers one's title, and carries the hash of the text to be signed",
    "SubmitForm": "carries the proof of what was shown",
    "SuggestForm": "begins with the current text; what is suggested is put beside it",
    "DecideForm": "carries the hash of the text that is decided on, which the operation compares",
    "DecidePageForm": "carries the hash of the text that is decided on",
    "FactsForm": "begins with what the source or the study gives; it is recorded beside that",
    "RoundForm": "suggests times for a round that is not there yet",
    "ListForm": "offers the question that was asked",
    "ChallengeForm": "carries the number of the decision it argues against, which is compared",
    "BeginForm": "offers the only district of the person",
}
# Not what a form is filled with.
ABOUT = {"formdata", "zone", "efforts"}


def test_a_form_is_filled_with_what_is_saved_only_through_the_comparison() -> None:
    filled = {
        (path.relative_to(ROOT).as_posix(), call.func.id)
        for path in (ROOT / "rpp").rglob("*.py")
        # What a program reads of a thing is named so as well, and nobody fills it in.
        if path.name != "api.py"
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id.endswith("Form")
        and call.func.id != "SentForm"
        and {keyword.arg for keyword in call.keywords} - ABOUT - {None}
    }
    assert {(path, name) for path, name in filled if name not in NOT_EDITS} == set()


# --- two at once ---------------------------------------------------------------------------

RACED = (
    BasicsForm,
    plan_forms.MilestoneForm,
    brief_forms.DRAFT_FORMS[2],
    problem_forms.ProblemForm,
    TextsForm,
)


@pytest.mark.both_databases
@pytest.mark.parametrize("edit", RACED, indirect=True, ids=lambda form: form.__name__)
def test_of_two_saves_at_once_one_is_told(edit: Edit, browser_as: AsPerson) -> None:
    browsers = [browser_as(person) for person in edit.people]
    for n in range(4):
        forms = [browser.read(edit.path).form(edit.action, edit.field) for browser in browsers]
        words = [f"{edit.theirs} {n}", f"{edit.mine} {n}"]
        barrier, answers = Barrier(2), [0, 0]

        def save(i: int, forms: Any = forms, words: Any = words, together: Any = barrier) -> None:
            data = {**forms[i].fields, edit.field: words[i]}
            together.wait()
            answer = browsers[i].post(forms[i].action or edit.path, data=data, headers=ORIGIN)
            answers[i] = answer.status_code  # noqa: B023

        threads = [Thread(target=save, args=(i,)) for i in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert sorted(answers) == [303, 422]
        assert typed(browsers[0].read(edit.path), edit) == words[answers.index(303)]

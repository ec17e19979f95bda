"""Studies that only their partners know of, with a word in everything that a study can hold."""

from dataclasses import dataclass, field, replace
from typing import Any

from rpp import kinds
from rpp.briefs import operations as briefs
from rpp.briefs.models import Brief
from rpp.discussions import operations as discussions
from rpp.evidence.findings import bringing_in
from rpp.evidence.findings import operations as recording
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.subjects import About
from rpp.files.pdf import Paper
from rpp.studies.co_design import comments, suggestions
from rpp.studies.lifecycle import operations
from rpp.studies.members import handover, partners
from rpp.studies.models import Study
from rpp.studies.outcome import findings, sensemaking
from rpp.studies.papers import agreements, amendments, signing
from rpp.studies.plan import feeds, milestones, schools, updates
from rpp.studies.text import writing
from tests.studies.conftest import GROUND, World, day
from tests.support import pdfs

STATES = ("co_design", "frozen", "active", "interpreted")


@dataclass
class Private:
    """Four private studies, and the people who know of them or did once."""

    world: World
    words: str  # stand in everything
    observer: Any = None  # sees all four
    stepped_down: Any = None  # took part in all four, and left them
    handed_over: Any = None  # led for a district in them, handed over and left
    elsewhere: Any = None  # observes another study
    studies: dict[str, Study] = field(default_factory=dict)
    # The addresses that e-mails hold, which work for one person alone.
    secret_addresses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        make, city = self.world.make, self.world.city
        self.observer = make.member(city, name="Olga Observer")
        self.stepped_down = make.member(city, name="Stella Stepped")
        self.handed_over = make.member(city, name="Hanna Handed")
        self.elsewhere = make.member(city, name="Ellis Elsewhere")

    def make_them(self) -> None:
        """Take each study to its state, and let those leave who leave."""
        self._feeds()
        for status in STATES:
            self.studies[status] = self._study(status)
        other = self.world.study("active", "private")
        self.world.join(other, self.elsewhere, self.world.city, "observer")

    def _feeds(self) -> None:
        """The addresses of calendars that those who leave subscribed to before."""
        for person in (self.stepped_down, self.handed_over, self.elsewhere):
            token = self.world.do(feeds.renew_feed, person)
            self.secret_addresses.append(f"/calendar/{token}.ics")

    def _study(self, status: str) -> Study:
        world = self.world
        study = world.propose()
        world.ground(study)
        world.take(study, "co_design")
        self._people(study)
        self._text(study)
        self._plan(study)
        if status == "co_design":
            world.take(study, "frozen", "private")
            self._sign(study)
            world.do(signing.open_text_again, world.lead, study.id, self.words)
            self._suggest(study)
        else:
            world.take(study, "frozen", "private")
            if status == "frozen":
                self._sign(study)
            else:
                world.take(study, "active", "private")
                self._run(study)
        if status == "interpreted":
            self._interpret(study)
        self._leave(study, hands_over=status not in ("frozen", "active"))
        world.do(
            discussions.post_comment,
            world.lead,
            kinds.Subject("study", study.id or 0, self.words, "/", world.network.id),
            self.words,
        )
        return world.fresh(study)

    # --- what is written ---------------------------------------------------------------

    def _people(self, study: Study) -> None:
        world = self.world
        for person, role in (
            (self.observer, "observer"),
            (self.stepped_down, "practitioner"),
            (self.handed_over, "practitioner"),
        ):
            world.join(study, person, world.city, role)
        world.do(
            partners.invite,
            world.lead,
            study.id,
            organization_id=world.county.id,
            email=f"{self.words.split()[0].lower()}{study.id}@district.example",
            role="observer",
            link=self._email,
        )

    def _email(self, token: str) -> str:
        self.secret_addresses.append(f"/studies/invitation/{token}")
        return f"https://portal.example/studies/invitation/{token}"

    def _text(self, study: Study) -> None:
        world, words = self.world, self.words
        world.write_all(study)
        design = {"title": f"{words} study", "design": "rct"}
        world.do(writing.edit_basics, world.lead, study.id, **design)
        # One text as it stands, one that stood there before.
        world.do(writing.save_section, world.lead, study.id, "known", words, 1)
        world.do(writing.save_section, world.lead, study.id, "risks", words, 1)
        world.do(writing.save_section, world.co_lead, study.id, "risks", "None that we see.", 2)
        said = world.do(comments.comment_on, world.co_lead, study.id, "known", 0, words)
        world.do(comments.answer, world.lead, study.id, said.id, words)
        settled = world.do(comments.comment_on, world.county_lead, study.id, "asks", 0, words)
        world.do(comments.settle, world.lead, study.id, settled.id, writes=True)
        made = self._suggest(study)
        world.do(suggestions.reject, world.lead, study.id, made.number, word=words)

    def _suggest(self, study: Study) -> Any:
        own = {"body": self.words, "reason": self.words}
        return self.world.do(suggestions.suggest, self.world.co_lead, study.id, "asks", **own)

    def _sign(self, study: Study) -> None:
        self.world.do(
            signing.sign_study,
            self.world.city_signer,
            study.id,
            party=f"lea:{self.world.city.id}",
            text_hash=self.world.fresh(study).frozen_hash,
            title=f"{self.words} title",
            authority=self.words,
            conflicts=self.words,
        )

    # --- what is done ------------------------------------------------------------------

    def _plan(self, study: Study) -> None:
        world, words = self.world, self.words
        world.do(
            milestones.add_milestone,
            world.lead,
            study.id,
            title=f"{words} is due",
            due_on=day(20),
            owner_id=world.lead.id,
        )
        world.do(
            schools.add_ask,
            world.lead,
            study.id,
            organization_id=world.city.id,
            school=f"{words} school",
            activity=words,
            starts_on=day(),
            ends_on=day(3),
            staff_hours=2,
            minutes=0,
            assessments=0,
        )
        facts = dict.fromkeys(("parties", "purpose", "scope", "elements"), words)
        world.do(
            agreements.record_agreement,
            world.lead,
            study.id,
            paper=Paper(f"{words}.pdf", pdfs.saying(words)),
            type="MOU",
            signed_on=day(-2),
            expires_on=day(400),
            destroy_on=day(700),
            **(GROUND | facts),
        )

    def _run(self, study: Study) -> None:
        world, words = self.world, self.words
        world.do(updates.post_update, world.lead, study.id, words)
        world.do(operations.pause_study, world.co_lead, study.id, words)
        world.do(operations.resume_study, world.co_lead, study.id, words)
        for key in ("known", "asks"):
            made = world.do(amendments.propose_amendment, world.co_lead, study.id, words)
            own = (study.id, made.number, key, f"{words} anew")
            world.do(amendments.amend_section, world.co_lead, *own)
        # One is being written, the other waits for signatures.
        world.do(amendments.freeze_amendment, world.lead, study.id, made.number)
        world.finding(study, outcome=words, comparison=words, result=words, unit=words[:50])
        self._facts(study)
        limits = {"deviations": words, "limitations": words}
        world.do(findings.describe_limits, world.lead, study.id, **limits)

    def _facts(self, study: Study) -> None:
        """The facts of two findings: one corrected, one removed, and a file that waits."""
        world, words = self.world, self.words
        named = dict.fromkeys(("outcome", "domain", "intervention", "comparison", "sample"), words)
        facts = Contrast(design="rct", where=words, **named)
        about = About("study", study.id or 0, words, "", "", role="lead")
        first = world.do(recording.record, world.lead, about, facts)
        other = replace(facts, timing=words)
        world.do(recording.correct, world.lead, about, first.id, other, reason=words)
        second = world.do(recording.record, world.lead, about, facts)
        world.do(recording.remove, world.lead, about, second.id, reason=words)
        file = f"outcome\n{words}\n".encode()
        world.do(bringing_in.receive, world.lead, about, name=f"{words}.csv", data=file)

    def _interpret(self, study: Study) -> None:
        world, words = self.world, self.words
        waiting = world.make.all(amendments.Amendment)[-1]
        own = (study.id, waiting.number, words)
        world.do(amendments.open_amendment_again, world.lead, *own)
        world.do(findings.share_findings, world.lead, study.id)
        here = {"organization_id": world.city.id}
        world.do(sensemaking.respond, world.co_lead, study.id, response=words, **here)
        world.do(sensemaking.delay, world.co_lead, study.id, days=5, reason=words, **here)
        world.meet(study, interpretations=words, dissent=words, dissent_by=world.county_lead.id)
        brief = world.do(briefs.draft_brief, world.lead, study.id)
        with world.make.writing() as session:
            row = session.get_one(Brief, brief.id)
            row.title, row.status = f"{words} brief", "in_review"

    def _leave(self, study: Study, *, hands_over: bool) -> None:
        world, words, she = self.world, self.words, self.handed_over
        world.do(handover.step_down, self.stepped_down, study.id, words)
        if not hands_over:  # nobody does while a text or an amendment waits for signatures
            world.do(handover.step_down, she, study.id, words)
            return
        to_her = {"successor_id": she.id, "note": words}
        world.do(handover.hand_over, world.co_lead, study.id, **to_her)
        back = {"successor_id": world.co_lead.id, "note": words, "leaves": True}
        world.do(handover.hand_over, she, study.id, **back)

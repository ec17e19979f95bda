"""What the page of a study shows, as far as its viewer may see it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlmodel import Session

from rpp import dates
from rpp.history import AuditEvent
from rpp.policy import Viewer, may
from rpp.studies import parts
from rpp.studies.co_design.comments import DISCUSSING, Layout, Remark, laid_out, threads
from rpp.studies.lifecycle import guards, life, timeline
from rpp.studies.lifecycle.life import SHARED, WRITING
from rpp.studies.models import AGREEMENTS
from rpp.studies.outcome import sensemaking
from rpp.studies.outcome.sensemaking import Reader
from rpp.studies.papers import agreements as facts
from rpp.studies.papers import canonical
from rpp.studies.papers.canonical import Party
from rpp.studies.parts import Agreed, Finding, Invitation, Meeting, Member, Reference, Signed
from rpp.studies.queries import Seen
from rpp.studies.text import queries as texts
from rpp.studies.text.queries import Section


@dataclass
class Workspace:
    """What the page of one study shows to one viewer."""

    seen: Seen
    members: list[Member]
    sections: list[Section]
    references: list[Reference]
    signatures: dict[str, Signed]
    agreements: list[Agreed]
    findings: list[Finding]
    meeting: Meeting | None
    events: list[AuditEvent]
    # Where the page tells that an invitation is pending.
    invitations: list[Invitation]
    # Who is to see the findings before anyone else.
    readers: list[Reader]
    # The comments on its paragraphs that are open, by section.
    remarks: dict[str, list[Remark]]
    # The parties that have signed the amendment that waits for signatures.
    amended_by: frozenset[str]

    @property
    def last(self) -> date | None:
        """The last day of the no-surprises window."""
        return sensemaking.window_ends(self.seen, self.seen.zone)

    @property
    def parties(self) -> list[Party]:
        seen = self.seen
        return canonical.parties(seen.lead, seen.organization_id, seen.partners)

    @property
    def text(self) -> list[Section]:
        """The sections that are required or written."""
        return [section for section in self.sections if section.number]

    @property
    def more(self) -> list[Section]:
        """The sections that this design does not require, and nobody has written."""
        return [section for section in self.sections if not section.number]

    @property
    def written(self) -> int:
        return sum(bool(section.body.strip()) for section in self.text)

    @property
    def ready(self) -> int:
        return sum(section.ready_at is not None for section in self.text)

    @cached_property
    def layouts(self) -> list[Layout]:
        """The sections with the comments on them."""
        return [laid_out(section, self.remarks.get(section.key, ())) for section in self.text]

    @property
    def before_freezing(self) -> list[guards.Check]:
        return guards.before_freezing(
            self.seen.design, self.seen.partners, self.members, self.sections, self.references
        )

    @property
    def before_running(self) -> list[guards.Check]:
        return guards.before_running(self.seen.design, self.agreements, self.seen.today)

    @property
    def ran_out(self) -> list[str]:
        """What a study under way stands on and no longer holds, said to those inside."""
        # Afterwards its agreements are read on their own page alone.
        if self.seen.status not in life.RUNNING or not self.seen.is_inside:
            return []
        unknown = [
            check.missing
            for check in self.before_running
            if not check.ok and "is not recorded" in check.missing
        ]
        return unknown + [
            f"{AGREEMENTS[a.type]}, {a.parties}: it expired on {dates.day(a.expires_on)}. The lead "
            "researcher, a district co-lead or a data steward can record the renewal."
            for a in facts.lapsed(self.agreements, self.seen.today)
        ]

    def may_sign(self, viewer: Viewer) -> list[Party]:
        """The parties that the viewer may sign for."""
        lead_id = self.seen.lead_id
        return [party for party in self.parties if canonical.may_sign_for(viewer, lead_id, party)]

    def signs(self, viewer: Viewer) -> list[Party]:
        """The parties that the viewer may sign for and that have not signed."""
        return [party for party in self.may_sign(viewer) if party.key not in self.signatures]

    @property
    def waits(self) -> int | None:
        """The number of the amendment that the partners are signing."""
        running = self.seen.is_inside and self.seen.status in life.RUNNING
        return self.seen.amendment_number if running else None

    def signs_amendment(self, viewer: Viewer) -> list[Party]:
        """The parties for which the viewer may sign the amendment that waits, and nobody has."""
        if not self.waits:
            return []
        return [party for party in self.may_sign(viewer) if party.key not in self.amended_by]

    def must_see(self, viewer: Viewer) -> bool:
        """Whether the viewer is one of those who see the findings first, and has not said so."""
        return any(row.id == viewer.id and row.seen_at is None for row in self.readers)


# So many lines of the history the page shows; one more tells that there are others.
RECENT = 11
# What only some states have to show is not asked for in the others.
NOT_SIGNED_YET = WRITING
RUNNING = ("active", "paused", "findings_shared", "interpreted", "published")
INTERPRETED = ("interpreted", "published")


def workspace(session: Session, viewer: Viewer, seen: Seen) -> Workspace:
    """The parts of a study that this viewer may see.

    A fixed number of statements in each state.
    """
    findings = seen.shows_findings
    members = parts.members(session, seen.id)
    signed = (
        parts.signatures(session, seen.id, seen.frozen_hash, seen.amendment_hash)
        if seen.status not in NOT_SIGNED_YET
        else []
    )
    return Workspace(
        seen=seen,
        members=members,
        sections=texts.sections(session, seen.id),
        references=parts.references(session, seen.id),
        signatures={s.party: s for s in signed if s.text_hash == seen.frozen_hash},
        # Once the findings are shared, the agreements stand on their own page.
        agreements=parts.agreements(session, seen.id)
        if seen.is_inside and seen.status not in (*SHARED, "published")
        else [],
        findings=parts.findings(session, seen.id) if findings and seen.status in RUNNING else [],
        meeting=parts.sensemaking(session, seen.id)
        if findings and seen.status in INTERPRETED
        else None,
        # While it is written no station has been reached, and the last lines are enough.
        events=timeline.events(session, seen, RECENT if seen.status in WRITING else 200),
        invitations=parts.invitations(session, seen.id)
        if seen.status == "proposal" and may(viewer, "study.invite", seen)
        else [],
        readers=sensemaking.must_see(session, seen.id)
        if seen.is_inside and seen.status in SHARED
        else [],
        # Once the text is signed they are kept on a page of their own.
        remarks=threads(session, viewer, seen.id, members)
        if seen.is_inside and seen.status in DISCUSSING
        else {},
        amended_by=frozenset(s.party for s in signed if s.text_hash == seen.amendment_hash),
    )

"""What stands beside the text of a study: signatures, agreements, design, people."""

from dataclasses import dataclass

from rpp import dates
from rpp.layout import Link
from rpp.policy import Viewer, may
from rpp.studies import tiered
from rpp.studies.lifecycle.guards import Check
from rpp.studies.lifecycle.life import SHARED, WRITING
from rpp.studies.models import DESIGNS, LISTINGS
from rpp.studies.page.workspace import Workspace
from rpp.studies.papers.canonical import Party, Signer, signed_as
from rpp.studies.queries import Seen
from rpp.studies.text.designs import REACH, Reach

PEOPLE = 6
RATIONALE = (
    "It says what is known that it builds on, and all have signed to study it. Once findings are "
    "published, they decide. Computed, not reviewed yet."
)


@dataclass(frozen=True, slots=True)
class Face:
    """Someone of the study."""

    name: str
    organization: str
    mark: str
    role: str
    initials: str


@dataclass(frozen=True, slots=True)
class Side:
    """The column beside the text."""

    sign_off: tuple[str, str, str]
    amended: str  # when the last amendment came into force
    explains: bool  # what a signature means
    checks: list[Check]
    running: list[Check]
    running_title: str
    links: list[Link]
    signers_title: str
    signers: list[Signer]
    has_districts: bool
    names_as_signed: bool
    listing: str
    design: str
    reach: Reach | None
    # Tier 4 while it goes on: what it builds on is linked, and it is being studied.
    rationale: str
    people: list[Face]
    others: int  # people who are not shown
    people_link: str
    packets: list[Link]


def side(viewer: Viewer, work: Workspace) -> Side:
    """What the column says to this viewer."""
    seen = work.seen
    running = _running(work)
    return Side(
        sign_off=_sign_off(work),
        amended=_amended(work),
        explains=not seen.signed_at and seen.status != "withdrawn",
        checks=work.before_freezing if seen.status in WRITING else [],
        running=running,
        running_title="Before the study can start"
        if seen.status in (*WRITING, "frozen", "signed")
        else "Agreements in force",
        links=_links(work),
        signers_title="Who signed" if seen.signed_at else "Who signs",
        signers=[_signer(work, party) for party in work.parties],
        has_districts=bool(seen.here),
        names_as_signed=bool(work.signatures),
        listing=f"{LISTINGS[seen.listing]}." if seen.frozen_hash else "",
        design=DESIGNS.get(seen.design, "Not decided yet"),
        reach=REACH.get(seen.design),
        rationale=RATIONALE if _has_rationale(work) else "",
        people=[
            Face(
                f"{m.name} (you)" if m.id == viewer.id else m.name,
                m.organization,
                m.mark,
                m.role_words,
                two_letters(m.name),
            )
            for m in work.members[:PEOPLE]
        ],
        others=max(len(work.members) - PEOPLE, 0) if not seen.is_inside else 0,
        people_link=_people_link(viewer, seen),
        packets=_packets(seen),
    )


def _has_rationale(work: Workspace) -> bool:
    goes_on = tiered.is_effort(bool(work.seen.signed_at), work.seen.status)
    return goes_on and bool(work.references)


def two_letters(name: str) -> str:
    """The first letters of a name's first words, two at most."""
    return "".join(word[0] for word in name.split())[:2].upper()


def _sign_off(work: Workspace) -> tuple[str, str, str]:
    seen = work.seen
    if seen.signed_at:
        return "done", "Signed", f"by all, {dates.short_day_in(seen.signed_at, seen.zone)}"
    if seen.status == "frozen":
        return "underway", f"{len(work.signatures)} of {len(work.parties)}", "have signed"
    if seen.status == "withdrawn":
        return "ended", "Not signed", ""
    return "waiting", "Waiting", "for the frozen text"


def _amended(work: Workspace) -> str:
    last = max((s.signed_at for s in work.signatures.values()), default=None)
    since = work.seen.signed_at
    if last is None or since is None or last <= since:
        return ""
    return dates.short_day_in(last, work.seen.zone)


def _running(work: Workspace) -> list[Check]:
    seen = work.seen
    asked = seen.is_inside and seen.design
    over = seen.status in (*SHARED, "published", "withdrawn")
    return work.before_running if asked and not over else []


def _links(work: Workspace) -> list[Link]:
    seen = work.seen
    if not seen.is_inside:
        return []
    many = f", {len(work.agreements)} recorded" if work.agreements else ""
    agreements = Link(f"Agreements{many}", f"{seen.base}/agreements")
    amendments = Link("Amendments", f"{seen.base}/amendments")
    return [amendments, agreements] if seen.signed_at else [agreements]


def _signer(work: Workspace, party: Party) -> Signer:
    seen = work.seen
    if signed := work.signatures.get(party.key):
        return signed_as(party, signed, seen.zone)
    if party.leads:
        return Signer(seen.lead, "Lead researcher", party.mark)
    yet = ", not yet" if seen.status == "frozen" else ""
    return Signer(party.name, f"An appointed signatory{yet}", party.mark)


def _people_link(viewer: Viewer, seen: Seen) -> str:
    if not seen.is_inside:
        return ""
    return "People and invitations" if may(viewer, "study.invite", seen) else "All people"


def _packets(seen: Seen) -> list[Link]:
    """The packet as a file, and once all have signed the one with today's agreements."""
    if not (seen.is_inside and seen.problem and seen.frozen_hash):
        return []
    packet = f"{seen.base}/packet.pdf"
    if not seen.signed_at:
        return [Link("The packet to take to the board (PDF)", packet)]
    today = Link("With today’s agreements (PDF)", f"{packet}?today=1")
    return [Link("The signed packet (PDF)", packet), today]

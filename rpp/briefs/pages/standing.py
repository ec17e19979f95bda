"""The box beside a brief's title: where it stands, and the one thing to do next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates, policy
from rpp.briefs import types
from rpp.briefs.checks import Check
from rpp.briefs.queries import Seen
from rpp.briefs.sheet import Sheet
from rpp.briefs.states import STATES
from rpp.briefs.versions import Version
from rpp.layout import Link
from rpp.policy import Viewer

DISSENT = "print what you see differently"


class Button(NamedTuple):
    """A button that changes something; kinds are those of components/forms.html."""

    label: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the box says, and what the viewer can do; `needs` is what a draft still lacks."""

    sign: str
    label: str
    since: str
    texts: Sequence[str]
    needs: Sequence[str] = ()
    link: Link | None = None
    button: Button | None = None
    # Said in a line: this or that.
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A brief, who looks at it, and which of its sheets."""

    seen: Seen
    viewer: Viewer
    sheet: Sheet
    versions: Sequence[Version]
    checks: Sequence[Check]

    @property
    def writes(self) -> bool:
        return policy.may(self.viewer, "brief.write", self.seen)

    @property
    def publishes(self) -> bool:
        return policy.may(self.viewer, "brief.publish", self.seen)

    @property
    def since(self) -> str:
        return f"since {dates.short_day_in(self.seen.status_since, self.seen.zone)}"

    @property
    def words(self) -> types.Words:
        return types.of(self.seen).words

    @property
    def next(self) -> str:
        """What the state of the brief means, and who brings it on."""
        return self.words.say(STATES[self.seen.status].next)

    def link(self, label: str, end: str = "") -> Link:
        return Link(label, self.seen.href + end)


def standing(look: Looked, *, coming: bool) -> Standing:
    """The box of a page; `coming`: it shows the correction that is being prepared."""
    if coming:
        return _correction(look)
    if look.seen.status in BOXES:
        return BOXES[look.seen.status](look)
    return _old(look) if look.sheet.number < look.seen.current else _published(look)


def _correction(look: Looked) -> Standing:
    current = look.seen.current
    return Standing(
        "draft",
        "Correction",
        f"of version {current}",
        [f"This is how version {current + 1} would read. Only {look.words.people} see it."],
        link=look.link("Check and publish it", "/correct") if look.publishes else None,
        links=[
            look.link("Edit the text", "/edit"),
            look.link("change “About this brief”", "/about"),
            look.link("read the published version"),
        ],
    )


def _draft(look: Looked) -> Standing:
    words = STATES["draft"]
    needs = [check.title for check in look.checks if check.blocks and not check.ok]
    edit, dissent = look.link("Edit the text", "/edit"), look.link(DISSENT, "/dissent")
    network = [look.link("choose which network reads it", "/network")] if _is_placed(look) else []
    about = look.link("fill in “About this brief”", "/about")
    if look.publishes and not needs:
        send = Button("Send to review", f"{look.seen.href}/review", "filled")
        return Standing(
            words.glyph,
            words.label,
            look.since,
            [look.next],
            button=send,
            links=[edit, about, dissent, *network],
        )
    more = look.link("Fill in “About this brief”", "/about")
    return Standing(
        words.glyph,
        words.label,
        look.since,
        [look.next],
        needs,
        link=look.link("Keep writing", "/edit") if look.writes else None,
        links=[more, dissent, *network] if look.writes else [],
    )


def _is_placed(look: Looked) -> bool:
    """The viewer says which network the brief belongs to: that of a study is its study's."""
    return look.publishes and look.seen.organization_id is not None


def _in_review(look: Looked) -> Standing:
    words = STATES["in_review"]
    back = Button("Return it to draft", f"{look.seen.href}/back-to-draft", "quiet")
    review = look.link("See the review", "/review")
    comment = Link("Comment on it", "#discussion")
    return Standing(
        words.glyph,
        words.label,
        look.since,
        [look.next],
        link=review if look.publishes or not look.seen.role else comment,
        button=back if look.publishes else None,
        links=_beside_review(look),
    )


def _beside_review(look: Looked) -> list[Link]:
    """What its makers can do besides; reviewers and stewards find all they need in the review."""
    if look.publishes:
        return [
            look.link("Check and publish", "/publish"),
            look.link(DISSENT, "/dissent"),
        ]
    if look.writes:
        return [look.link(DISSENT.capitalize(), "/dissent"), look.link("see the review", "/review")]
    return []


def _superseded(look: Looked) -> Standing:
    words, reason = STATES["superseded"], look.seen.reason
    return Standing(
        words.glyph,
        words.label,
        look.since,
        ["A newer brief replaces this one.", *([f"“{reason}”"] if reason else [])],
        link=Link("Read the newer brief", f"/briefs/{look.seen.superseded_by}"),
        links=[look.link("Withdraw it", "/withdraw")] if look.publishes else [],
    )


def _old(look: Looked) -> Standing:
    newest, zone = look.versions[0], look.seen.zone
    return Standing(
        "ended",
        f"Version {look.sheet.number}",
        f"of {dates.short_day_in(look.sheet.published_at, zone)}",
        [
            f"A newer version exists: version {newest.number}, of "
            f"{dates.day_in(newest.published_at, zone)}. What changed in it: {newest.correction}"
        ],
        link=look.link(f"Read version {newest.number}"),
    )


def _published(look: Looked) -> Standing:
    words, day = STATES["published"], dates.short_day_in(look.sheet.published_at, look.seen.zone)
    follow = Link("Follow this brief", f"/follow/brief/{look.seen.id}")
    ask = Link("ask the people who made it", "#discussion")
    return Standing(
        words.glyph,
        words.label,
        f"{day}, version {look.sheet.number}",
        [look.next],
        link=Link("Cite this brief", "#cite"),
        links=[follow, ask] if look.viewer.id is not None else [],
    )


BOXES: dict[str, Callable[[Looked], Standing]] = {
    "draft": _draft,
    "in_review": _in_review,
    "superseded": _superseded,
}

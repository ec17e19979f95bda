"""A page for teachers and families as it is read, written and reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from rpp import dates, policy
from rpp.briefs.onepage.languages import LANGUAGES, ORIGINS, Language
from rpp.briefs.onepage.life import LIFE, Action
from rpp.briefs.onepage.queries import Page
from rpp.briefs.queries import Seen
from rpp.briefs.review.deciding import why_not
from rpp.briefs.review.pages import Person, Said, person, said_of
from rpp.briefs.review.printed import WAYS
from rpp.briefs.review.queries import InReview
from rpp.briefs.review.shown import Reviewed, reviewed
from rpp.briefs.review.standing import ENOUGH, Standing
from rpp.layout import Act, Box, Link
from rpp.policy import Viewer


@dataclass(frozen=True, slots=True)
class Other:
    """The same page in another language."""

    code: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A published page, with what is said around it in its own language."""

    brief: Link
    code: str
    title: str
    lead: str
    html: Markup
    origin: str
    # Said where the brief has changed since, or was replaced.
    notices: list[str]
    about: str
    about_href: str
    printing: str
    also: str
    others: list[Other]
    day: str
    review: Reviewed | None


def read_page(seen: Seen, brief_title: str, page: Page, pages: Mapping[str, Page]) -> ReadPage:
    """The page that anyone reads; `brief_title` is that of the version it speaks of."""
    words = LANGUAGES[page.language]
    others = [one for code, one in pages.items() if code != page.language]
    return ReadPage(
        brief=Link(f"Brief {seen.id}", seen.href),
        code=page.language,
        title=page.title,
        lead=words.lead,
        # Cleaned by rpp.markup when it was written.
        html=Markup(page.body_html),  # noqa: S704
        origin=words.origins[page.origin],
        notices=_notices(seen, page, words),
        about=words.from_brief.format(title=brief_title, version=page.version),
        about_href=f"{seen.href}/v{page.version}",
        printing=words.printing,
        also=words.other,
        others=[Other(one.language, LANGUAGES[one.language].own_name, one.href) for one in others],
        day=dates.day_in(page.published_at, seen.zone),
        review=reviewed(page.review, page.version) if page.review else None,
    )


def _notices(seen: Seen, page: Page, words: Language) -> list[str]:
    found = []
    if seen.status == "superseded":
        found.append(words.replaced)
    if page.version < seen.current:
        found.append(words.outdated.format(version=page.version, newest=seen.current))
    return found


# --- on the brief's page -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FamilyLinks:
    """Where the pages of a brief are read, by language, and where its makers write them."""

    pages: list[Other]
    writing: list[Link]


def family_links(seen: Seen, *, writes: bool) -> FamilyLinks | None:
    """What the brief's page says of its pages for families; None where there is nothing to say."""
    there = (seen.families or "").split(",")
    read = [
        Other(code, words.own_name, f"{seen.href}/families/{code}")
        for code, words in LANGUAGES.items()
        if code in there
    ]
    writing = [
        Link(f"Write it in {words.name}", f"{seen.href}/families/{code}/edit")
        for code, words in LANGUAGES.items()
        if writes
    ]
    return FamilyLinks(read, writing) if read or writing else None


# --- before it is read ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditPage:
    """A page that is being written."""

    href: str
    brief: str
    crumbs: list[Link]
    window: str
    heading: str
    lead: str
    code: str


def edit_page(seen: Seen, language: str) -> EditPage:
    """The page on which a page for families is written."""
    name = LANGUAGES[language].name
    return EditPage(
        href=f"{seen.href}/families/{language}",
        brief=seen.href,
        crumbs=[Link(f"Brief {seen.id}", seen.href)],
        window=f"For teachers and families, in {name}: {seen.title}",
        heading=f"One page for teachers and families, in {name}",
        lead="Say on one page what was tried, what was found, and what a teacher or a family can "
        "do or ask. No word that needs a dictionary. It is reviewed by those who review the brief.",
        code=language,
    )


@dataclass(frozen=True, slots=True)
class PageReview:
    """A page that is being made, with its review."""

    href: str
    crumbs: list[Link]
    window: str
    code: str
    title: str
    html: Markup
    origin: str
    box: Box
    acts: list[Act]
    people: list[Person]
    said: list[Said]
    decides: bool
    text_hash: str
    ask_at: str


def page_review(found: InReview, viewer: Viewer, page: Page, stands: Standing) -> PageReview:
    """The page on which a page for families is reviewed and published."""
    seen = found.seen
    people = {one.id: one for one in stands.reviewers}
    reviews = policy.may(viewer, "brief.review", found) and page.status == "in_review"
    names = policy.may(viewer, "brief.name_reviewers", found)
    short = len(stands.standing) < ENOUGH and seen.status in ("in_review", "published")
    return PageReview(
        href=page.href,
        crumbs=[Link(f"Brief {seen.id}", seen.href), Link("Review", f"{seen.href}/review")],
        window=f"{LANGUAGES[page.language].lead}: {page.title}",
        code=page.language,
        title=page.title,
        html=Markup(page.body_html),  # noqa: S704
        origin=ORIGINS[page.origin],
        box=_box(seen, page, stands),
        acts=list(_acts(seen, viewer, page, stands)),
        people=[person(one, seen, stands, names=False) for one in stands.reviewers],
        said=[said_of(people[one.reviewer_id], one, stands, seen) for one in stands.verdicts],
        decides=reviews,
        text_hash=page.text_hash,
        ask_at=f"{seen.href}/reviewers" if names and short else "",
    )


def _box(seen: Seen, page: Page, stands: Standing) -> Box:
    if page.status == "draft":
        return Box("draft", "Draft", text="Those who write the brief can change it.")
    given = f"{len(stands.approvals)} of {ENOUGH} approvals"
    text = WAYS[stands.way] if stands.way else why_not(stands, seen.zone)
    return Box("underway", "In review", given, text)


def _acts(seen: Seen, viewer: Viewer, page: Page, stands: Standing) -> list[Act]:
    acts = []
    if policy.may(viewer, "brief.write", seen) and LIFE.allows(page, Action.WRITE):
        acts.append(Act("Edit the text", f"{page.href}/edit"))
    if not policy.may(viewer, "brief.publish", seen):
        return acts
    if page.status == "draft":
        acts.append(Act("Send to review", f"{page.href}/send", posts=True))
        acts.append(Act("Delete the draft", f"{page.href}/delete", posts=True, kind="quiet"))
    elif page.status == "in_review":
        if stands.way and seen.status == "published":
            acts.append(Act("Publish it", f"{page.href}/publish", posts=True))
        acts.append(Act("Return it to draft", f"{page.href}/back", posts=True, kind="quiet"))
    return acts

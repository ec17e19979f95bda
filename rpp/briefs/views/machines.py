"""A brief as machines read it: citations, metadata, and the links by which they find both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, abort, request
from flask.typing import ResponseReturnValue

from rpp import db, vocabulary
from rpp.briefs import citing, queries
from rpp.briefs.files.texts import Attached
from rpp.briefs.queries import Seen
from rpp.briefs.versions import Version
from rpp.briefs.views.frame import bp, brief
from rpp.citations import formats, metadata, signposting
from rpp.citations.signposting import TypedLink
from rpp.citations.work import Work
from rpp.web import or_404, public


@dataclass(frozen=True, slots=True)
class Format:
    """A format that a brief is read in: its media type, its profile, and what writes it."""

    type: str
    write: Callable[[Work], str]
    profile: str = ""


FORMATS = {
    "bib": Format("application/x-bibtex", formats.bibtex),
    "ris": Format("application/x-research-info-systems", formats.ris),
    "csl.json": Format("application/vnd.citationstyles.csl+json", formats.csl_json),
    "jsonld": Format("application/ld+json", metadata.json_ld, "https://schema.org"),
    "datacite.json": Format(
        "application/vnd.datacite.datacite+json", metadata.datacite_json, metadata.DATACITE
    ),
}
LINKSET = "linkset.json"
ANY = f"any({', '.join(repr(form) for form in (*FORMATS, LINKSET))})"


@bp.get(f"/briefs/<id:brief_id>.<{ANY}:form>")
@public(lambda brief_id, form: (brief(brief_id), form))
def newest_as(which: tuple[Seen, str]) -> ResponseReturnValue:
    """The newest version of a brief in one of the formats."""
    seen, form = which
    return written(seen, seen.current, form)


@bp.get(f"/briefs/<id:brief_id>/v<id:number>.<{ANY}:form>")
@public(lambda brief_id, number, form: (brief(brief_id), number, form))
def version_as(which: tuple[Seen, int, str]) -> ResponseReturnValue:
    """A version of a brief in one of the formats."""
    return written(*which)


def written(seen: Seen, number: int, form: str) -> Response:
    """A version in a format; 410 once the brief was withdrawn, 404 before there is one."""
    or_404(1 <= number <= seen.current or None)
    if seen.status == "withdrawn":
        abort(410, "This brief was withdrawn. Its page says why.")
    version = queries.version(db.session(), seen.id, number)
    work = work_of(seen, version)
    if form == LINKSET:
        text, type_ = (
            signposting.linkset(work.url, links(work, version.content.files)),
            "application/linkset+json",
        )
    else:
        text, type_ = FORMATS[form].write(work), FORMATS[form].type
    return Response(text, content_type=f"{type_}; charset=utf-8")


def work_of(seen: Seen, version: Version, tags: citing.Tags | None = None) -> Work:
    """A published version as it is cited and cataloged; it reads the tags unless they are given."""
    known = vocabulary.tags_of(db.session(), "brief", seen.id) if tags is None else tags
    return citing.work(citing.where(seen), version, known)


def links(work: Work, files: Sequence[Attached]) -> list[TypedLink]:
    """What a machine finds beside a version's page."""
    described = [
        TypedLink("describedby", f"{work.url}.{form}", one.type, one.profile)
        for form, one in FORMATS.items()
    ]
    items = [
        TypedLink("item", f"{work.url}.pdf", "application/pdf"),
        TypedLink("item", f"{work.url}/text.json", "application/json"),
        *(TypedLink("item", f"{work.url}/files/{one.id}", one.media_type) for one in files),
    ]
    return signposting.links(work, described, items)


def signposts(work: Work, files: Sequence[Attached]) -> str:
    """The `Link` header of a version's page: level 1, and the way to level 2."""
    way = TypedLink("linkset", f"{work.url}.{LINKSET}", "application/linkset+json")
    return signposting.header([*links(work, files), way])


def asked_for() -> str:
    """The format that the request would rather have than a page; "" for the page."""
    types = {one.type: form for form, one in FORMATS.items()}
    best = request.accept_mimetypes.best_match(["text/html", *types])
    return types.get(best or "", "")

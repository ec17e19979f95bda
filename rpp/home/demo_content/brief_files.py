"""Pictures and appendices of the demo's briefs."""

from rpp.briefs.files import operations
from rpp.briefs.files.operations import About
from rpp.briefs.files.texts import ColumnText
from rpp.briefs.models import Brief
from rpp.cli import seed_folder
from rpp.files.checked import checked
from rpp.home.demo_content.story import Story, Told, read


def attach(story: Story, told: Told, lead: str) -> None:
    """Add the files of a brief to its draft, and explain the columns of its tables."""
    viewer, brief_id = story.who(lead), story.briefs[told["key"]]
    for one in read("brief_files")["file"]:
        if one["brief"] != told["key"]:
            continue
        name = one["file"]
        file = checked(name, (seed_folder() / "demo" / "files" / name).read_bytes())
        about = About(
            title=one["title"],
            alt=one["alt"],
            section=one.get("section", ""),
            columns=[ColumnText(**column) for column in one.get("columns", ())],
        )
        operations.attach_file(story.session, viewer, brief_id, file, about)
        kept = story.session.get_one(Brief, brief_id).draft.files[-1]
        operations.describe_file(story.session, viewer, brief_id, kept.id, about)

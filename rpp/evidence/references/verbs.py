"""What happens to imports of references."""

from rpp.verbs import Verbs, verb

IMPORT = Verbs(
    {
        "received": verb("brought the file {file}", "file"),
        "read": verb("was shown what {file} holds", "file", "total"),
        "refused": verb("could not read {file}", "file"),
        "decided": verb(
            "decided that entry {number} is {decision}", "number", "decision", "record_id"
        ),
        "discarded": verb("discarded {file}", "file"),
        "approved": verb("had {file} brought in", "file"),
        "written": verb("brought {file} in: {added} new, {merged} here already",
                        "file", "added", "merged"),
        "undone": verb("undid the import of {file}", "file", "records"),
    }
)  # fmt: skip

"""The life of an import: nothing is written before a person has seen what it would do."""

from enum import StrEnum

from rpp.lifecycle import Lifecycle, Step


class Action(StrEnum):
    """What is done with an import."""

    SHOW = "show"
    REFUSE = "refuse"
    DECIDE = "decide"
    DISCARD = "discard"
    WRITE = "write"
    FINISH = "finish"
    UNDO = "undo"


LIFE = Lifecycle(
    "evidence import",
    (
        Step(
            Action.SHOW,
            ("reading",),
            "preview",
            "evidence.import",
            "the worker has read the whole file",
            "Only a file that is being read can be shown.",
        ),
        Step(
            Action.REFUSE,
            ("reading",),
            "refused",
            "evidence.import",
            "nothing in the file can be read",
            "Only a file that is being read can be refused.",
        ),
        Step(
            Action.DECIDE,
            ("preview", "done"),
            "",
            "evidence.import",
            "the entry may be the same as another",
            "Entries are decided in the preview, or after the import.",
        ),
        Step(
            Action.DISCARD,
            ("reading", "preview"),
            "discarded",
            "evidence.import",
            "",
            "Only an import that has written nothing can be discarded.",
        ),
        Step(
            Action.WRITE,
            ("preview",),
            "writing",
            "evidence.import",
            "",
            "Only an import with a preview can be brought in.",
        ),
        Step(
            Action.FINISH,
            ("writing",),
            "done",
            "evidence.import",
            "the worker has written every entry that needs no decision",
            "Only an import that is being written can be finished.",
        ),
        Step(
            Action.UNDO,
            ("done",),
            "undone",
            "evidence.undo",
            "nothing refers to its records",
            "Only an import that is done can be undone.",
        ),
    ),
    {
        "reading": "Its file is being read now.",
        "preview": "Its preview waits for a person now.",
        "writing": "It is being written now; the worker finishes it.",
        "done": "It is done now.",
        "refused": "Its file could not be read.",
        "discarded": "It is discarded.",
        "undone": "It is undone.",
    },
    holders={
        "evidence.import": "administrator, steward, broker",
        "evidence.undo": "who imported it, administrator",
    },
)

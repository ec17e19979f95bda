"""Living syntheses: a question, the studies that answer it, and versions that stay citable."""

from flask import Flask

from rpp import jobs

NAME = "look for studies of syntheses"


def init_app(app: Flask) -> None:
    """Have the worker look for candidates, and for what was withdrawn."""
    jobs.register_shared(NAME, _look)


def _look() -> int:
    # Here: what searches nothing loads no arrays.
    from rpp.syntheses import flagging, looking

    return looking.look() + flagging.flag()

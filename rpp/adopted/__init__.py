"""Since you adopted this: what changed in the evidence behind what a district uses."""

from flask import Flask

from rpp import jobs

NAME = "tell districts what changed behind what they use"


def init_app(app: Flask) -> None:
    """Have the worker look once a day for each district that uses a brief."""
    from rpp.adopted import telling

    jobs.register(NAME, telling.tell)

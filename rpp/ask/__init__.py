"""Ask: a question is answered with sentences quoted from what stands here, or not at all."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Offer the command, and have what people asked forgotten in time."""
    from rpp import jobs
    from rpp.ask import commands
    from rpp.ask.feedback import operations

    app.cli.add_command(commands.ask)
    jobs.register("forget what was asked", operations.forget_old)

"""What tests of saved searches share."""

from collections.abc import Callable

import pytest
from flask import Flask

from rpp import jobs
from rpp.saved_searches import looking


@pytest.fixture
def works(app: Flask, found_at: str) -> Callable[[], int]:
    """One turn of the worker; how many matches it told of."""

    def turn() -> int:
        done = jobs.run_due(app)
        assert looking.NAME in done, "the job failed"
        return done[looking.NAME]

    return turn

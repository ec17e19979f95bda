"""Requests that may bring a file: larger than others, and read without filling the memory."""

import tempfile
from typing import IO, Any

from flask import Blueprint, request

# What is larger than a file may be is read and thrown away, so that the answer can show the form
# again with everything typed.
MOST_SENT = 64 * 1024**2


class Bounded(tempfile.SpooledTemporaryFile[bytes]):
    """Keeps one byte more than a file may have, which tells that it was larger."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=500_000)
        self.most = most

    def write(self, data: Any) -> int:
        room = self.most + 1 - self.tell()
        if room > 0:
            super().write(data[:room])
        return len(data)


def accept(bp: Blueprint, *views: str, most: int) -> None:
    """Let requests to these views of a blueprint bring a file of at most so many bytes."""
    endpoints = frozenset(f"{bp.name}.{view}" for view in views)

    def stream(*_about: Any, **_more: Any) -> IO[bytes]:
        return Bounded(most)

    @bp.url_value_preprocessor
    def take_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        # Before anything reads them.
        if endpoint in endpoints:
            request.max_content_length = MOST_SENT
            request._get_file_stream = stream  # type: ignore[method-assign]

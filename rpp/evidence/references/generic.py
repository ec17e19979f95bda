"""Titles that thousands of publications have."""

from typing import Final

# Without their authors they say nothing.
GENERIC: Final = frozenset(
    (
        *("editorial", "introduction", "final report", "annual report", "preface", "foreword"),
        *("conclusion", "conclusions", "discussion", "abstract", "abstracts", "book review"),
        *("book reviews", "review", "reviews", "commentary", "comment", "comments", "response"),
        *("reply", "letter to the editor", "letters", "from the editor", "editors note"),
        *("editors introduction", "note", "notes", "news", "index", "contents", "erratum"),
        *("correction", "corrigendum", "acknowledgments", "obituary", "in memoriam", "afterword"),
        *("technical report", "executive summary", "report", "summary", "overview", "untitled"),
        *("table of contents", "guest editorial", "interim report", "progress report", "appendix"),
        *("literature review", "research brief", "policy brief", "working paper", "fact sheet"),
    )
)

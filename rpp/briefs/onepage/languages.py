"""The languages of pages for teachers and families, and what is said on one in its own language."""

from typing import NamedTuple


class Language(NamedTuple):
    """What a language is called, in English and by itself, and what its pages say.

    `origins` says on top of a page how its text came about; `outdated`, `replaced` and `from_brief`
    hold {version}, {newest} or {title}.
    """

    name: str
    own_name: str
    lead: str
    origins: dict[str, str]
    outdated: str
    replaced: str
    from_brief: str
    printing: str
    other: str


# What those who write one choose from.
ORIGINS = {
    "person": "A person wrote it in this language",
    "checked": "A machine translated it, and a person who reads both languages checked it",
    "machine": "A machine translated it, and nobody has checked it yet",
}

LANGUAGES: dict[str, Language] = {
    "en": Language(
        "English",
        "English",
        "For teachers and families",
        {
            "person": "Written by a person.",
            "checked": "Translated by a machine and checked by a person who reads both languages.",
            "machine": "Machine translation. Nobody has checked it yet, so it may be wrong.",
        },
        "This page is about version {version} of the brief. The brief was corrected since; read "
        "version {newest} for what changed.",
        "A newer brief has taken the place of the one that this page is about.",
        "It is the short form of the brief “{title}”, version {version}.",
        "It fits on one printed page.",
        "Also in",
    ),
    "es": Language(
        "Spanish",
        "Español",
        "Para docentes y familias",
        {
            "person": "Escrito en español por una persona.",
            "checked": "Traducido por una máquina y revisado por una persona que lee los dos "
            "idiomas.",
            "machine": "Traducción automática. Nadie la ha revisado todavía y puede tener errores.",
        },
        "Esta página se refiere a la versión {version} del informe. El informe se corrigió "
        "después; en la versión {newest} se ve qué cambió.",
        "Un informe más nuevo reemplaza al informe del que habla esta página.",
        "Es el resumen del informe «{title}», versión {version}, que está en inglés.",
        "Cabe en una hoja impresa.",
        "También en",
    ),
}

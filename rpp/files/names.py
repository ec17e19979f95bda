"""The name of a file, as its owner gave it."""

import unicodedata
from collections.abc import Collection

from rpp.errors import DomainError

# Endings before the last that make a name look like another kind of file: programs, scripts, pages,
# archives, office files. Any other dot is one of an ordinary name, as in "MOU Dr. Kim.pdf".
_ENDINGS = """
apk app appimage bat bin cmd com command cpl deb dll dmg elf exe gadget hta inf iso jar js jse
lnk msc msi msix msp pif pkg ps1 psm1 py rb reg rpm run scf scr sh sys url vb vbe vbs ws wsf wsh
asp aspx cgi htm html mht mhtml php php3 php5 phtml shtml svg swf xht xhtml xml
7z cab gz img rar tar tgz zip
csv doc docm docx dot dotm eml msg odp ods odt pdf ppt pptm pptx rtf txt xls xlsb xlsm xlsx
"""
ENDINGS = frozenset(_ENDINGS.split())

RENAME = "Rename the file, so that “.{ending}” is the only ending of its name."


def checked_name(name: str, endings: Collection[str], missing: str) -> str:
    """A file's own name with one of the endings alone; without folders, or what cannot be seen.

    DomainError on "file" where it has another; `missing` is what is said of that.
    """
    name = unicodedata.normalize("NFC", name)
    stem, dot, ending = name.rpartition(".")
    if any(unicodedata.category(c)[0] == "C" for c in name) or set(name) & set('/\\:*?"<>|'):
        raise DomainError("Rename the file with letters, digits and spaces only.", "file")
    if len(name) > 160:
        raise DomainError("The name of the file is too long. Use at most 160 characters.", "file")
    if not dot or ending.lower() not in endings:
        raise DomainError(missing, "file")
    rename = DomainError(RENAME.format(ending=ending.lower()), "file")
    if not stem.strip(" .") or stem.startswith(".") or stem.endswith((".", " ")):
        raise rename
    if any(part.strip().lower() in ENDINGS for part in stem.split(".")[1:]):
        raise rename
    return name

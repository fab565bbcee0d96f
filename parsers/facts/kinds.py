"""What a document is, and what may be wrong with it."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a document is, told by its content and never by its name (CONTRACT, `kind`)."""

    DOCX = "docx"
    DOC = "doc"
    WPS = "wps"
    RTF = "rtf"
    HTML = "html"
    MHTML = "mhtml"
    ODT = "odt"
    PDF = "pdf"
    OFD = "ofd"
    IMAGE = "image"
    ARCHIVE = "archive"
    MESSAGE = "message"
    TNEF = "tnef"
    TEXT = "text"
    SPREADSHEET = "spreadsheet"
    PRESENTATION = "presentation"
    EXECUTABLE = "executable"
    OTHER = "other"


WORD_KINDS = frozenset({Kind.DOCX, Kind.DOC, Kind.WPS, Kind.RTF, Kind.HTML, Kind.MHTML, Kind.ODT})


CONTAINER_KINDS = frozenset({Kind.ARCHIVE, Kind.MESSAGE, Kind.TNEF})


class TroubleKind(StrEnum):
    """Why a document could not be read, or should not be opened."""

    UNREADABLE = "unreadable"  # broken bytes
    UNSUPPORTED = "unsupported"  # sound, but no reader for it here yet: a person's work, not the sender's fault
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    TOO_LARGE = "too_large"  # a limit of bytes, files, depth, pages or seconds was met
    DANGEROUS = "dangerous"  # macros, executables, scripts, embedded files that run


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that went wrong with one document. `found` is a short Chinese phrase with the facts."""

    kind: TroubleKind
    found: str

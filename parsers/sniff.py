"""What a document is, told by its bytes. Its name only tells what was promised."""

import re

from parsers.facts import Kind, Trouble, TroubleKind
from parsers.mail.smime import is_enveloped, signed_content
from parsers.packages import RUNNING_ENDINGS, Sniffed, sniff_ole, sniff_zip
from parsers.scripts import dangers

_PDF_HEADER = re.compile(rb"%PDF-\d\.\d")
_HEIF = re.compile(rb"....ftyp(?:hei[cxms]|hev[cx]|mif1|msf1|avif)", re.DOTALL)
_LHA = re.compile(rb"..-l[hz][0-9sd]-", re.DOTALL)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_PDF_WINDOW = 1024  # ISO 32000-1 Annex H.3.4.1: readers accept a header within the first 1,024 bytes
_ENDINGS: dict[str, tuple[Kind, ...]] = {
    "docx": (Kind.DOCX,),
    "docm": (Kind.DOCX,),
    "dotx": (Kind.DOCX,),
    "doc": (Kind.DOC,),
    "dot": (Kind.DOC,),
    "wps": (Kind.WPS,),
    "rtf": (Kind.RTF,),
    "htm": (Kind.HTML,),
    "html": (Kind.HTML,),
    "mht": (Kind.MHTML,),
    "mhtml": (Kind.MHTML,),
    "odt": (Kind.ODT,),
    "pdf": (Kind.PDF,),
    "ofd": (Kind.OFD,),
    **dict.fromkeys("jpg jpeg png gif bmp tif tiff webp heic".split(), (Kind.IMAGE,)),
    **dict.fromkeys("zip rar 7z tar gz tgz bz2 tbz2 xz txz zst lz cab lzh lha z".split(), (Kind.ARCHIVE,)),
    **dict.fromkeys("eml msg p7m".split(), (Kind.MESSAGE,)),
    **dict.fromkeys("txt csv md log".split(), (Kind.TEXT,)),
    **dict.fromkeys("xls xlsx et ods".split(), (Kind.SPREADSHEET,)),
    **dict.fromkeys("ppt pptx dps odp".split(), (Kind.PRESENTATION,)),
    **dict.fromkeys("exe com scr bat cmd vbs js jse wsf ps1 lnk msi hta jar".split(), (Kind.EXECUTABLE,)),
}
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"MZ", Kind.EXECUTABLE),
    (b"\x7fELF", Kind.EXECUTABLE),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind.EXECUTABLE),  # a shortcut ([MS-SHLLINK] §2.1)
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"BM", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"\x1f\x8b", Kind.ARCHIVE),
    (b"BZh", Kind.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", Kind.ARCHIVE),  # zstandard, RFC 8878 §3.1.1
    (b"\x1f\x9d", Kind.ARCHIVE),  # compress
    (b"MSCF\x00\x00\x00\x00", Kind.ARCHIVE),  # cabinet
    (b"PK\x07\x08PK\x03\x04", Kind.ARCHIVE),  # the first of a zip's volumes, APPNOTE 8.5.3
    (b"PK00PK\x03\x04", Kind.ARCHIVE),
    (b"\xcf\xfa\xed\xfe", Kind.EXECUTABLE),  # Mach-O
    (b"\xca\xfe\xba\xbe\x00\x00", Kind.EXECUTABLE),
    (b"ITSF\x03\x00\x00\x00", Kind.EXECUTABLE),  # compiled HTML help: runs scripts
    (b"\xfd7zXZ\x00", Kind.ARCHIVE),
    (b"LZIP", Kind.ARCHIVE),
    (b"\x78\x9f\x3e\x22", Kind.TNEF),
    (b"{\\rt", Kind.RTF),
)
# Word documents saved as one XML file: a package laid flat, and Word 2003's own
_WORD_XML: tuple[tuple[bytes, Kind], ...] = (
    (b"http://schemas.microsoft.com/office/2006/xmlPackage", Kind.DOCX),
    (b"http://schemas.microsoft.com/office/word/2003/wordml", Kind.DOC),
)
# what a type's ending may also hold without anybody having erred
_ALSO: dict[Kind, tuple[Kind, ...]] = {Kind.DOC: (Kind.WPS,), Kind.WPS: (Kind.DOC,), Kind.TEXT: (Kind.HTML,)}


def expected_kinds(name: str) -> tuple[Kind, ...]:
    """The kinds that a name's ending promises, () where it promises nothing we know."""
    if name.lower() == "winmail.dat":
        return (Kind.TNEF,)
    promised = _ENDINGS.get(_ending(name), ())
    return promised + tuple(also for kind in promised for also in _ALSO.get(kind, ()))


def _ending(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def sniff(data: bytes, name: str) -> Sniffed:
    """The kind of these bytes. `name` decides only among scripts, which are plain text whatever they do."""
    if data.startswith(b"%PDF-"):
        return Sniffed(Kind.PDF)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return sniff_ole(data, name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return sniff_zip(data, name)
    for magic, kind in _MAGIC:
        if data.startswith(magic) and (magic not in (b"BM", b"MZ") or _is_binary(data)):
            return _running() if kind is Kind.EXECUTABLE else Sniffed(kind, dangers(data, kind))
    return _further_in(data) or (Sniffed(Kind.PDF) if _PDF_HEADER.search(data[:_PDF_WINDOW]) else _textual(data, name))


def _is_binary(data: bytes) -> bool:
    """Whether it is more than a text that begins with two letters."""
    return not _is_text(data) and (len(data) > 26 or data[:2] != b"BM")


def _further_in(data: bytes) -> Sniffed | None:
    """What tells itself after its first bytes."""
    if (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or _HEIF.match(data):
        return Sniffed(Kind.IMAGE)
    if data[257:262] == b"ustar" or _LHA.match(data) or _is_old_tar(data):
        return Sniffed(Kind.ARCHIVE)
    if is_enveloped(data):
        return Sniffed(Kind.MESSAGE, (Trouble(TroubleKind.ENCRYPTED, "是S/MIME加密邮件，打开需要密钥"),))
    return Sniffed(Kind.MESSAGE) if signed_content(data) else None


def _is_old_tar(data: bytes) -> bool:
    """A header of Unix V7's tar, which has no mark: the block's sum is written at 148 in octal."""
    written = re.fullmatch(rb" *([0-7]{1,7})[\0 ]*", data[148:156])
    if len(data) < 512 or written is None or not data[0]:
        return False
    return int(written[1], 8) == sum(data[:148]) + 8 * 0x20 + sum(data[156:512])


def _running() -> Sniffed:
    return Sniffed(Kind.EXECUTABLE, (Trouble(TroubleKind.DANGEROUS, "是可执行文件或脚本"),))


def _textual(data: bytes, name: str) -> Sniffed:
    if _ending(name) in RUNNING_ENDINGS or data.startswith(b"#!"):
        return _running()
    if data.startswith(_UTF_16):  # what Word writes as “Unicode” web page
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind := _with_header(head):
        return Sniffed(kind, dangers(data, kind))
    if re.match(
        rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body|meta|table|div|p[ >])",
        head,
        re.DOTALL,
    ):
        return Sniffed(Kind.HTML, dangers(data, Kind.HTML))
    if head.startswith((b"<?xml", b"<pkg:package", b"<w:worddocument")):
        saved_as = next((kind for root, kind in _WORD_XML if root in data[:8192]), None)
        if saved_as is not None:
            return Sniffed(saved_as)
    return Sniffed(Kind.TEXT if _is_text(data) else Kind.OTHER)


_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # 0x1b begins ISO-2022's shifts
_FIELD = re.compile(rb"^([a-z][\w-]{0,60}):([^\n]*)\n", re.MULTILINE)
_OF_MAIL = frozenset(b"received return-path delivered-to from to cc subject date message-id reply-to sender".split())
_MIME = frozenset((b"mime-version", b"content-type", b"content-transfer-encoding", b"content-location"))


def _with_header(head: bytes) -> Kind | None:
    """A message or a page saved as MHTML (RFC 2557), by its header; None for a text that only begins with a colon.

    head: the first bytes, in lower case. A saved page has nobody it is sent to, and Chrome says "saved by" as its From.
    """
    head = re.sub(rb"^>?from [^\n]*\n", b"", head)
    header = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0] + b"\n"
    if not _FIELD.match(header):
        return None
    fields = dict(reversed([(found[1], found[2].strip()) for found in _FIELD.finditer(header)]))
    page = b"multipart/related" in header and not fields.keys() & {b"to", b"received", b"message-id"}
    if page and (b"mime-version" in fields or b"snapshot-content-location" in fields):
        return Kind.MHTML
    known = fields.keys() & (_OF_MAIL | _MIME)
    alone = len(known) == 1 and bool(known & {b"received", b"return-path", b"message-id", b"subject", b"content-type"})
    return Kind.MESSAGE if len(known) >= 2 or alone else None


def _is_text(data: bytes) -> bool:
    sample = data[:65536]
    if sample.startswith(_UTF_16):
        return True
    return bool(sample) and b"\x00" not in sample and not _CONTROLS.search(sample.rstrip(b"\x1a"))

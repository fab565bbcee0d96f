"""Word documents as PDF, by LibreOffice inside a parsing process: its library is loaded, no program is started.

So it is held like every reader: no network, no other process, no file but those of its folder (docs/THREATS.md). Macros
don't run, as LibreOfficeKit loads documents without unless it is told otherwise; its profile is made in the process's
folder. It stays loaded for the documents that follow.

The interface is that of LibreOfficeKit.h: tables of functions, each with its size, that only ever grow at their end.
"""

import ctypes
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from parsers.errors import ParsingFailed

_LIBRARIES = ("libmergedlo.so", "libsofficeapp.so")
_PLACES = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program")
# what it reads of the system besides libraries and fonts; without a user's entry it doesn't start
_SYSTEM = ("/etc/libreoffice", "/var/lib/libreoffice", "/var/spool/libreoffice", "/etc/passwd", "/etc/nsswitch.conf")


_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""  # no macros, no links to elsewhere


class _Office(ctypes.Structure):
    pass


class _Document(ctypes.Structure):
    pass


_O, _D, _S = ctypes.POINTER(_Office), ctypes.POINTER(_Document), ctypes.c_char_p


class _OfficeTable(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", ctypes.CFUNCTYPE(None, _O)),
        ("load", ctypes.CFUNCTYPE(_D, _O, _S)),
        ("error", ctypes.CFUNCTYPE(_S, _O)),
    ]


class _DocumentTable(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_size_t),
        ("destroy", ctypes.CFUNCTYPE(None, _D)),
        ("save_as", ctypes.CFUNCTYPE(ctypes.c_int, _D, _S, _S, _S)),
    ]


_Office._fields_ = [("table", ctypes.POINTER(_OfficeTable))]
_Document._fields_ = [("table", ctypes.POINTER(_DocumentTable))]

_used: set[Path] = set()  # folders that LibreOffice made and will look for again


def program() -> Path | None:
    """The folder of LibreOffice's libraries; None where it isn't installed."""
    command = shutil.which("soffice")
    places = [*([Path(command).resolve().parent] if command else []), *map(Path, _PLACES)]
    return next((place for place in places if any((place / name).exists() for name in _LIBRARIES)), None)


def readable() -> tuple[Path, ...]:
    """What a parsing process must be let read for it; () where it isn't installed."""
    found = program()
    return (found.parent, *map(Path, _SYSTEM)) if found is not None else ()


def as_pdf(data: bytes, ending: str, folder: Path) -> bytes:
    """The document as PDF; `ending` (docx, doc, rtf …) helps to tell what it is. Raises ParsingFailed."""
    source, target = folder / f"word.{ending}", folder / "word.pdf"
    office = _office(folder)
    for each in _used:  # the process's folder is swept between two documents
        each.mkdir(parents=True, exist_ok=True)
    source.write_bytes(data)
    document = office.contents.table.contents.load(office, source.as_uri().encode())
    if not document:
        raise ParsingFailed("LibreOffice不能打开")
    table = document.contents.table.contents
    try:
        if not table.save_as(document, target.as_uri().encode(), b"pdf", None) or not target.exists():
            raise ParsingFailed("LibreOffice不能转换成PDF")
    finally:
        table.destroy(document)
        _used.update(path for path in folder.rglob("*") if path.is_dir())
    return target.read_bytes()


@lru_cache(1)
def _office(folder: Path) -> Any:
    """LibreOffice, begun once in this process. Raises ParsingFailed."""
    found = program()
    if found is None:
        raise ParsingFailed("没有安装LibreOffice")
    os.environ.update(SAL_USE_VCLPLUGIN="svp", LANG="zh_CN.UTF-8")
    library = ctypes.CDLL(str(next(found / name for name in _LIBRARIES if (found / name).exists())), ctypes.RTLD_GLOBAL)
    begin = library.libreofficekit_hook_2
    begin.restype, begin.argtypes = _O, [_S, _S]
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(_SETTINGS, "utf-8")
    office = begin(str(found).encode(), (folder / "profile").as_uri().encode())
    if not office:
        raise ParsingFailed("LibreOffice不能启动")
    return office

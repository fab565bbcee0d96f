"""The same filled form saved in other formats by LibreOffice, and back again: the same fields come out."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import olefile
import pytest

from bench.forms import plans
from parsers.facts import Kind
from parsers.form import read_forms
from parsers.trouble import DocumentTrouble
from parsers.word import legacy, mending, read_word
from parsers.word.mending import mended
from tests.forms import SPEC, filled

SAVED = (Kind.DOC, Kind.ODT, Kind.HTML, Kind.RTF)
PADDING = mending._padding
((_, PADDED),) = plans(77, 1, calm=True)  # a form whose paragraphs LibreOffice pads
pytestmark = pytest.mark.parts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the filled form in every format."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed"
    place = tmp_path_factory.mktemp("formats")
    (place / "form.docx").write_bytes(filled())
    (place / "padded.docx").write_bytes(PADDED.data)
    saved = [(kind.value, "form.docx") for kind in SAVED]
    for ending, source in (*saved, ("docx", "back/form.odt"), ("doc", "padded.docx")):
        profile = f"-env:UserInstallation=file://{place}/profile"
        command = [office, profile, "--headless", "--convert-to", ending, "--outdir", "back", source]
        subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=120)
    return place / "back"


@pytest.mark.parametrize("kind", [Kind.DOCX, *SAVED])  # the docx is saved back from the odt
def test_the_fields_are_those_of_the_docx(folder: Path, kind: Kind) -> None:
    (expected,) = read_forms(read_word(filled(), Kind.DOCX), [SPEC])
    document = read_word((folder / f"form.{kind.value}").read_bytes(), kind)
    (form,) = read_forms(document, [SPEC])
    assert {r.key: r.value for r in form.fields} == {r.key: r.value for r in expected.fields}
    assert form.characters == expected.characters


def test_padding_that_is_not_zero_is_mended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = (folder / "padded.doc").read_bytes()
    spoilt = with_padding(data, 0x7F)
    assert spoilt != data
    assert mended(spoilt) == mended(with_padding(data, 0x11))
    assert read_word(spoilt, Kind.DOC).blocks == read_word(data, Kind.DOC).blocks
    monkeypatch.setattr(legacy, "mended", lambda _: None)
    with pytest.raises(DocumentTrouble):  # that is what it was mended for
        read_word(spoilt, Kind.DOC)


def with_padding(data: bytes, byte: int) -> bytes:
    """The document with this byte where paragraph properties are padded."""
    places: list[int] = []

    def recorded(main: bytes | bytearray, page: int) -> Iterator[int]:
        found = list(PADDING(main, page))
        places.extend(found)
        return iter(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mending, "_padding", recorded)
        assert mended(data), "LibreOffice pads none of this form's paragraphs"
    file = io.BytesIO(data)
    with olefile.OleFileIO(file, write_mode=True) as ole:
        main = bytearray(ole.openstream("WordDocument").read())
        for place in places:
            main[place] = byte
        ole.write_stream("WordDocument", bytes(main))
        return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0" * 200])
def test_nothing_to_mend(data: bytes) -> None:
    assert mended(data) is None


def test_a_doc_cut_in_half_is_a_trouble(folder: Path) -> None:
    data = (folder / "form.doc").read_bytes()
    with pytest.raises(DocumentTrouble) as caught:
        read_word(data[: len(data) // 2], Kind.DOC)
    assert caught.value.trouble.found

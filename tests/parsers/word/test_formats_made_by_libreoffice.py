"""The same filled form saved in other formats by LibreOffice, and back again: the same fields come out."""

import shutil
import subprocess
from pathlib import Path

import pytest

from parsers.facts import Kind
from parsers.form import read_forms
from parsers.trouble import DocumentTrouble
from parsers.word import read_word
from tests.forms import SPEC, filled

SAVED = (Kind.DOC, Kind.ODT, Kind.HTML, Kind.RTF)
pytestmark = pytest.mark.parts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the filled form in every format."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed"
    place = tmp_path_factory.mktemp("formats")
    (place / "form.docx").write_bytes(filled())
    saved = [(kind.value, "form.docx") for kind in SAVED]
    for ending, source in (*saved, ("docx", "back/form.odt")):
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


def test_a_doc_cut_in_half_is_a_trouble(folder: Path) -> None:
    data = (folder / "form.doc").read_bytes()
    with pytest.raises(DocumentTrouble) as caught:
        read_word(data[: len(data) // 2], Kind.DOC)
    assert caught.value.trouble.found

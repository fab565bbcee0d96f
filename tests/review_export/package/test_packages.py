"""A package of two sample mails' documents: copied whole, pictured without contact data, found again by its index."""

import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from PIL import Image

from archive.blobs import FolderBlobs
from archive.views import ActivityView, DocumentView
from config.demo.prepared import SAMPLES
from intake.errors import ConfigurationError
from parsers.facts import Kind, PagedDocument
from parsers.sandbox import ProcessSandbox
from review_export.package.writing import Source, Told, write_package
from review_export.rows import Readers
from tests.review_export.activities import CALL, activity

_MAILS = ("01-complete-scan.eml", "02-complete-digital.eml")


class Case:
    """What the package is made from."""

    def __init__(self, folder: Path, parsing: ProcessSandbox) -> None:
        self.blobs = FolderBlobs(folder / "blobs")
        self.pages: dict[str, PagedDocument] = {}
        self.rows: list[ActivityView] = []
        for number, name in enumerate(_MAILS, 1):
            self._take(number, (SAMPLES / name).read_bytes(), folder, parsing)
        self.source = Source(self.blobs, lambda _, sha256: self.pages.get(sha256), parsing)

    def _take(self, number: int, raw: bytes, folder: Path, parsing: ProcessSandbox) -> None:
        scratch = folder / f"scratch{number}"
        scratch.mkdir()
        documents = []
        form: Any = None
        for document in parsing.examine(raw, [stage.form for stage in CALL.stages], scratch).documents:
            self.blobs.put((scratch / document.sha256).read_bytes())
            kind = "pdf" if document.kind is Kind.PDF else "word"
            documents.append(DocumentView(document.name, document.sha256, document.size, f"plan_{kind}"))
            if isinstance(document.content, PagedDocument):
                self.pages[document.sha256] = document.content
            elif document.content is not None:
                form = document.content.forms[0]
        fields = {reading.key: reading.value for reading in form.fields}
        self.rows.append(
            activity(
                number,
                fields["host_organisation"],
                activity=fields["activity_name"],
                fields=fields,
                documents=tuple(documents),
            )
        )

    def write(self, target: Path, *rows: ActivityView, readers: Readers = Readers.REVIEWERS) -> Told:
        return write_package(target, rows or self.rows, (CALL,), readers, self.source)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with ProcessSandbox(1) as parsing:
        yield Case(tmp_path_factory.mktemp("package"), parsing)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


pytestmark = pytest.mark.parts


def test_every_document_as_it_came(case: Case, tmp_path: Path) -> None:
    told = case.write(tmp_path / "out")
    assert (told.documents, told.problems) == (4, [])
    found = files(tmp_path / "out")
    assert {hashlib.sha256(data).hexdigest() for path, data in found.items() if path.startswith("材料/")} == {
        document.sha256 for row in case.rows for document in row.documents
    }
    assert sorted(path for path in found if not path.startswith("材料/")) == sorted(
        ["合订本/筹备方案.pdf", "目录.html", "汇总表.xlsx", *(f"缩略图/{row.receipt}.jpg" for row in case.rows)]
    )


def test_links_lead_to_files(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / "out")
    page = (tmp_path / "out" / "目录.html").read_text("utf-8")
    targets = [unquote(html.unescape(each)) for each in re.findall(r'(?:href|src)="([^"]+)"', page)]
    sheet = openpyxl.load_workbook(tmp_path / "out" / "汇总表.xlsx")["活动汇总"]
    targets += [
        unquote(cell.hyperlink.target).replace("\\", "/") for row in sheet.iter_rows() for cell in row if cell.hyperlink
    ]
    assert len(targets) == 1 + 1 + 2 + 4 + 4
    for target in targets:
        assert (tmp_path / "out" / target).is_file(), target


def test_pictures_hide_contact_data_from_reviewers_alone(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / "reviewers")
    case.write(tmp_path / "office", readers=Readers.OFFICE)
    for row in case.rows:
        pages = case.pages[next(d.sha256 for d in row.documents if d.role == "plan_pdf")]
        line = next(line for line in pages.pages[0].lines if row.fields["contact_mobile"] in line.text.replace(" ", ""))
        shades = []
        for name in ("reviewers", "office"):
            picture = Image.open(tmp_path / name / "缩略图" / f"{row.receipt}.jpg").convert("L")
            left, top, right, bottom = (edge * size for edge, size in zip(line.box, picture.size * 2, strict=True))
            shades.append(picture.crop((int(left), int(top), int(right) + 1, int(bottom) + 1)).getextrema())
        assert shades[0][0] > 180, "covered: nothing darker than the cover"
        assert shades[1][0] < 140, "to be read"


def test_contact_data_is_in_no_text_for_reviewers(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / "out")
    page = (tmp_path / "out" / "目录.html").read_text("utf-8")
    for row in case.rows:
        assert row.activity in page
        for key in ("contact_mobile", "contact_email", "contact_name"):
            assert row.fields[key] not in page


def test_a_stopped_run_goes_on_and_what_is_gone_is_removed(case: Case, tmp_path: Path) -> None:
    out = tmp_path / "out"
    case.write(out)
    documents = sorted(path for path in (out / "材料").rglob("*") if path.suffix in (".docx", ".pdf"))
    pictures = sorted((out / "缩略图").iterdir())
    kept = [*documents, *pictures, out / "合订本" / "筹备方案.pdf"]
    before = {path: path.stat().st_mtime_ns for path in kept}
    documents[0].write_bytes(b"half")
    case.write(out)
    assert [path for path in kept if path.stat().st_mtime_ns != before[path]] == [documents[0]]
    assert documents[0].read_bytes() != b"half"
    case.write(out, case.rows[0])
    assert {path.partition("/")[0] for path in files(out)} == {"材料", "合订本", "缩略图", "目录.html", "汇总表.xlsx"}
    assert len(files(out)) == 2 + 1 + 3
    assert len(list((out / "材料").iterdir())) == 1


def test_a_zip_holds_the_same(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / "out")
    case.write(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files(tmp_path / "out")
    first = (tmp_path / "out.zip").read_bytes()
    case.write(tmp_path / "out.zip")
    assert (tmp_path / "out.zip").read_bytes() == first


def test_a_folder_of_somebody_elses(case: Case, tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine")
    with pytest.raises(ConfigurationError, match="里有别的文件"):
        case.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_document_that_is_gone_or_broken_is_said_and_the_others_go_on(case: Case, tmp_path: Path) -> None:
    gone = replace(
        case.rows[0], documents=(DocumentView("方案.docx", "0" * 64, 1, "plan_word"), *case.rows[0].documents[1:])
    )
    broken = case.blobs.put(b"%PDF-1.7 broken")
    case.pages[broken] = case.pages[case.rows[1].documents[-1].sha256]
    odd = replace(case.rows[1], documents=(DocumentView("方案.pdf", broken, 15, "plan_pdf"),))
    told = case.write(tmp_path / "out", gone, odd)
    assert [problem.partition("：")[0].rpartition("/")[2] for problem in told.problems] == [
        "筹备方案.docx",
        "筹备方案.pdf没有缩略图",
        "筹备方案.pdf，请单独打印",
    ]
    assert "打不开，没有收进合订本/筹备方案.pdf" in told.problems[-1]
    assert told.documents == 2


def test_nothing_that_senders_wrote_becomes_markup(case: Case, tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    row = replace(case.rows[0], organisation=evil, activity=evil, fields={"plan_text": evil}, documents=())
    case.write(tmp_path / "out", row)
    page = (tmp_path / "out" / "目录.html").read_text("utf-8")
    assert page.count("<script") == 1
    assert "<img" not in page


def test_pictures_are_pictures(case: Case, tmp_path: Path) -> None:
    case.write(tmp_path / "out")
    for path in (tmp_path / "out" / "缩略图").iterdir():
        picture = Image.open(io.BytesIO(path.read_bytes()))
        assert (picture.format, picture.width) == ("JPEG", 360)

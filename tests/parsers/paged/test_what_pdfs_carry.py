"""What runs is told, and nothing else: scripts, launches, programs within; files and forms that are harmless aren't."""

import io
import zipfile

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from parsers.facts import TroubleKind
from parsers.paged import read_pdf
from parsers.paged.carried import carried
from tests.forms import filled
from tests.pages import (
    TEXT,
    Sheet,
    Words,
    action,
    letter,
    locked,
    pdf,
    with_actions,
    with_attachments,
    with_form,
    with_xfa,
)

SCRIPT = action("JavaScript", JS=TextStringObject("app.alert(1);"))
LAUNCH = action("Launch", F=TextStringObject("calc.exe"))
LINK = action("URI", URI=TextStringObject("https://office.example.org"))
PAGE = ArrayObject([NumberObject(0), NameObject("/Fit")])


def macros() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/vbaProject.bin", b"\0")
    return buffer.getvalue()


def packed_away(data: bytes) -> bytes:
    """The PDF with a script as its opening action, packed so that no name of it stands in the file's bytes."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)), {"stream_xrefs": True})
    script = generic.DictionaryObject(
        {generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("x()")}
    )
    writer.root["/OpenAction"] = writer.add_object(script, obj_stream=writer.prepare_object_stream())
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (with_actions(pdf(letter()), OpenAction=SCRIPT), "JavaScript"),
        (with_actions(pdf(letter()), AA=DictionaryObject({NameObject("/WC"): SCRIPT})), "JavaScript"),
        (with_actions(pdf(letter()), OpenAction=action("Rendition", JS=TextStringObject("x()"))), "JavaScript"),
        (with_actions(pdf(letter()), OpenAction=LAUNCH), "启动外部程序"),
        (locked(with_actions(pdf(letter()), OpenAction=SCRIPT)), "JavaScript"),
        (with_attachments(pdf(letter()), {"方案.exe": b"MZ\x90\0"}), "方案.exe"),
        (with_attachments(pdf(letter()), {"方案.docx": b"MZ\x90\0"}), "方案.docx"),
        (with_attachments(pdf(letter()), {"方案.docx": macros()}), "方案.docx"),
        (with_attachments(pdf(letter()), {"打开.vbs": b"x = 1"}), "打开.vbs"),
        (with_xfa(pdf(letter()), {}, "<script>xfa.host.messageBox(1)</script>"), "XFA"),
    ],
    ids=["open", "close", "rendition", "launch", "encrypted", "exe", "disguised", "macros", "script file", "XFA"],
)
def test_what_runs_is_told(data: bytes, says: str):
    (trouble,) = read_pdf(data)[1]
    assert trouble.kind is TroubleKind.DANGEROUS
    assert says in trouble.found


@pytest.mark.parametrize(
    "data",
    [
        pdf(letter()),
        with_actions(pdf(letter()), OpenAction=PAGE),
        with_actions(pdf(letter()), OpenAction=action("GoTo", D=PAGE)),
        with_actions(pdf(letter()), OpenAction=LINK),
        with_actions(pdf(letter()), Ours=action("Launch")),
        with_attachments(pdf(letter()), {"方案.docx": filled()}),
        with_form(pdf(letter()), [("云杉", (100, 300, 200, 320))]),
        with_xfa(pdf(letter()), {"unit": "云杉"}),
        pdf(Sheet((Words("/S /JavaScript /JS (x) /S /Launch /F (calc)", 60, 600),))),
    ],
    ids=["plain", "page", "GoTo", "link", "launches nothing", "attachment", "form", "XFA", "words"],
)
def test_what_only_looks_so_is_not(data: bytes):
    assert read_pdf(data)[1] == ()


def test_an_action_that_nothing_leads_to_runs_nothing():
    whole = with_actions(pdf(letter()), OpenAction=SCRIPT)
    unhooked = whole.replace(b"/OpenAction", b"/OpenActiom")
    assert whole != unhooked
    assert b"/JavaScript" in unhooked
    assert carried(unhooked.replace(b"/JavaScript", b"/JavaScripy")).dangers == ()


def test_a_name_written_in_hexadecimal_is_the_same_name():
    data = with_actions(pdf(letter()), OpenAction=SCRIPT)
    hidden = data.replace(b"/JavaScript", b"/J#61vaScrip#74")
    assert hidden != data
    assert [each.kind for each in carried(hidden).dangers] == [TroubleKind.DANGEROUS]


def test_a_file_too_broken_to_walk_is_judged_by_its_names():
    data = b"%PDF-1.4\n1 0 obj << /S /JavaScript /JS (x) >>"
    assert [each.kind for each in carried(data).dangers] == [TroubleKind.DANGEROUS]


def test_files_within_are_listed_and_a_portfolio_says_so():
    files = {"方案.docx": filled(), "说明.txt": b"spruce"}
    within = carried(with_attachments(pdf(letter()), files, portfolio=True))
    assert within.portfolio
    assert {file.name: file.data for file in within.files} == files
    assert not carried(with_attachments(pdf(letter()), files)).portfolio


def test_values_of_a_form_are_text_where_they_stand():
    data = with_form(
        pdf(Sheet((Words("主办单位名称", 80, 700), Words("传真", 80, 600)))),
        [("中国云杉工程学会", (200, 695, 400, 715)), ("第一行\n第二行", (80, 400, 400, 500))],
        ticked=[(200, 595, 215, 610)],
        notes=[("打字机批注", (300, 595, 400, 615))],
    )
    lines = read_pdf(data)[0].pages[0].lines
    assert [line.text for line in lines] == [
        "主办单位名称",
        "中国云杉工程学会",
        "传真",
        "√",
        "打字机批注",
        "第一行",
        "第二行",
    ]
    assert lines[1].box == pytest.approx((200 / 595.3, 1 - 715 / 841.9, 400 / 595.3, 1 - 695 / 841.9), abs=0.003)


def test_values_of_an_xfa_form_that_no_page_shows_are_text():
    document = read_pdf(with_xfa(pdf(letter(TEXT[:2])), {"unit": "中国云杉工程学会", "title": TEXT[0]}))[0]
    assert document.text.split("\n") == [*TEXT[:2], "中国云杉工程学会"]


def test_a_script_in_a_compressed_object_stream_is_found():
    data = packed_away(pdf(letter()))
    assert b"JavaScript" not in data
    assert [each.kind for each in carried(data).dangers] == [TroubleKind.DANGEROUS]

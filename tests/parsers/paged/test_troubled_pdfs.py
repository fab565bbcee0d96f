"""A PDF that can't be read says why; one that only begins oddly is read."""

import io

import pypdf
import pytest
from pypdf.actions import JavaScript

from parsers.facts import TroubleKind
from parsers.paged import read_pdf
from parsers.trouble import DocumentTrouble
from tests.pages import TEXT, Sheet, letter, pdf


def trouble(data: bytes) -> TroubleKind:
    with pytest.raises(DocumentTrouble) as caught:
        read_pdf(data)
    assert caught.value.trouble.found
    return caught.value.trouble.kind


def with_script(data: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.add_open_action(JavaScript("app.alert(1);"))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_attachment(data: bytes, name: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.add_attachment(name, b"MZ")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_is_asked_for():
    assert trouble(pdf(letter(), password="spruce")) is TroubleKind.ENCRYPTED


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\nthis is not one", b"%PDF-", pdf(letter())[:300]], ids=["words", "head", "cut"]
)
def test_broken_bytes_are_unreadable(data: bytes):
    assert trouble(data) is TroubleKind.UNREADABLE


def test_blank_pages_are_empty():
    assert trouble(pdf(Sheet(), Sheet())) is TroubleKind.EMPTY


@pytest.mark.parametrize("junk", [b"\r\n\r\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000])
def test_junk_before_the_header_is_passed_over(junk: bytes):
    assert read_pdf(junk + pdf(letter()))[0].pages[0].text == "\n".join(TEXT)


def test_a_lost_cross_reference_table_is_rebuilt():
    whole = pdf(letter())
    assert read_pdf(whole[: whole.rindex(b"xref\n")])[0].text == "\n".join(TEXT)


@pytest.mark.parametrize(
    ("data", "dangerous"),
    [
        (pdf(letter()), False),
        (with_script(pdf(letter())), True),
        (with_attachment(pdf(letter()), "plan.exe"), True),
        (with_attachment(pdf(letter()), "plan.docx"), False),
    ],
    ids=["plain", "script", "program", "attachment"],
)
def test_what_runs_is_told(data: bytes, dangerous: bool):
    troubles = read_pdf(data)[1]
    assert [each.kind for each in troubles] == ([TroubleKind.DANGEROUS] if dangerous else [])

"""Books of PDFs: every page as a printer would show it, bookmarks, and nothing that runs."""

import io
from collections.abc import Callable

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from parsers.binding import MOST_PAGES, bind

_SCRIPT = DictionaryObject(
    {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
)
SIZE = (300, 400)


def pdf(*texts: str, form: bool = False) -> bytes:
    """A page a text; with a form a field that says FILLED, too."""
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=SIZE)
    for text in texts:
        canvas.drawString(50, 300, text)
        if form:
            canvas.acroForm.textfield(name="a", value="FILLED", x=50, y=200, width=120, height=24)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def changed(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def book(*documents: tuple[tuple[str, ...], bytes], most: int = 60) -> tuple[PdfReader, tuple[tuple[int, int], ...]]:
    data, pages = bind(documents, most)
    return PdfReader(io.BytesIO(data)), pages


def outline(reader: PdfReader) -> list[tuple[int, str, int]]:
    """Depth, title, page from 0."""

    def walk(items: list[object], depth: int) -> list[tuple[int, str, int]]:
        found: list[tuple[int, str, int]] = []
        for item in items:
            if isinstance(item, list):
                found += walk(item, depth + 1)
            else:
                found.append((depth, item.title, reader.get_destination_page_number(item)))  # type: ignore[attr-defined, arg-type]
        return found

    return walk(reader.outline, 0)  # type: ignore[arg-type]


def ink(data: bytes, page: int, box: tuple[int, int, int, int]) -> int:
    """How many dark pixels a part of a page has, in points from its top."""
    document = pypdfium2.PdfDocument(data)
    picture = document[page].render(may_draw_forms=False).to_pil().convert("L").crop(box)
    document.close()
    return sum(picture.histogram()[:128])


def test_pages_in_order_with_bookmarks_two_deep() -> None:
    reader, pages = book(
        (("中国云杉工程学会", "林间课堂"), pdf("one", "two")),
        (("中国云杉工程学会", "云杉节"), pdf("three")),
        (("青河省科协", "林间课堂"), pdf("four")),
    )
    assert pages == ((2, 2), (1, 1), (1, 1))
    assert [page.extract_text().strip() for page in reader.pages] == ["one", "two", "three", "four"]
    assert outline(reader) == [
        (0, "中国云杉工程学会", 0),
        (1, "林间课堂", 0),
        (1, "云杉节", 2),
        (0, "青河省科协", 3),
        (1, "林间课堂", 3),
    ]
    assert reader.page_mode == "/UseOutlines"


def test_two_documents_of_one_title_keep_a_bookmark_each() -> None:
    reader, _ = book((("甲", "乙"), pdf("one")), (("甲", "乙"), pdf("two")))
    assert outline(reader) == [(0, "甲", 0), (1, "乙", 0), (1, "乙", 1)]


def test_one_that_cant_be_opened_is_counted_as_none() -> None:
    locked = changed(pdf("secret"), lambda writer: writer.encrypt("password"))
    reader, pages = book((("甲", "a"), b"%PDF-1.7 broken"), (("乙", "b"), pdf("one")), (("丙", "c"), locked))
    assert pages == ((0, 0), (1, 1), (0, 0))
    assert [title for _, title, _ in outline(reader)] == ["乙", "b"]


def test_nothing_to_bind_is_no_book() -> None:
    assert bind([]) == (b"", ())
    assert bind([(("甲",), b"no pdf")]) == (b"", ((0, 0),))


def test_a_pdf_that_only_asks_before_changing_is_bound() -> None:
    restricted = changed(pdf("one"), lambda writer: writer.encrypt("", "owner"))
    reader, pages = book((("甲",), restricted))
    assert (pages, reader.is_encrypted) == (((1, 1),), False)


def test_so_many_pages_of_each_and_no_more() -> None:
    reader, pages = book((("甲",), pdf(*"abcde")), (("乙",), pdf("f")), most=3)
    assert pages == ((3, 5), (1, 1))
    assert outline(reader) == [(0, "甲", 0), (0, "乙", 3)]


def test_a_report_of_hundreds_of_pages_is_bound_whole() -> None:
    _, pages = book((("甲",), pdf(*map(str, range(300)))), most=MOST_PAGES)
    assert pages == ((300, 300),)


def test_what_a_form_and_a_note_show_stays_to_be_seen() -> None:
    noted = changed(
        pdf("one"),
        lambda writer: writer.add_annotation(0, FreeText(text="NOTE", rect=(50, 100, 200, 130), border_color="000000")),
    )
    data, _ = bind([(("甲",), pdf("one", form=True)), (("乙",), noted)])
    field = (50, 170, 170, 205)
    assert ink(data, 0, field) > 50
    assert ink(pdf("one"), 0, field) == 0


def open_action(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OpenAction")] = _SCRIPT


def page_action(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): _SCRIPT})


def link_that_runs(writer: PdfWriter) -> None:
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject(),
            NameObject("/A"): _SCRIPT,
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])


RUNS = (b"/JavaScript", b"/EmbeddedFile")


@pytest.mark.parametrize(
    "evil",
    [
        open_action,
        page_action,
        link_that_runs,
        lambda writer: writer.add_attachment(filename="evil.exe", data=b"MZ evil"),
    ],
)
def test_nothing_that_runs_comes_along(evil: Callable[[PdfWriter], object]) -> None:
    hostile = changed(pdf("one", form=True), evil)
    assert any(word in hostile for word in RUNS)
    data, pages = bind([(("甲",), hostile)])
    assert pages == ((1, 1),)
    reader = PdfReader(io.BytesIO(data))
    assert set(reader.trailer["/Root"]) == {"/Type", "/Pages", "/Outlines", "/PageMode"}
    assert not {"/AA", "/Annots"} & set(reader.pages[0])
    assert not any(word in data for word in RUNS)


def test_the_same_plans_are_the_same_bytes_and_the_original_stays() -> None:
    original = pdf("one", form=True)
    kept = bytes(original)
    assert bind([(("甲",), original)]) == bind([(("甲",), original)])
    assert original == kept

"""Which documents a book has, in which volumes, and what is said of those that it hasn't."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter

from archive.views import ActivityView, DocumentView
from intake.receipt import format_receipt
from parsers.errors import ParsingFailed
from parsers.sandbox import ProcessSandbox
from review_export.package.books import Volume, bound, volumes
from review_export.package.layout import Place, lay_out
from tests.review_export.activities import CALL, activity

_MIB = 1024 * 1024


def laid(*rows: ActivityView, converted: bool = False) -> tuple[Volume, ...]:
    return volumes(lay_out((CALL,), rows, converted))


def names(volume: Volume) -> list[str]:
    return [place.path.partition("/")[2] for place in volume.places]


def only_word(number: int) -> ActivityView:
    return activity(number, documents=(DocumentView("方案.docx", "c" * 64, 10, "plan_word"),))


def big(number: int, mib: int) -> ActivityView:
    return activity(number, documents=(DocumentView("方案.pdf", f"{number:064d}", mib * _MIB, "plan_pdf"),))


def test_a_book_a_stage_in_the_packages_order() -> None:
    report = DocumentView("总结.pdf", "d" * 64, 20, "report_pdf")
    found = laid(
        activity(2, "某某协会"), activity(1), activity(3, activity="科技活动之1", stage="report", documents=(report,))
    )
    assert [volume.path for volume in found] == ["合订本/筹备方案.pdf", "合订本/总结报告.pdf"]
    assert names(found[0]) == [
        "01-中国云杉工程学会/01-科技活动之1/筹备方案.pdf",
        "02-某某协会/01-科技活动之2/筹备方案.pdf",
    ]
    assert names(found[1]) == ["01-中国云杉工程学会/01-科技活动之1/总结报告.pdf"]


def test_word_alone_is_bound_where_it_was_converted() -> None:
    assert laid(only_word(1)) == ()
    (found,) = laid(only_word(1), activity(2), converted=True)
    assert [name.rpartition("/")[2] for name in names(found)] == ["筹备方案-转自Word.pdf", "筹备方案.pdf"]


def test_what_is_only_sent_along_isnt_bound() -> None:
    assert laid(activity(1, documents=(DocumentView("图.pdf", "e" * 64, 5, "supporting"),))) == ()


def test_a_large_book_comes_in_volumes() -> None:
    found = laid(*(big(number, 30) for number in range(1, 6)))
    assert [volume.path for volume in found] == [f"合订本/筹备方案-第{number}册.pdf" for number in (1, 2, 3)]
    assert [len(volume.places) for volume in found] == [2, 2, 1]


def test_many_small_ones_too() -> None:
    many = [replace(activity(1), receipt=format_receipt("2020-29", n), activity=f"活动{n}") for n in range(1, 602)]
    assert [len(volume.places) for volume in laid(*many)] == [300, 300, 1]


def test_one_beyond_all_measure_has_a_volume_to_itself() -> None:
    assert [len(volume.places) for volume in laid(big(1, 1), big(2, 500), big(3, 1))] == [1, 1, 1]


def test_what_a_volume_is_made_of() -> None:
    first, again, other = laid(big(1, 1))[0], laid(big(1, 1))[0], laid(big(2, 1))[0]
    assert first.of() == again.of() != other.of()
    renamed = replace(first, places=(replace(first.places[0], organisation="别的学会"),))
    assert renamed.of() != first.of()  # its bookmark would be another


class Touchy:
    """Binds by counting, and breaks at whatever begins with `deadly`."""

    def bind(self, documents: Sequence[tuple[tuple[str, ...], bytes]]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
        if any(data.startswith(b"deadly") for _, data in documents):
            raise ParsingFailed("解析进程意外退出")
        pages = tuple((0, 0) if data == b"shut" else (1, len(data)) for _, data in documents)
        return b"+".join(data for _, data in documents), pages


@pytest.mark.parametrize(
    ("contents", "book", "left_out"),
    [
        ((b"a", b"b", b"c"), b"a+b+c", []),
        ((b"a", b"deadly", b"c"), b"a+c", [1]),
        ((b"a", b"shut", b"c"), b"a+shut+c", [1]),
        ((b"a", None, b"c"), b"a+c", []),  # that it lacks was said when it was missed
        ((b"deadly", b"deadly", b"deadly"), b"", [0, 1, 2]),
    ],
)
def test_one_that_breaks_the_book_is_left_out_and_said(
    contents: tuple[bytes | None, ...], book: bytes, left_out: list[int]
) -> None:
    (volume,) = laid(*(big(number, 1) for number in range(1, 4)))
    held = dict(zip(volume.places, contents, strict=True))
    problems: list[str] = []
    assert bound(volume, held.__getitem__, Touchy(), problems) == book
    said = [f"{volume.places[index].path}打不开，没有收进合订本/筹备方案.pdf，请单独打印" for index in left_out]
    assert problems == said


def test_one_that_is_cut_is_said() -> None:
    (volume,) = laid(big(1, 1), big(2, 1))
    held = dict(zip(volume.places, (b"a", b"long"), strict=True))
    problems: list[str] = []
    assert bound(volume, held.__getitem__, Touchy(), problems) == b"a+long"
    path = volume.places[1].path
    assert problems == [f"{path}共4页，收进合订本/筹备方案.pdf的只有前1页，其余请单独打印"]


@pytest.fixture
def parser() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1) as pool:
        yield pool


@pytest.mark.parts
def test_bound_in_a_process_of_its_own(parser: ProcessSandbox) -> None:
    (volume,) = laid(activity(1), activity(2, "某某协会", activity=""))
    problems: list[str] = []

    def page(place: Place) -> bytes:
        writer, written = PdfWriter(), io.BytesIO()
        writer.add_blank_page(100, 100 + len(place.path))
        writer.write(written)
        return written.getvalue()

    reader = PdfReader(io.BytesIO(bound(volume, page, parser, problems)))
    assert [int(page.mediabox.height) for page in reader.pages] == [100 + len(place.path) for place in volume.places]
    shown = [each.title for each in reader.outline if not isinstance(each, list)]
    assert (shown, problems) == (["中国云杉工程学会", "某某协会"], [])

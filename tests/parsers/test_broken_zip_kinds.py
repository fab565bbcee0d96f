"""A zip cut short still says whether it was a document or a container of documents."""

import io
import zipfile

import pytest

from parsers.facts import Kind
from parsers.sniff import sniff
from tests.forms import filled

DOCX = filled()


def _archive(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        package.writestr("筹备方案.docx", DOCX)
    return buffer.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_container_cut_short(method: int, share: float) -> None:
    data = _archive(method)
    assert sniff(data[: int(len(data) * share)], "材料.zip").kind is Kind.ARCHIVE


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_document_cut_short(share: float) -> None:
    assert sniff(DOCX[: int(len(DOCX) * share)], "筹备方案.docx").kind is Kind.DOCX


def test_a_workbook_cut_short() -> None:
    """Its first member only tells that it was one of Office's."""
    cut = DOCX[: len(DOCX) // 2]
    assert sniff(cut, "名单.xlsx").kind is Kind.SPREADSHEET
    assert sniff(cut, "介绍.pptx").kind is Kind.PRESENTATION
    assert sniff(cut, "附件").kind is Kind.DOCX

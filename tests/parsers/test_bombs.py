"""Bombs of every kind, beside a good document in one mail: bounded work and memory, and the good one unharmed.

Bounded means here: within a small child's limits, which end it beyond 1 GB, 20 seconds of CPU or 1 GB of files; what a
child dies of twice says 两次. Two of them are let die of it, for no reader can tell beforehand how much they will draw.
"""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from parsers.facts import Kind, TroubleKind, WordDocument
from parsers.limits import MIB, Limits
from parsers.sandbox import ProcessSandbox
from tests.parsers.bombs import BOMBS
from tests.parsers.bombs.words import document, docx, paragraph

pytestmark = pytest.mark.parts
LIMITS = Limits(resident_bytes=1024 * MIB, cpu_seconds=20, document_seconds=90, pages=5)
ENDED = {"pdf_that_draws_itself.pdf", "pdf_of_forms_in_forms.pdf"}
SAID = {
    "zip_of_zeros.zip": (TroubleKind.TOO_LARGE, "压缩比超过200倍"),
    "zips_beside_zips.zip": (TroubleKind.TOO_LARGE, "包内文件超过500个"),
    "zip_of_many_files.zip": (TroubleKind.TOO_LARGE, "包内文件超过500个"),
    "overlapping_zip.zip": (TroubleKind.TOO_LARGE, "压缩比超过200倍"),
    "gz_of_zeros.gz": (TroubleKind.TOO_LARGE, "压缩比超过200倍"),
    "bz2_of_zeros.bz2": (TroubleKind.TOO_LARGE, "压缩比超过200倍"),
    "xz_of_zeros.xz": (TroubleKind.TOO_LARGE, "压缩比超过200倍"),
    "tar_of_many_files.tgz": (TroubleKind.TOO_LARGE, "包内文件超过500个"),
    "docx_of_laughs.docx": (TroubleKind.UNREADABLE, "XML"),
    "docx_of_one_long_laugh.docx": (TroubleKind.UNREADABLE, "XML"),
    "docx_with_a_file_in_it.docx": (TroubleKind.UNREADABLE, "DTD"),
    "docx_with_a_page_of_the_net.docx": (TroubleKind.UNREADABLE, "DTD"),
    "docx_nested_deep.docx": (TroubleKind.UNREADABLE, "XML"),
    "docx_of_zeros.docx": (TroubleKind.TOO_LARGE, "超过32MB"),
    "pdf_whose_pages_are_their_own_parents.pdf": (TroubleKind.UNREADABLE, "已损坏"),
    "png_of_a_town.png": (TroubleKind.TOO_LARGE, "像素"),
    "tiff_of_a_town.tif": (TroubleKind.TOO_LARGE, "像素"),
    "gif_of_a_town.gif": (TroubleKind.TOO_LARGE, "像素"),
    "bmp_of_a_town.bmp": (TroubleKind.TOO_LARGE, "像素"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1, LIMITS) as pool:
        yield pool


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_beside_a_good_document(sandbox: ProcessSandbox, tmp_path: Path, name: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example.org", "方案"
    mail.set_content("请查收")
    for each, data in ((name, BOMBS[name]()), ("good.docx", docx(document(paragraph("unharmed"))))):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=each)
    found = sandbox.examine(mail.as_bytes(), [], tmp_path).documents
    bomb, good = found[0], found[-1]
    assert isinstance(good.content, WordDocument)
    assert good.content.text == "unharmed"
    assert good.troubles == ()
    ended = any("两次" in trouble.found for each in found for trouble in each.troubles)
    assert ended == (name in ENDED), bomb.troubles
    if name in SAID:
        kind, words = SAID[name]
        said = [trouble for each in found[:-1] for trouble in each.troubles]  # of itself, or of what is in it
        assert any(trouble.kind is kind and words in trouble.found for trouble in said), said
    assert "root:" not in str(found)  # /etc/passwd


def test_containers_nest_so_deep_and_no_deeper(sandbox: ProcessSandbox, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "方案"
    mail.add_attachment(BOMBS["zips_in_zips.zip"](), maintype="application", subtype="zip", filename="a.zip")
    found = sandbox.examine(mail.as_bytes(), [], tmp_path).documents
    assert len(found) == LIMITS.depth + 1
    assert {document.kind for document in found} == {Kind.ARCHIVE}
    assert [trouble.kind for trouble in found[-1].troubles] == [TroubleKind.TOO_LARGE]

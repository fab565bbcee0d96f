"""OFD: its text; a made file of two pages."""

import io
import zipfile

import pytest

from parsers.facts import TextSource, TroubleKind
from parsers.paged import read_ofd
from parsers.trouble import DocumentTrouble

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(*pages: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "OFD.xml",
            f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
        package.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        for number, text in enumerate(pages):
            lines = "".join(
                f'<ofd:TextObject ID="{100 + row}" Boundary="20 {30 + 10 * row} 150 6" Font="1" Size="5">'
                f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
                for row, line in enumerate(text.split("\n"))
            )
            package.writestr(
                f"Doc_0/Pages/{number}.xml",
                f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="1">{lines}</ofd:Layer></ofd:Content></ofd:Page>',
            )
    return buffer.getvalue()


def test_its_pages_and_lines_are_read():
    document = read_ofd(ofd("关于报送筹备方案的函\n中国云杉工程学会", "第二页"))
    assert [page.text for page in document.pages] == ["关于报送筹备方案的函\n中国云杉工程学会", "第二页"]
    assert (document.source, document.page_count, document.stamps) == (TextSource.NATIVE, 2, ())
    page = document.pages[0]
    assert (round(page.width), round(page.height)) == (595, 842)
    assert page.lines[0].box == pytest.approx((20 / 210, 30 / 297, 70 / 210, 35 / 297), abs=0.02)


@pytest.mark.parametrize("data", [b"PK\x03\x04", ofd("一")[:200]], ids=["head", "cut"])
def test_a_broken_one_is_unreadable(data: bytes):
    with pytest.raises(DocumentTrouble) as caught:
        read_ofd(data)
    assert caught.value.trouble.kind is TroubleKind.UNREADABLE

"""OFD: its text, what its pictures show, and the seals of its signatures; made files."""

import io
import zipfile
from collections.abc import Mapping

import pytest
from asn1crypto import parser
from PIL import Image

from parsers.facts import SignatureState, StampKind, TextSource, TroubleKind
from parsers.paged import read_ofd
from parsers.trouble import DocumentTrouble
from tests.pages import ORGANISATION, TEXT, Seal, draw, overlap, paper, scanned, seal_at

_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def ofd(*pages: str, drawn: str = "", beside: Mapping[str, bytes] | None = None) -> bytes:
    """Pages of text; `drawn`: objects on the first; `beside`: further parts, a picture P among them under Res/p.png."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr(
            "OFD.xml",
            f'<ofd:OFD {_NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody></ofd:OFD>",
        )
        listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="Pages/{n}.xml"/>' for n in range(len(pages)))
        package.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {_NS}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
            f"<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        )
        package.writestr(
            "Doc_0/DocumentRes.xml",
            f'<ofd:Res {_NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>p.png'
            "</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>",
        )
        for name, data in (beside or {}).items():
            package.writestr(name, data)
        for number, text in enumerate(pages):
            lines = "".join(
                f'<ofd:TextObject ID="{100 + row}" Boundary="20 {30 + 10 * row} 150 6" Font="1" Size="5">'
                f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
                for row, line in enumerate(text.split("\n"))
                if line
            )
            package.writestr(
                f"Doc_0/Pages/{number}.xml",
                f'<ofd:Page {_NS}><ofd:Content><ofd:Layer ID="1">{lines}{drawn * (number == 0)}</ofd:Layer></ofd:Content></ofd:Page>',
            )
    return buffer.getvalue()


def signed(
    picture: bytes, kind: str = "png", value: bytes | None = None, name: str = ORGANISATION
) -> Mapping[str, bytes]:
    """A signature's parts: its seal stands at 120, 180 on the first page, 40 mm wide and high."""
    return {
        "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {_NS}><ofd:Signature ID="s1" Type="Seal" '
        'BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'.encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": f'<ofd:Signature {_NS}><ofd:SignedInfo><ofd:StampAnnot ID="a" PageRef="10" '
        'Boundary="120 180 40 40"/></ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>'.encode(),
        "Doc_0/Signs/Sign_0/SignedValue.dat": _ses(picture, kind, name) if value is None else value,
    }


def _ses(picture: bytes, kind: str, name: str) -> bytes:
    """The beginning of an SES_Signature as GB/T 38540 has it: what follows the seal isn't looked at."""
    header = _sequence(_der(22, b"ES"), _der(2, b"\x04"), _der(22, b"maker"))
    about = _sequence(_der(2, b"\x01"), _der(12, name.encode()))
    look = _sequence(_der(22, kind.encode()), _der(4, picture), _der(2, b"\x28"), _der(2, b"\x28"))
    return _sequence(_sequence(_der(2, b"\x04"), _sequence(_sequence(header, _der(22, b"1"), about, look))))


def _sequence(*parts: bytes) -> bytes:
    return bytes(parser.emit(0, 1, 16, b"".join(parts)))


def _der(tag: int, contents: bytes) -> bytes:
    return bytes(parser.emit(0, 0, tag, contents))


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


SEAL = png(draw(Seal(ORGANISATION)))
_WHOLE = '<ofd:ImageObject ID="50" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'
_PASTED = '<ofd:ImageObject ID="50" Boundary="120 180 40 40" CTM="40 0 0 40 0 0" ResourceID="7"/>'
_WHERE = (120 / 210, 180 / 297, 160 / 210, 220 / 297)


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


def test_a_scanned_page_is_recognised_and_its_seal_found():
    page, box = seal_at(paper(), Seal(ORGANISATION), 0.65, 0.63)
    document = read_ofd(ofd("", drawn=_WHOLE, beside={"Doc_0/Res/p.png": png(scanned(page))}))
    (stamp,) = document.stamps
    assert document.source is TextSource.OCR
    assert TEXT[0] in document.text
    assert (stamp.kind, stamp.text, stamp.is_clear) == (StampKind.INK, ORGANISATION, True)
    assert overlap(stamp.box, box) > 0.8


def test_a_seal_pasted_beside_text_is_found_where_it_stands():
    document = read_ofd(ofd("关于报送筹备方案的函", drawn=_PASTED, beside={"Doc_0/Res/p.png": SEAL}))
    (stamp,) = document.stamps
    assert (document.source, document.text) == (TextSource.NATIVE, "关于报送筹备方案的函")
    assert (stamp.kind, stamp.text, stamp.is_clear) == (StampKind.INK, ORGANISATION, True)
    assert overlap(stamp.box, _WHERE) > 0.8


def test_a_signatures_seal_is_a_signature_that_nobody_here_can_verify():
    document = read_ofd(ofd("关于报送筹备方案的函", "第二页", beside=signed(SEAL)))
    (stamp,) = document.stamps
    assert (stamp.page, stamp.kind, stamp.text) == (1, StampKind.SIGNATURE, ORGANISATION)
    assert overlap(stamp.box, _WHERE) > 0.95
    (signature,) = document.signatures
    assert (signature.signer, signature.state) == (ORGANISATION, SignatureState.UNSUPPORTED)


def test_a_seal_that_cannot_be_drawn_counts_by_its_place_and_name():
    (stamp,) = read_ofd(ofd("函", beside=signed(b"PK\x03\x04", "ofd"))).stamps
    assert (stamp.kind, stamp.text) == (StampKind.SIGNATURE, ORGANISATION)


def test_an_invoices_seal_seals_nothing():
    (stamp,) = read_ofd(ofd("发票", beside=signed(b"PK", "ofd", name="全国统一发票监制章"))).stamps
    assert not stamp.shape.counts


@pytest.mark.parametrize(
    "beside",
    [
        {"Doc_0/Res/p.png": b"no picture"},
        {},
        signed(SEAL, value=b"no signature"),
        signed(SEAL, value=_sequence(_der(2, b"\x01"), _der(4, b"raw"))),
        {"Doc_0/Signs/Signatures.xml": b"<ofd:Signatures"},
    ],
    ids=["no picture", "picture missing", "no DER", "signature without seal", "torn list"],
)
def test_what_cannot_be_drawn_is_passed_over(beside: Mapping[str, bytes]):
    document = read_ofd(ofd("关于报送筹备方案的函", drawn=_PASTED, beside=beside))
    assert (document.text, document.stamps, document.signatures) == ("关于报送筹备方案的函", (), ())

"""OFD: its text, what its pictures show, and the seals of its signatures; made files."""

from collections.abc import Mapping

import pytest

from parsers.facts import SignatureState, StampKind, StampShape, TextSource, TroubleKind
from parsers.paged import read_ofd
from parsers.paged.ofd_drawn import Package
from parsers.trouble import DocumentTrouble
from tests.pages import ORGANISATION, TEXT, Seal, draw, overlap, paper, scanned, seal_at
from tests.parsers.paged.made_ofd import NS, Signed, bodies, der, ofd, png, sequence, ses, signed

SEAL = png(draw(Seal(ORGANISATION)))
_WHOLE = '<ofd:ImageObject ID="50" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="7"/>'
_PASTED = '<ofd:ImageObject ID="50" Boundary="120 180 40 40" CTM="40 0 0 40 0 0" ResourceID="7"/>'
_NESTED = b""
for _ in range(3_000):
    _NESTED = sequence(_NESTED)
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


@pytest.mark.parts
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
    document = read_ofd(ofd("关于报送筹备方案的函", "第二页", beside=signed(Signed(SEAL))))
    (stamp,) = document.stamps
    assert (stamp.page, stamp.kind, stamp.text) == (1, StampKind.SIGNATURE, ORGANISATION)
    assert overlap(stamp.box, _WHERE) > 0.95
    (signature,) = document.signatures
    assert (signature.signer, signature.state) == (ORGANISATION, SignatureState.UNSUPPORTED)


def test_a_seal_that_cannot_be_drawn_counts_by_its_place_and_name():
    (stamp,) = read_ofd(ofd("函", beside=signed(Signed(b"PK\x03\x04", kind="ofd")))).stamps
    assert (stamp.kind, stamp.text) == (StampKind.SIGNATURE, ORGANISATION)


def test_an_invoices_seal_seals_nothing():
    (stamp,) = read_ofd(ofd("发票", beside=signed(Signed(b"PK", "全国统一发票监制章", kind="ofd")))).stamps
    assert not stamp.shape.counts


@pytest.mark.parametrize(
    "beside",
    [
        {"Doc_0/Res/p.png": b"no picture"},
        {},
        signed(Signed(SEAL, value=b"no signature")),
        signed(Signed(SEAL, value=sequence(der(2, b"\x01"), der(4, b"raw")))),
        signed(Signed(SEAL, value=ses(der(2, b"\x40" + bytes(8)), name=der(12, b"x")))),
        signed(Signed(SEAL, value=ses(der(4, b"raw"), name=der(3, b"\x00\x05")))),
        signed(Signed(SEAL, value=ses(der(4, b"raw"), name=_NESTED))),
        signed(Signed(SEAL, boundary="1e308 1e308 1e308 1e308")),
        {"Doc_0/Signs/Signatures.xml": b"<ofd:Signatures"},
    ],
    ids=[
        "no picture",
        "picture missing",
        "no DER",
        "signature without seal",
        "a number of 2^70 as picture",
        "a name of bits",
        "a name of 3,000 sequences",
        "beyond all numbers",
        "torn list",
    ],
)
def test_what_cannot_be_drawn_is_passed_over(beside: Mapping[str, bytes]):
    document = read_ofd(ofd("关于报送筹备方案的函", drawn=_PASTED, beside=beside))
    assert (document.text, document.stamps, document.signatures) == ("关于报送筹备方案的函", (), ())


def test_what_a_matrix_cannot_do_leaves_the_text():
    drawn = _PASTED.replace("40 0 0 40 0 0", "1e308 0 0 1 0 0")
    document = read_ofd(ofd("关于报送筹备方案的函", drawn=drawn, beside={"Doc_0/Res/p.png": SEAL}))
    assert (document.text, document.stamps) == ("关于报送筹备方案的函", ())


@pytest.mark.parametrize("box", ["0 0 1e308 1e308", "0 0 0 0", "0 0 -210 -297"])
def test_a_sheet_that_nobody_could_print_is_taken_for_a4(box: str):
    page = read_ofd(ofd("函", box=box)).pages[0]
    assert (round(page.width), round(page.height)) == (595, 842)


def test_signatures_of_one_id_are_told_apart():
    parts = signed(
        Signed(b"raw", "中国云杉工程学会", id=""), Signed(b"raw", "北京白桦研究会", id="", boundary="20,20,40,40")
    )
    document = read_ofd(ofd("函", beside=parts))
    assert [stamp.text for stamp in document.stamps] == ["中国云杉工程学会", "北京白桦研究会"]
    assert [each.signer for each in document.signatures] == ["中国云杉工程学会", "北京白桦研究会"]


def test_each_document_of_a_file_has_its_own_pages_and_pictures():
    first = (("第一份",), _PASTED, {"Doc_0/Res/p.png": b"no picture", **signed(Signed(b"raw"))})
    document = read_ofd(bodies(first, (("第二份",), _PASTED, {"Doc_1/Res/p.png": SEAL})))
    assert [(stamp.page, stamp.kind) for stamp in document.stamps] == [(1, StampKind.SIGNATURE), (2, StampKind.INK)]


def test_a_seal_across_all_pages_hides_no_other_signature():
    everywhere = tuple(str(10 + n) for n in range(45))
    parts = signed(
        Signed(b"raw", pages=everywhere), Signed(b"raw", "北京白桦研究会", pages=("54",), boundary="20 20 40 40")
    )
    document = read_ofd(ofd(*["函"] * 45, beside=parts))
    assert len(document.stamps) == 46
    assert [each.signer for each in document.signatures] == [ORGANISATION, "北京白桦研究会"]


@pytest.mark.parametrize(
    "hidden",
    [
        _PASTED.replace("/>", ' Visible="false"/>'),
        _PASTED.replace("/>", ' Alpha="0"/>'),
        f'<ofd:PageBlock ID="3" Visible="false">{_PASTED}</ofd:PageBlock>',
    ],
    ids=["itself", "thin", "with its block"],
)
def test_a_hidden_picture_is_no_seal(hidden: str):
    beside = {"Doc_0/Res/p.png": SEAL}
    assert read_ofd(ofd("函", drawn=hidden, beside=beside)).stamps == ()
    assert len(read_ofd(ofd("函", drawn=f'<ofd:PageBlock ID="3">{_PASTED}</ofd:PageBlock>', beside=beside)).stamps) == 1


def test_a_name_that_its_picture_contradicts_is_not_told():
    picture = png(draw(Seal("北京白桦研究会")))
    (stamp,) = read_ofd(ofd("函", beside=signed(Signed(picture)))).stamps
    assert (stamp.kind, stamp.shape, stamp.text) == (StampKind.SIGNATURE, StampShape.OFFICIAL, "")


def test_a_name_is_kept_as_it_can_stand_in_a_letter():
    written = "云杉\0学会\x1b\u202e" + "长" * 100_000
    (stamp,) = read_ofd(ofd("函", beside=signed(Signed(b"raw", written)))).stamps
    assert stamp.text.startswith("云杉学会长")
    assert len(stamp.text) <= 100


def test_a_picture_that_comes_again_and_again_is_read_once(monkeypatch: pytest.MonkeyPatch):
    read: list[str] = []
    original = Package.read

    def counted(package: Package, name: str) -> bytes:
        read.append(name)
        return original(package, name)

    monkeypatch.setattr(Package, "read", counted)
    document = read_ofd(ofd("函", drawn=_PASTED * 60, beside={"Doc_0/Res/p.png": SEAL}))
    assert read.count("Doc_0/Res/p.png") == 1
    assert len(document.stamps) == 1


def test_no_more_of_pictures_is_read_than_the_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("parsers.paged.ofd_drawn._BYTES", 1)
    drawn = _PASTED + _PASTED.replace('ResourceID="7"', 'ResourceID="8"').replace("120 180", "20 20")
    resources = (
        f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7"><ofd:MediaFile>p.png</ofd:MediaFile></ofd:MultiMedia>'
        '<ofd:MultiMedia ID="8"><ofd:MediaFile>q.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>'
    ).encode()
    beside = {"Doc_0/DocumentRes.xml": resources, "Doc_0/Res/p.png": b"no picture", "Doc_0/Res/q.png": SEAL}
    assert read_ofd(ofd("函", drawn=drawn, beside=beside)).stamps == ()
    monkeypatch.undo()
    assert len(read_ofd(ofd("函", drawn=drawn, beside=beside)).stamps) == 1


def test_a_seal_beside_the_page_is_none():
    assert read_ofd(ofd("函", beside=signed(Signed(SEAL, boundary="500 500 40 40")))).stamps == ()
    assert len(read_ofd(ofd("函", beside=signed(Signed(SEAL, boundary="170 180 40 40")))).stamps) == 1

"""One message examined: every document in it, wherever it hides, and trouble kept with the document that has it."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.demo.generator.mails import File, gbk_zip
from parsers.errors import ParsingFailed
from parsers.examine import examine
from parsers.facts import Document, Kind, PagedDocument, TroubleKind, WordDocument
from parsers.limits import Limits
from tests.forms import SPEC, filled
from tests.pages import letter, pdf, with_attachments

DOCX = filled()


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "a@b.example.org", "材料"
    message.set_content("请查收")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def examined(folder: Path, *files: tuple[str, bytes], limits: Limits = Limits()) -> list[Document]:
    return list(examine(mail(*files), [SPEC], folder, limits).documents)


def test_documents_of_containers_come_after_them_with_their_path(tmp_path: Path) -> None:
    inner = gbk_zip([File("方案.docx", DOCX)])
    outer = gbk_zip([File("说明.txt", "见内层".encode("gb18030")), File("内层.zip", inner)])
    found = examined(tmp_path, ("a.docx", DOCX), ("外层.zip", outer))
    assert [(each.id, each.name, each.container, each.kind) for each in found] == [
        ("1", "a.docx", None, Kind.DOCX),
        ("2", "外层.zip", None, Kind.ARCHIVE),
        ("2.1", "说明.txt", "外层.zip", Kind.TEXT),
        ("2.2", "内层.zip", "外层.zip", Kind.ARCHIVE),
        ("2.2.1", "方案.docx", "外层.zip/内层.zip", Kind.DOCX),
    ]
    assert found[2].text == "见内层"


def test_a_mail_forwarded_as_an_attachment(tmp_path: Path) -> None:
    forwarded = mail(("方案.docx", DOCX))
    message = EmailMessage()
    message.set_content("转发")
    message.add_attachment(forwarded, maintype="application", subtype="octet-stream", filename="原信.eml")
    found = examine(message.as_bytes(), [SPEC], tmp_path).documents
    assert [(each.id, each.kind, each.container) for each in found] == [
        ("1", Kind.MESSAGE, None),
        ("1.1", Kind.DOCX, "原信.eml"),
    ]


def test_a_portfolios_files_are_its_members(tmp_path: Path) -> None:
    cover = pdf(letter(("请用专用软件打开此文件包",)))
    found = examined(tmp_path, ("材料.pdf", with_attachments(cover, {"方案.docx": DOCX}, portfolio=True)))
    assert [(each.id, each.name, each.container, each.kind, each.portfolio) for each in found] == [
        ("1", "材料.pdf", None, Kind.PDF, True),
        ("1.1", "方案.docx", "材料.pdf", Kind.DOCX, False),
    ]
    assert found[0].content is None
    assert isinstance(found[1].content, WordDocument)


def test_a_file_attached_to_a_pdf_is_no_document_of_its_own(tmp_path: Path) -> None:
    (only,) = examined(tmp_path, ("方案.pdf", with_attachments(pdf(letter()), {"方案.docx": DOCX})))
    assert isinstance(only.content, PagedDocument)


def test_a_forms_fields_are_read_wherever_it_lies(tmp_path: Path) -> None:
    (_, inner) = examined(tmp_path, ("材料.zip", gbk_zip([File("方案.docx", DOCX)])))
    assert isinstance(inner.content, WordDocument)
    values = {reading.key: reading.value for reading in inner.content.forms[0].fields}
    assert (values["host_organisation"], values["contact_mobile"]) == ("中国云杉工程学会", "13900001234")


def test_every_documents_bytes_are_laid_out_under_their_hash(tmp_path: Path) -> None:
    found = examined(tmp_path, ("a.docx", DOCX), ("材料.zip", gbk_zip([File("b.txt", b"hello")])))
    assert {each.sha256 for each in found} == {path.name for path in tmp_path.iterdir()}
    assert (tmp_path / found[0].sha256).read_bytes() == DOCX


@pytest.mark.parametrize(
    ("name", "data", "trouble"),
    [
        ("方案.docx", b"", TroubleKind.EMPTY),
        ("方案.docx", DOCX[:2000], TroubleKind.UNREADABLE),
        ("方案.pdf", b"%PDF-1.4 and nothing", TroubleKind.UNREADABLE),
        ("方案.docx", b"\x00\x01\x02 nonsense", TroubleKind.UNREADABLE),
        ("winmail.dat", b"\x78\x9f\x3e\x22\x00\x00", TroubleKind.UNREADABLE),
        ("程序.exe", b"MZ\x90\x00", TroubleKind.DANGEROUS),
        ("材料.zip", gbk_zip([File("a.docx", DOCX)], encrypted=True), TroubleKind.ENCRYPTED),
        ("材料.zip", gbk_zip([File("a.docx", DOCX)])[:3000], TroubleKind.UNREADABLE),
    ],
)
def test_trouble_stays_with_its_document_and_the_rest_is_read(
    tmp_path: Path, name: str, data: bytes, trouble: TroubleKind
) -> None:
    broken, sound = examined(tmp_path, (name, data), ("好的.docx", DOCX))
    assert broken.has(trouble), broken.troubles
    assert sound.troubles == ()
    assert isinstance(sound.content, WordDocument)


def test_a_readers_own_mistake_is_that_documents_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    struck: list[bytes] = []

    def mistaken(data: bytes, *_: object) -> None:
        struck.append(data)
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("parsers.content.read_pdf", mistaken)
    broken, sound = examined(tmp_path, ("a.pdf", b"%PDF-1.4 x"), ("b.docx", DOCX))
    assert struck == [b"%PDF-1.4 x"]
    assert [(each.kind, "KeyError" in each.found) for each in broken.troubles] == [(TroubleKind.UNSUPPORTED, True)]
    assert sound.troubles == ()


def test_containers_in_containers_end_somewhere(tmp_path: Path) -> None:
    data = b"hello"
    for _ in range(5):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as package:
            package.writestr("x.zip", data)
        data = buffer.getvalue()
    found = examined(tmp_path, ("x.zip", data), limits=Limits(depth=3))
    assert [each.id for each in found] == ["1", "1.1", "1.1.1", "1.1.1.1"]
    assert found[-1].has(TroubleKind.TOO_LARGE)


def nested(levels: int) -> bytes:
    head = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return (head + "Content-Type: text/plain\n\ninside\n").encode()


@pytest.mark.parts
def test_parts_nested_beyond_reason(tmp_path: Path) -> None:
    with pytest.raises(ParsingFailed, match="嵌套过深"):
        examine(nested(3000), [SPEC], tmp_path)
    assert examine(nested(20), [SPEC], tmp_path).mail.text == "inside"
    broken, sound = examined(tmp_path, ("原信.eml", b"Subject: x\n" + nested(3000)), ("b.docx", DOCX))
    assert broken.has(TroubleKind.UNREADABLE)
    assert sound.troubles == ()


def test_the_same_document_twice_is_read_once_and_stands_twice(tmp_path: Path) -> None:
    one, other = examined(tmp_path, ("a.docx", DOCX), ("b.docx", DOCX))
    assert one.content is other.content
    assert (one.name, other.name, one.sha256 == other.sha256) == ("a.docx", "b.docx", True)


@pytest.mark.parametrize(("named", "promised"), [(True, True), (False, False)])
def test_a_name_that_we_gave_promises_nothing(tmp_path: Path, named: bool, promised: bool) -> None:
    name = b'; name="a.jpg"' if named else b""
    raw = b"From: a@b.example.org\r\nContent-Type: image/jpeg%s\r\n\r\nplain words" % name
    (document,) = examine(raw, [], tmp_path).documents
    assert (document.kind, bool(document.expected_kinds)) == (Kind.TEXT, promised)
    broken = raw.replace(b"plain words", bytes(range(40)))
    (document,) = examine(broken, [], tmp_path).documents
    assert [each.found for each in document.troubles] == ["已损坏，内容不是有效的图片文件"]

"""Each limit of a mail, passed by one: what is found, and what the sender is told of limit, measure and remedy."""

import io
import random
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from config.calls import load_call
from intake.codes import Code
from intake.letters import compose
from intake.pipeline import Examiner
from parsers.limits import MIB, Limits
from parsers.mail.message import SHANGHAI
from parsers.sandbox import ProcessSandbox

pytestmark = pytest.mark.parts
NOON = datetime(2020, 4, 20, 12, tzinfo=SHANGHAI)
NOISE = random.Random(4).randbytes(3 * MIB)  # packs no smaller


def mail(*files: tuple[str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "li@unit.example.org", "submit@office.example.cn", "报送方案"
    message.set_content("现报送我单位筹备方案，请查收。")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    data = zipped({"方案.txt": "方案".encode()})
    for level in range(depth):
        data = zipped({f"{level}.zip": data})
    return data


def multiparts(number: int) -> bytes:
    raw = mail().as_bytes()
    head = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    return raw.replace(b"Content-Type: text/plain", b"X-Was: text/plain", 1).replace(b"\n\n", b"\n", 1).replace(
        b"MIME-Version: 1.0", b"MIME-Version: 1.0\n" + b"".join(head % (n, n) for n in range(number)), 1
    )  # fmt: skip


CASES = {
    "mail": (
        Limits(mail_bytes=2 * MIB),
        mail(("方案.bin", NOISE)).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("整封来信", "有4.1MB，超过2MB的限度", "分成几封"),
    ),
    "attachments": (
        Limits(attachments=3),
        mail(*((f"{n}.txt", b"x") for n in range(5))).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("有5个附件，超过3个的限度", "分成几封"),
    ),
    "parts": (
        Limits(parts=10),
        multiparts(20),
        Code.CONTAINER_TOO_LARGE,
        ("有20个层次，超过10个的限度", "分成几封"),
    ),
    "document": (
        Limits(document_bytes=2 * MIB),
        mail(("方案.pdf", b"%PDF-1.7\n" + NOISE)).as_bytes(),
        Code.DOCUMENT_UNREADABLE,
        ("方案.pdf", "有3MB，超过2MB的限度", "精简或压缩"),
    ),
    "unpacked": (
        Limits(unpacked_bytes=2 * MIB),
        mail(("材料.zip", zipped({"方案.bin": NOISE}))).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("材料.zip", "解压后超过2MB", "逐个作为附件"),
    ),
    "files": (
        Limits(files=3),
        mail(("材料.zip", zipped({f"{n}.txt": b"x" for n in range(5)}))).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("材料.zip", "包内文件超过3个", "逐个作为附件"),
    ),
    "depth": (
        Limits(depth=2),
        mail(("材料.zip", nested(5))).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("嵌套超过2层", "逐个作为附件"),
    ),
    "ratio": (
        Limits(ratio_from_bytes=1 * MIB),
        mail(("材料.zip", zipped({"方案.bin": bytes(4 * MIB)}))).as_bytes(),
        Code.CONTAINER_TOO_LARGE,
        ("材料.zip", "压缩比超过200倍", "逐个作为附件"),
    ),
    "seconds": (
        Limits(seconds=0.0),
        mail(("方案.docx", zipped({"word/document.xml": b"<a/>"}))).as_bytes(),
        Code.DOCUMENT_UNREADABLE,
        ("方案.docx", "已用满0秒"),
    ),
}


@pytest.fixture(scope="module")
def roomy() -> Iterator[ProcessSandbox]:
    """With the limits as they are by default, which none of these mails passes."""
    with ProcessSandbox(1) as pool:
        yield pool


@pytest.mark.parametrize("name", CASES)
def test_a_limit_is_told_to_the_sender(name: str, roomy: ProcessSandbox, tmp_path: Path) -> None:
    limits, raw, code, words = CASES[name]
    call = load_call("2020-29")
    with ProcessSandbox(1, limits) as sandbox:
        examiner = Examiner(sandbox, frozenset())
        assessment = examiner.judge(examiner.examine(raw, call, tmp_path), call, NOON)
    within = Examiner(roomy, frozenset())
    sound = within.judge(within.examine(raw, call, tmp_path), call, NOON)
    findings = [*assessment.findings, *(each for one in assessment.submissions for each in one.findings)]
    told = [finding.detail for finding in findings if finding.code is code]
    assert len(told) == 1, findings
    assert all(word in told[0] for word in words), told
    letters = compose(assessment, ["2020-29-0001X"] * len(assessment.submissions), call, NOON, timedelta(0))
    assert any(told[0] in letter.text for letter in letters)
    others = [*sound.findings, *(each for one in sound.submissions for each in one.findings)]
    assert told[0] not in [finding.detail for finding in others]

"""Mails as the programs of Chinese providers write them, drawn by a seed. People and units are fictional.

Each program has habits of its own: charset and transfer encoding, how a name is written, where a signature's picture
stands. A mail says what was put into it, so that a test can ask whether that came out.
"""

import io
import quopri
import struct
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote_from_bytes

from PIL import Image

_FAMILY, _GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_PLACES = ("青岭省", "北岭市", "云杉县", "河湾区", "喆镕市")
_KINDS = ("科学技术协会", "工程学会", "科普研究会", "青年科技志愿者协会", "图书馆")
_PAPERS = (
    "筹备方案",
    "活动方案（盖章）",
    "总结报告 定稿(2)",
    "方案-终稿;修改",
    "“科普进校园”活动方案",
    "附件１：报名表",
)
_ENDINGS = (".docx", ".pdf", ".doc", ".zip", ".jpg")
_FOOTERS = (
    "",
    "\n\n发自我的iPhone",
    "\n\n免责声明：本邮件及其附件仅供指定收件人使用，如误收请立即删除并通知发件人。",
    "\n\n------------------ 原始邮件 ------------------\n发件人: 活动办公室\n主题: 关于报送活动方案的通知\n请于22日前报送。",
)
_PERSONS_SUBJECTS = (
    "Re: 自动回复: 关于报送的通知",
    "转发：来自QQ邮箱的退信",
    "退信了，请问地址对吗",
    "自动回复收到了，现补报材料",
)


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail and what was put into it. `pictures` are the names of the sender's ornaments."""

    program: str
    raw: bytes
    sender: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...]
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """How one program writes: header lines of its own, charset as labelled and as used, and how names are written."""

    header: str
    charset: str
    label: str
    name: Callable[[str, str, str], str]
    domain: str
    quoted: bool = False  # quoted-printable bodies


def _word(text: str, charset: str, label: str, cut: int = 45) -> str:
    """Encoded words (RFC 2047) of `cut` bytes each, which may cut a character in two."""
    data = text.encode(charset)
    pieces = [b64encode(data[at : at + cut]).decode() for at in range(0, len(data), cut)]
    return "\r\n ".join(f"=?{label}?B?{piece}?=" for piece in pieces)


def _quoted_word(text: str, charset: str, label: str) -> str:
    return f'filename="{_word(text, charset, label)}"'


def _cut_word(text: str, charset: str, label: str) -> str:
    return f'filename="{_word(text, charset, label, 31)}"'


def _bare_word(text: str, charset: str, label: str) -> str:
    return f"filename={_word(text, charset, label, 300)}"


def _extended(text: str, charset: str, label: str) -> str:
    return f"filename*={label}''{quote_from_bytes(text.encode(charset), safe='')}"


def _continued(text: str, charset: str, label: str) -> str:
    data = text.encode(charset)
    pieces = [quote_from_bytes(data[at : at + 13], safe="") for at in range(0, len(data), 13)]
    lines = [f"filename*0*={label}''{pieces[0]}", *(f"filename*{n}*={piece}" for n, piece in enumerate(pieces[1:], 1))]
    return ";\r\n\t".join(lines)


def _raw_name(text: str, charset: str, _label: str) -> str:
    return f'filename="{text.encode(charset).decode("latin-1")}"'


HABITS: dict[str, Habit] = {
    "QQ": Habit("X-QQ-mid: webmail1t1\r\nX-Mailer: QQMail 2.x", "gb18030", "gb18030", _quoted_word, "qq.example.com"),
    "QQ, cut": Habit("X-QQ-STYLE: \r\nX-Mailer: QQMail 2.x", "utf-8", "utf-8", _cut_word, "qq.example.com"),
    "163": Habit("X-Mailer: Coremail Webmail Server Version SP_ntes", "gbk", "GBK", _quoted_word, "163.example.com"),
    "126": Habit("X-Mailer: Coremail Webmail Server Version SP_ntes", "utf-8", "UTF-8", _bare_word, "126.example.com"),
    "Outlook": Habit(
        "Thread-Index: AdYX\r\nX-MS-Has-Attach: yes\r\nX-Auto-Response-Suppress: DR, RN, NRN",
        "gb18030", "gb2312", _quoted_word, "office.example.org", quoted=True,
    ),
    "Foxmail": Habit("X-Mailer: Foxmail 7.2.9\r\nX-Has-Attach: yes", "gbk", "GB2312", _cut_word, "fox.example.org", True),
    "university": Habit("X-Mailer: Coremail XT5.0", "gb18030", "gb18030", _continued, "mail.example.edu.cn"),
    "university, old": Habit("X-Mailer: Coremail Webmail", "gbk", "gbk", _raw_name, "mail.example.edu.cn"),
    "iPhone": Habit("X-Mailer: iPhone Mail (16G77)", "utf-8", "utf-8", _extended, "icloud.example.com", True),
    "Android": Habit("X-Mailer: MailMaster_Android", "utf-8", "utf-8", _raw_name, "phone.example.com"),
}  # fmt: skip


def posted(seed: int) -> Posted:
    """One mail with material: its program, names, signature, forwarding and footer drawn by the seed."""
    random = Random(seed)
    program = random.choice(list(HABITS))
    habit = HABITS[program]
    who = random.choice(_FAMILY) + random.choice(_GIVEN)
    unit = random.choice(_PLACES) + random.choice(_KINDS)
    subject = random.choice((f"{unit}报送{random.choice(_PAPERS)}", f"报送材料-{unit}", *_PERSONS_SUBJECTS))
    text = f"老师好：\n现报送{unit}的材料，请查收。\n{who}{random.choice(_FOOTERS)}"
    files = tuple(
        (f"{unit}{paper}{random.choice(_ENDINGS)}", _content(random))
        for paper in random.sample(_PAPERS, random.randint(1, 3))
    )
    logo = random.random() < 0.5
    body = _body(habit, text, logo)
    parts = [body, *(_attachment(habit, name, data) for name, data in files)]
    if random.random() < 0.2:
        parts.append('Content-Type: text/x-vcard; name="card.vcf"\r\n\r\nBEGIN:VCARD\r\nEND:VCARD\r\n')
    pictures = (*(("logo.png",) if logo else ()), *(("card.vcf",) if "VCARD" in parts[-1] else ()))
    head = _header(habit, who, f"user{seed}@{habit.domain}", subject)
    raw = (head + _multipart("mixed", f"----=_Part_{seed}", parts)).encode("latin-1")
    return Posted(program, raw, f"user{seed}@{habit.domain}", subject, text, files, pictures)


def forwarded(seed: int) -> Posted:
    """The same, forwarded as an attached message by another program, once or twice."""
    inner = posted(seed)
    random = Random(-seed)
    raw = inner.raw
    for level in range(random.randint(1, 2)):
        habit = HABITS[random.choice(list(HABITS))]
        letter = "Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + raw.decode("latin-1")
        parts = [_body(habit, "转发，请查收附件。", logo=False), letter]
        head = _header(habit, "钱伟", f"boss{seed}@{habit.domain}", f"Fw: {inner.subject}")
        raw = (head + _multipart("mixed", f"----=_Outer_{level}_{seed}", parts)).encode("latin-1")
    return Posted(inner.program, raw, inner.sender, inner.subject, inner.text, inner.files, inner.pictures)


def winmail(files: tuple[tuple[str, bytes], ...]) -> bytes:
    """A winmail.dat ([MS-OXTNEF]) whose names are in GBK and bare, as old Outlooks wrote them."""
    attributes = [(1, 0x00089006, struct.pack("<I", 0x10000)), (1, 0x00069007, struct.pack("<II", 936, 0))]
    for name, data in files:
        attributes += [(2, 0x00069002, bytes(14)), (2, 0x00018010, name.encode("gbk") + b"\0"), (2, 0x0006800F, data)]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(
        struct.pack("<BII", level, identifier, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
        for level, identifier, data in attributes
    )


def _content(random: Random) -> bytes:
    return random.choice((b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff\xe0")) + random.randbytes(
        random.randint(9, 3000)
    )


def logo_png() -> bytes:
    """A picture as signatures have it."""
    buffer = io.BytesIO()
    Image.new("RGB", (180, 60), (20, 60, 160)).save(buffer, "PNG")
    return buffer.getvalue()


def _header(habit: Habit, who: str, address: str, subject: str) -> str:
    return (
        "Received: from mx by mx.office.example.cn (Coremail) with SMTP id 1;\r\n\tMon, 20 Apr 2020 10:11:12 +0800 (CST)\r\n"
        f"From: {_word(who, habit.charset, habit.label)} <{address}>\r\nTo: submit@office.example.cn\r\n"
        f"Subject: {_word(subject, habit.charset, habit.label)}\r\nDate: Mon, 20 Apr 2020 10:10:00 +0800\r\n"
        f"Message-ID: <{len(who + address)}@{habit.domain}>\r\nMIME-Version: 1.0\r\n{habit.header}\r\n"
    )


def _multipart(kind: str, boundary: str, parts: list[str]) -> str:
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n\r\n{inside}--{boundary}--\r\n'


def _body(habit: Habit, text: str, logo: bool) -> str:
    image = '<img src="cid:logo1@sign">' if logo else ""
    html = "<html><body>" + text.replace("\n", "<br>") + image + "</body></html>"
    both = _multipart("alternative", "=_alt", [_text(habit, "plain", text), _text(habit, "html", html)])
    if not logo:
        return both
    picture = (
        'Content-Type: image/png; name="logo.png"\r\nContent-ID: <logo1@sign>\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{_base64(logo_png())}"
    )
    return _multipart("related", "=_rel", [both, picture])


def _text(habit: Habit, subtype: str, text: str) -> str:
    data = text.replace("\n", "\r\n").encode(habit.charset)
    way = "quoted-printable" if habit.quoted else "base64"
    coded = quopri.encodestring(data).decode() if habit.quoted else _base64(data)
    return f'Content-Type: text/{subtype}; charset="{habit.label}"\r\nContent-Transfer-Encoding: {way}\r\n\r\n{coded}'


def _attachment(habit: Habit, name: str, data: bytes) -> str:
    written = habit.name(name, habit.charset, habit.label)
    return (
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; {written}\r\n\r\n{_base64(data)}"
    )


def _base64(data: bytes) -> str:
    coded = b64encode(data).decode()
    return "\r\n".join(coded[at : at + 76] for at in range(0, len(coded), 76)) + "\r\n"

"""Attachments where mail programs hide them: one row a hiding place, and the bytes that were put there."""

from base64 import encodebytes
from email import message_from_bytes, policy

import pytest
from asn1crypto import algos, cms

from parsers.facts import TroubleKind
from parsers.mail import read_mail, signed_content

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 3
B64 = encodebytes(PDF)
HEAD = b"From: a@b.example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
PART = b"Content-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + B64
TEXT = b"Content-Type: text/plain\r\n\r\nhello\r\n"


def multipart(*parts: bytes, boundary: bytes = b"B", kind: bytes = b"mixed", end: bytes = b"--B--\r\n") -> bytes:
    inside = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return b'Content-Type: multipart/%s; boundary="%s"\r\n\r\n' % (kind, boundary) + inside + end


def uuencoded(data: bytes, name: bytes) -> bytes:
    import binascii

    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return b"begin 644 " + name + b"\r\n" + lines.replace(b"\n", b"\r\n") + b"`\r\nend\r\n"


def signed(content: bytes) -> bytes:
    """Opaque signed data without any signer (RFC 5652 §5.1): what encloses needs no key."""
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
            "encap_content_info": {"content_type": "data", "content": content},
            "signer_infos": [],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def opaque(content: bytes) -> bytes:
    head = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(signed(content))


ROWS = {
    "after the end that came too early": multipart(TEXT) + b"\r\n--B\r\n" + PART + b"\r\n--B--\r\n",
    "in an inner multipart with the outer's boundary": multipart(
        b'Content-Type: multipart/related; boundary="B"\r\n\r\n--B\r\n' + TEXT + b"\r\n--B--", PART
    ),
    "before the first boundary that fits": b'Content-Type: multipart/mixed; boundary="C"\r\n\r\n--B\r\n'
    + PART
    + b"\r\n--C\r\n"
    + TEXT
    + b"\r\n--C--\r\n",
    "under a header cut by a line that is none": b"this is no header line\r\n" + multipart(TEXT, PART),
    "base64 that nobody declared": multipart(
        TEXT, b"Content-Type: application/octet-stream; name=plan.pdf\r\n\r\n" + B64
    ),
    "raw bytes declared as base64": multipart(
        TEXT,
        b"Content-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + PDF,
    ),
    "uuencoded in the text": b"Content-Type: text/plain\r\n\r\nhello\r\n\r\n" + uuencoded(PDF, b"plan.pdf"),
    "signed opaquely": opaque(multipart(TEXT, PART)),
    "signed opaquely, as an attachment": multipart(TEXT, opaque(PART)),
    "beside its resource fork": multipart(
        TEXT,
        multipart(
            b"Content-Type: application/applefile; name=plan.pdf\r\n\r\n\0\5\x16\7\r\n",
            PART,
            boundary=b"A",
            kind=b"appledouble",
            end=b"--A--",
        ),
    ),
}


@pytest.mark.parametrize("body", ROWS.values(), ids=ROWS)
def test_it_is_found_whole_and_the_text_too(body: bytes) -> None:
    raw = HEAD + body
    mail, attachments = read_mail(raw)
    (found,) = [each for each in attachments if not each.ornament]
    assert (found.name, found.data) == ("plan.pdf", PDF)
    assert mail.text.strip() in ("hello", "")
    assert mail.subject == "x"


def test_a_mail_with_no_header_at_all() -> None:
    (found,) = read_mail(b"--B\r\n" + TEXT + b"\r\n--B\r\n" + PART + b"\r\n--B--\r\n")[1]
    assert (found.name, found.data) == ("plan.pdf", PDF)


def test_the_place_of_a_uuencoded_file_is_its_own() -> None:
    raw = HEAD + ROWS["uuencoded in the text"]
    (found,) = read_mail(raw)[1]
    assert found.offset is not None
    assert found.encoded_size is not None
    piece = raw[found.offset : found.offset + found.encoded_size]
    assert piece.startswith(b"begin 644 plan.pdf")
    assert piece.strip().endswith(b"end")


def test_a_forwarded_message_keeps_its_bytes() -> None:
    inner = b"From: c@d.example.org\r\nSubject:   spaced   out\r\nX-Odd:a\r\n\r\n--not a boundary\r\ninside\r\n"
    raw = HEAD + multipart(TEXT, b"Content-Type: message/rfc822\r\n\r\n" + inner)
    (found,) = read_mail(raw)[1]
    assert found.data == inner
    assert found.offset is not None
    assert found.encoded_size is not None
    part = raw[found.offset : found.offset + found.encoded_size]
    assert part == b"Content-Type: message/rfc822\r\n\r\n" + inner


def test_equal_parts_have_places_of_their_own() -> None:
    raw = HEAD + multipart(TEXT, PART, PART)
    one, other = read_mail(raw)[1]
    assert one.offset is not None
    assert other.offset is not None
    assert one.offset + (one.encoded_size or 0) < other.offset
    for each in (one, other):
        assert each.offset is not None
        assert each.encoded_size is not None
        part = message_from_bytes(raw[each.offset : each.offset + each.encoded_size], policy=policy.compat32)
        assert part.get_payload(decode=True) == PDF


def test_a_message_in_pieces_is_for_a_person() -> None:
    kind = b'Content-Type: message/partial; number=2; total=3; id="x@b.example.org"\r\n\r\n'
    (found,) = read_mail(HEAD + kind + B64)[1]
    assert [(each.kind, each.found) for each in found.troubles] == [
        (TroubleKind.UNSUPPORTED, "邮件被拆成多封发送，这是第2封，共3封")
    ]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b"application/pkcs7-signature", b"smime.p7s"),
        (b"application/octet-stream", b"smime.p7s"),
        (b"text/x-vcard", b"card.vcf"),
        (b"application/octet-stream", b"card.vcf"),
        (b"text/calendar", b"invite.ics"),
        (b"text/plain", b"ATT00001.txt"),
    ],
)
def test_what_is_no_material(kind: bytes, name: bytes) -> None:
    part = b"Content-Type: " + kind + b"; name=" + name + b"\r\nContent-Disposition: attachment\r\n\r\nabc\r\n"
    assert [each.ornament for each in read_mail(HEAD + multipart(TEXT, part))[1]] == [True]


def test_a_detached_signature_encloses_nothing() -> None:
    assert signed_content(signed(b"abc")) == b"abc"
    assert signed_content(b"0\x80" + bytes(40)) is None
    assert signed_content(signed(b"abc")[:20]) is None


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        ("筹备方案材料".encode(), b"gb2312", "筹备方案材料"),
        ("筹备方案材料".encode("gbk"), b"iso-8859-1", "筹备方案材料"),
        ("筹备方案材料".encode("gbk"), b"utf-8", "筹备方案材料"),
        ("筹备方案材料".encode("utf-16"), b"unicode", "筹备方案材料"),
        ("Les élèves déjà là".encode("latin-1"), b"iso-8859-1", "Les élèves déjà là"),
        ("联通".encode("gbk"), b"gb2312", "联通"),
    ],
)
def test_a_charset_that_the_bytes_speak_against(data: bytes, label: bytes, text: str) -> None:
    raw = b"Content-Type: text/plain; charset=" + label + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read_mail(HEAD + raw + encodebytes(data))[0].text == text

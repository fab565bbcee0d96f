"""Digital signatures by an authority of our own: by whom, whether they verify, and what came after."""

import re
from collections.abc import Callable

import pytest
from asn1crypto import cms
from pyhanko.sign.fields import MDPPerm

from parsers.facts import Signature, SignatureState, StampKind
from parsers.paged import read_pdf
from parsers.paged.signatures import signatures
from tests.pages import ORGANISATION, letter, locked, pdf
from tests.signing import AUTHORITY, identity, signed, with_comment, with_later_words

UNIT = identity(ORGANISATION)
ROOTS = (AUTHORITY.certificate,)
PLAIN = pdf(letter())
SIGNED = signed(PLAIN, UNIT)
SM3, SM2 = "1.2.156.10197.1.401", "1.2.156.10197.1.501"


def state_of(data: bytes) -> SignatureState:
    (found,) = signatures(data, ROOTS)
    return found.state


def by_sm2(data: bytes) -> bytes:
    """The same signature, its algorithms called SM3 and SM2: nothing here verifies those."""
    contents = max(re.findall(rb"/Contents\s*<([0-9a-fA-F]+)>", data), key=len)
    content = cms.ContentInfo.load(bytes.fromhex(contents.decode()))
    signer = content["content"]["signer_infos"][0]
    signer["digest_algorithm"] = {"algorithm": SM3}
    signer["signature_algorithm"] = {"algorithm": SM2}
    signer["signed_attrs"] = [each for each in signer["signed_attrs"] if each["type"].native != "message_digest"]
    return data.replace(contents, content.dump(force=True).hex().encode().ljust(len(contents), b"0"))


def test_one_that_verifies_is_trusted_and_says_by_whom_and_when():
    (found,) = signatures(SIGNED, ROOTS)
    assert (found.field, found.signer, found.state, found.found) == (
        "Signature1",
        ORGANISATION,
        SignatureState.TRUSTED,
        "",
    )
    assert found.signed_at is not None
    assert found.signed_at.tzinfo is not None


def test_an_authority_that_nobody_trusts_here_is_untrusted():
    (found,) = signatures(SIGNED)
    assert (found.signer, found.state) == (ORGANISATION, SignatureState.UNTRUSTED)
    assert "未经核验" in found.found


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (lambda: with_later_words(SIGNED), SignatureState.CHANGED),
        (lambda: SIGNED[:400] + bytes([SIGNED[400] ^ 1]) + SIGNED[401:], SignatureState.CHANGED),
        (lambda: SIGNED + b"\r\n", SignatureState.TRUSTED),
        (lambda: by_sm2(SIGNED), SignatureState.UNSUPPORTED),
        (lambda: by_sm2(with_later_words(SIGNED)), SignatureState.CHANGED),
        (lambda: signed(PLAIN, UNIT, permit=MDPPerm.NO_CHANGES), SignatureState.TRUSTED),
    ],
    ids=["words added", "a byte changed", "a line feed added", "SM2", "SM2, words added", "certified"],
)
def test_what_came_after_a_signature(made: Callable[[], bytes], state: SignatureState):
    assert state_of(made()) is state


def test_a_second_signature_changes_nothing():
    twice = signed(SIGNED, identity("李四"), "Signature2", None)
    assert [(each.signer, each.state) for each in signatures(twice, ROOTS)] == [
        (ORGANISATION, SignatureState.TRUSTED),
        ("李四", SignatureState.TRUSTED),
    ]


def test_a_certification_is_broken_by_what_it_does_not_permit():
    certified = signed(PLAIN, UNIT, permit=MDPPerm.FILL_FORMS)
    twice = signed(certified, identity("李四"), "Signature2", None)
    assert [each.state for each in signatures(twice, ROOTS)] == [SignatureState.TRUSTED] * 2
    assert state_of(with_later_words(certified)) is SignatureState.CHANGED


@pytest.mark.parametrize(
    ("permit", "words", "state"),
    [
        (MDPPerm.ANNOTATE, False, SignatureState.TRUSTED),
        (MDPPerm.ANNOTATE, True, SignatureState.CHANGED),
        (MDPPerm.FILL_FORMS, False, SignatureState.CHANGED),
        (None, False, SignatureState.CHANGED),
    ],
    ids=["permitted", "permitted, but words as well", "not permitted", "not certified"],
)
def test_a_comment_after_signing_is_no_change_where_the_certification_permits_it(
    permit: MDPPerm | None, words: bool, state: SignatureState
):
    commented = with_comment(signed(PLAIN, UNIT, permit=permit))
    assert state_of(with_later_words(commented) if words else commented) is state


def test_contents_that_are_no_signature_are_broken():
    contents = max(re.findall(rb"/Contents\s*<([0-9a-fA-F]+)>", SIGNED), key=len)
    assert state_of(SIGNED.replace(contents, b"00" * (len(contents) // 2))) is SignatureState.BROKEN


def test_a_file_whose_structure_is_lost_says_so():
    lost = SIGNED[: SIGNED.rindex(b"xref\n")] + b"startxref\n17\n%%EOF"
    assert [each.state for each in signatures(lost, ROOTS)] == [SignatureState.BROKEN]


def test_a_signed_file_that_an_empty_password_opens():
    (found,) = signatures(signed(pdf(letter()), UNIT), ROOTS)
    assert found.state is SignatureState.TRUSTED
    assert signatures(locked(PLAIN)) == ()


@pytest.mark.parametrize(
    ("common", "shown"), [("051@中国云杉工程学会@N911000@1", ORGANISATION), ("Spruce Society", "Spruce Society")]
)
def test_the_signer_is_who_the_certificate_is_for(common: str, shown: str):
    (found,) = signatures(signed(PLAIN, identity(common)), ROOTS)
    assert found.signer == shown


def test_the_document_has_them_and_their_seals():
    document = read_pdf(signed(SIGNED, identity("李四"), "Signature2", None), 60, ROOTS)[0]
    assert [(type(each), each.state) for each in document.signatures] == [(Signature, SignatureState.TRUSTED)] * 2
    assert [(each.kind, each.text, each.confidence) for each in document.stamps] == [
        (StampKind.SIGNATURE, ORGANISATION, 1.0),
        (StampKind.SIGNATURE, "李四", 1.0),
    ]
    assert all(0 <= s.box[0] < s.box[2] <= 1 and 0 <= s.box[1] < s.box[3] <= 1 for s in document.stamps)


def test_an_empty_signature_field_beside_a_signature_is_no_seal():
    import io

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer = IncrementalPdfFileWriter(io.BytesIO(PLAIN), strict=False)
    append_signature_field(writer, SigFieldSpec("Empty", box=(80, 100, 200, 200)))
    buffer = io.BytesIO()
    writer.write(buffer)
    assert len(read_pdf(signed(buffer.getvalue(), UNIT))[0].stamps) == 1

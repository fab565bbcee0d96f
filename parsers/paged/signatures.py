"""Digital signatures in a PDF: by whom, over what, whether they verify and whether anything changed after. No network.

for each signature field that is signed:
    what it covers, and what later revisions changed (ISO 32000-2 §12.8.2.2; pyHanko's difference analysis)
    the cryptography, where format and algorithm are known here
    the issuer, against the trust roots handed in, as of the time at which it says it was signed
"""

import hashlib
import io
import logging
import re
from collections.abc import Coroutine, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar, cast

from parsers.facts import Signature, SignatureState

if TYPE_CHECKING:
    from pyhanko.pdf_utils.generic import DictionaryObject
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko_certvalidator.context import ValidationContext

_GM = bytes.fromhex("2a811ccf55")  # DER of the arc 1.2.156.10197: GM/T algorithms
GM_PHRASE = "采用国密算法（SM2），程序不能核验其真伪"
_VERIFIED_FORMATS = ("/adbe.pkcs7.detached", "/ETSI.CAdES.detached")
_MOST = 50  # signatures that are looked at
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError, NotImplementedError)
_Result = TypeVar("_Result")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def signatures(data: bytes, trust_roots: Sequence[bytes] = ()) -> tuple[Signature, ...]:
    """Each signature in the order of the fields; of a file whose structure can't be followed, one that says so.

    trust_roots: certificates, DER or PEM. Whatever the file holds, nothing is raised.
    """
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415  half a second that only signed files cost
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            reader.decrypt("")
        return tuple(_each(reader, data, trust_roots))[:_MOST]
    except (PdfError, *_BROKEN):
        return (Signature("", "", SignatureState.BROKEN, "文件结构已损坏，签名无法核验"),)


def _each(reader: "PdfFileReader", data: bytes, trust_roots: Sequence[bytes]) -> Iterator[Signature]:
    from pyhanko.sign.fields import enumerate_sig_fields  # noqa: PLC0415
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature  # noqa: PLC0415

    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        dictionary = value.get_object()
        if dictionary.get("/Type") == "/DocTimeStamp":
            continue
        said = str(dictionary.get("/Name", ""))
        try:
            embedded = EmbeddedPdfSignature(reader, field, name)
        except Exception:  # whatever hostile DER leads the libraries to: what the dictionary says by itself is told
            yield _unparsed(str(name), said, dictionary, data)
        else:
            yield _signature(embedded, str(name), said, trust_roots)


def _unparsed(name: str, said: str, dictionary: "DictionaryObject", data: bytes) -> Signature:
    """Contents that are no CMS: GB/T 38540's seals among them. All that can be told is whether bytes came after."""
    contents = dictionary.get("/Contents")
    contents = contents if isinstance(contents, bytes) else b""
    if _GM not in contents:
        return Signature(name, said, SignatureState.BROKEN, "签名数据已损坏，无法核验")
    ranges = [int(number) for number in dictionary.get("/ByteRange", ())]
    ends = ranges[-2] + ranges[-1] if len(ranges) == 4 and ranges[0] == 0 else 0
    if data[ends:].strip():
        return Signature(name, said, SignatureState.CHANGED, "签名之后文件又有追加内容")
    return Signature(name, said, SignatureState.UNSUPPORTED, GM_PHRASE)


def _signature(embedded: "EmbeddedPdfSignature", name: str, said: str, trust_roots: Sequence[bytes]) -> Signature:
    who, when = _signer(embedded) or said, _signed_at(embedded)
    changed = _changed(embedded)
    if changed:
        return Signature(name, who, SignatureState.CHANGED, changed, when)
    state, found = _verified(embedded, trust_roots, when)
    return Signature(name, who, state, found, when)


def _signer(embedded: "EmbeddedPdfSignature") -> str:
    """The certificate's common name, of CAs' compound names (051@单位@号码) the Chinese part; else its organisation."""
    try:
        subject = embedded.signer_cert.subject.native
    except Exception:  # a certificate is bytes from outside, too
        return ""
    for key in ("common_name", "organization_name"):
        value = subject.get(key)
        if isinstance(value, list):
            value = value[0]
        if value:
            pieces = [piece for piece in str(value).split("@") if _CHINESE.search(piece)]
            return max(pieces, key=len) if pieces else str(value)
    return ""


def _signed_at(embedded: "EmbeddedPdfSignature") -> datetime | None:
    """As the signer says; UTC where it names no zone."""
    try:
        when = embedded.self_reported_timestamp
    except Exception:  # and so is a time
        return None
    if when is None:
        return None
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _changed(embedded: "EmbeddedPdfSignature") -> str:
    """What was changed after signing, "" where nothing was that a signature permits."""
    from pyhanko.sign.diff_analysis import DiffResult  # noqa: PLC0415
    from pyhanko.sign.diff_analysis.policy_api import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.fields import MDPPerm  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415

    from parsers.paged.annotated import POLICY  # noqa: PLC0415

    coverage = embedded.evaluate_signature_coverage()
    embedded.coverage = coverage  # type: ignore[assignment]  # which looking for changes asks for
    if coverage in (SignatureCoverageLevel.UNCLEAR, SignatureCoverageLevel.CONTIGUOUS_BLOCK_FROM_START):
        return "签名没有覆盖全部内容"
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return ""
    result = embedded.evaluate_modifications(POLICY)
    if not isinstance(result, DiffResult) or result.modification_level is ModificationLevel.OTHER:
        return "签名之后内容有改动"
    allowed = embedded.docmdp_level or MDPPerm.FILL_FORMS  # what a signature permits that says nothing of it
    if result.modification_level.value > allowed.value:
        return "签名之后有不被其许可的改动"
    return ""


def _verified(
    embedded: "EmbeddedPdfSignature", trust_roots: Sequence[bytes], when: datetime | None
) -> tuple[SignatureState, str]:
    from pyhanko.sign.general import SigningError  # noqa: PLC0415
    from pyhanko.sign.validation import async_validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415

    if _GM in embedded.pkcs7_content:
        fits = _sm3_fits(embedded)
        return (SignatureState.CHANGED, "签名与内容不符") if fits is False else (SignatureState.UNSUPPORTED, GM_PHRASE)
    if embedded.sig_object.get("/SubFilter") not in _VERIFIED_FORMATS:
        return SignatureState.UNSUPPORTED, "签名格式较旧，程序不能核验"
    try:
        context = _context(embedded, trust_roots, when)
        status = _at_once(async_validate_pdf_signature(embedded, context, skip_diff=True))
    except (SignatureValidationError, SigningError, ValueError, KeyError, TypeError, NotImplementedError) as error:
        return SignatureState.UNSUPPORTED, f"签名算法程序不能核验（{type(error).__name__}）"
    if not status.intact or not status.valid:
        return SignatureState.CHANGED, "签名与内容不符"
    if not status.trusted:
        return SignatureState.UNTRUSTED, "签发机构未经核验"
    return SignatureState.TRUSTED, ""


def _at_once(work: Coroutine[object, None, _Result]) -> _Result:
    """What a coroutine returns that waits for nothing, as none does without a network: a loop would need sockets."""
    try:
        work.send(None)
    except StopIteration as end:
        return cast(_Result, end.value)
    raise NotImplementedError


def _context(
    embedded: "EmbeddedPdfSignature", trust_roots: Sequence[bytes], when: datetime | None
) -> "ValidationContext":
    """The roots alone, no fetching, at the time of signing: a certificate that ran out since is nobody's fault."""
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415
    from pyhanko_certvalidator.context import ValidationContext  # noqa: PLC0415

    roots = [certificate for data in trust_roots for certificate in load_certs_from_pemder_data(data)]
    moment = when or embedded.signer_cert.not_valid_before
    return ValidationContext(trust_roots=roots, moment=moment, allow_fetching=False, revocation_mode="soft-fail")


def _sm3_fits(embedded: "EmbeddedPdfSignature") -> bool | None:
    """Whether the signed digest is the content's, by SM3; None where that can't be told here."""
    if "sm3" not in hashlib.algorithms_available:
        return None
    try:
        signed = next(
            attribute["values"][0].native
            for attribute in embedded.signer_info["signed_attrs"]
            if attribute["type"].native == "message_digest"
        )
        digest = hashlib.new("sm3")
        stream, ranges = embedded.reader.stream, [int(number) for number in embedded.byte_range]
        for start, length in zip(ranges[::2], ranges[1::2], strict=True):
            stream.seek(start)
            digest.update(stream.read(length))
    except (StopIteration, ValueError, KeyError, TypeError):
        return None
    return bool(digest.digest() == signed)

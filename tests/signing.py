"""Certificates of an authority of our own, and PDFs signed with them by pyHanko. Every name is invented."""

import datetime
import io
from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

_FROM, _TO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC), datetime.datetime(2040, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key, both DER."""

    certificate: bytes
    key: bytes


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _made(subject: str, issuer: "Identity | None", authority: bool) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    signing = serialization.load_der_private_key(issuer.key, None) if issuer else key
    issued_by = x509.load_der_x509_certificate(issuer.certificate).subject if issuer else _name(subject)
    certificate = (
        x509.CertificateBuilder(issued_by, _name(subject), key.public_key(), x509.random_serial_number(), _FROM, _TO)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(
            x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False),
            critical=True,
        )
        .sign(signing, hashes.SHA256())  # type: ignore[arg-type]
    )
    return Identity(
        certificate.public_bytes(serialization.Encoding.DER),
        key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


AUTHORITY = _made("青岭电子认证中心", None, True)


def identity(common: str) -> Identity:
    """Somebody with a certificate of our authority."""
    return _made(common, AUTHORITY, False)


def signed(
    data: bytes,
    who: Identity,
    field: str = "Signature1",
    box: tuple[int, int, int, int] | None = (380, 500, 500, 620),
    permit: fields.MDPPerm | None = None,
) -> bytes:
    """The PDF with one more signature, in a visible field unless `box` is None; certified where `permit` says what may follow."""
    (certificate,) = load_certs_from_pemder_data(who.certificate)
    store = SimpleCertificateStore.from_certs(load_certs_from_pemder_data(AUTHORITY.certificate))
    signer = signers.SimpleSigner(certificate, load_private_key_from_pemder_data(who.key, None), store)
    meta = PdfSignatureMetadata(
        field_name=field, certify=permit is not None, docmdp_permissions=permit or fields.MDPPerm.FILL_FORMS
    )
    spec = fields.SigFieldSpec(field, box=box) if box else fields.SigFieldSpec(field)
    output = io.BytesIO()
    PdfSigner(meta, signer, new_field_spec=spec).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(data), strict=False), output=output
    )
    return output.getvalue()


def with_later_words(data: bytes, words: bytes = b"BT /F1 12 Tf 80 60 Td (more) Tj ET") -> bytes:
    """An incremental update that draws on the first page after signing."""
    from pyhanko.pdf_utils import generic

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=words)))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def with_comment(data: bytes) -> bytes:
    """An incremental update that puts a comment with an appearance on the first page after signing."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.generic import pdf_name

    writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    corners = generic.ArrayObject(map(generic.NumberObject, (100, 100, 140, 140)))
    looks = generic.StreamObject(stream_data=b"0 0 40 40 re S")
    looks.update({pdf_name("/Subtype"): pdf_name("/Form"), pdf_name("/BBox"): corners})
    page = writer.find_page_for_modification(0)[0]
    comment = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/Text"),
            pdf_name("/Rect"): corners,
            pdf_name("/P"): page,
            pdf_name("/Contents"): generic.TextStringObject("已阅"),
            pdf_name("/AP"): generic.DictionaryObject({pdf_name("/N"): writer.add_object(looks)}),
        }
    )
    writer.register_annotation(page, writer.add_object(comment))
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()

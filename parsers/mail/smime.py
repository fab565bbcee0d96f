"""S/MIME (RFC 8551): what an opaque signature encloses, and whether a message is enciphered."""

from asn1crypto import cms

_SIGNED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"  # id-signedData, RFC 5652 §5.1
_ENVELOPED = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"  # id-envelopedData, RFC 5652 §6.1
_WINDOW = 24  # the identifier stands first, after two lengths


def is_enveloped(data: bytes) -> bool:
    """Whether these bytes are CMS enveloped data, which only its receiver can open."""
    return data[:1] == b"\x30" and _ENVELOPED in data[:_WINDOW]


def signed_content(data: bytes) -> bytes | None:
    """What opaque signed data encloses; None where it is no signed data or encloses nothing (a detached signature).

    The signature isn't verified here: who sent a mail isn't decided by it.
    """
    if data[:1] != b"\x30" or _SIGNED not in data[:_WINDOW]:
        return None
    try:
        content = cms.ContentInfo.load(data)["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
    return content if isinstance(content, bytes) and content else None

"""Mails and their Outlook wrapping that lie of lengths or nest without end."""

import struct


def tnef_of_lengths() -> bytes:
    attribute = struct.pack("<BLL", 2, 0x0006800F, 0xFFFFFFFF)
    return b"\x78\x9f\x3e\x22" + struct.pack("<H", 1) + attribute * 1000


def tnef_of_no_lengths() -> bytes:
    attribute = struct.pack("<BLLH", 2, 0x0006800F, 0, 0)
    return b"\x78\x9f\x3e\x22" + struct.pack("<H", 1) + attribute * 100_000


def tnef_of_small_attributes() -> bytes:
    """Copied from each attribute to the end, as the library does, it would be two terabytes."""
    small = struct.pack("<BLLH", 2, 0x00068011, 0, 0)
    last = struct.pack("<BLL", 2, 0x0006800F, 20_000_000) + bytes(20_000_002)
    return b"\x78\x9f\x3e\x22\0\0" + struct.pack("<BLL", 2, 0x00069002, 14) + bytes(16) + small * 100_000 + last


def mails_in_mails() -> bytes:
    return (
        b"From: a@b.example.org\r\nSubject: s\r\nContent-Type: message/rfc822\r\n\r\n" * 2000
        + b"Subject: in\r\n\r\nend"
    )

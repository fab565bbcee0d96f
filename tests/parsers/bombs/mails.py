"""Mails and their Outlook wrapping that lie of lengths or nest without end."""

import struct


def tnef_of_lengths() -> bytes:
    attribute = struct.pack("<BLL", 2, 0x0006800F, 0xFFFFFFFF)
    return b"\x78\x9f\x3e\x22" + struct.pack("<H", 1) + attribute * 1000


def tnef_of_no_lengths() -> bytes:
    attribute = struct.pack("<BLLH", 2, 0x0006800F, 0, 0)
    return b"\x78\x9f\x3e\x22" + struct.pack("<H", 1) + attribute * 100_000


def mails_in_mails() -> bytes:
    return (
        b"From: a@b.example.org\r\nSubject: s\r\nContent-Type: message/rfc822\r\n\r\n" * 2000
        + b"Subject: in\r\n\r\nend"
    )

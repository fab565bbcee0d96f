"""Mails as Chinese programs write them, drawn by a seed: nothing of them is lost, and each place in the mail is right."""

from email import message_from_bytes, policy

import pytest

from parsers.mail import Attachment, read_mail, tnef_members
from tests.posted import HABITS, forwarded, posted, winmail

SEEDS = range(120)


def material(attachments: tuple[Attachment, ...]) -> list[tuple[str, bytes]]:
    return [(each.name, each.data) for each in attachments if not each.ornament]


def test_every_program_is_drawn() -> None:
    assert {posted(seed).program for seed in SEEDS} == set(HABITS)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_put_in_comes_out(seed: int) -> None:
    sent = posted(seed)
    mail, attachments = read_mail(sent.raw)
    assert material(attachments) == list(sent.files), sent.program
    assert [each.name for each in attachments if each.ornament] == list(sent.pictures)
    assert (mail.sender.address, mail.subject) == (sent.sender, sent.subject)
    assert mail.text.split("\n")[1].strip() == sent.text.split("\n")[1]
    for each in attachments:
        assert each.offset is not None
        assert each.encoded_size is not None
        part = message_from_bytes(sent.raw[each.offset : each.offset + each.encoded_size], policy=policy.compat32)
        assert part.get_payload(decode=True) == each.data, sent.program


@pytest.mark.parametrize("seed", range(30))
def test_what_was_forwarded_comes_out(seed: int) -> None:
    sent = forwarded(seed)
    (attachment,) = read_mail(sent.raw)[1]
    while attachment.content_type == "message/rfc822":
        mail, attachments = read_mail(attachment.data)
        attachment = attachments[0]
    assert (material(attachments), mail.subject) == (list(sent.files), sent.subject)


@pytest.mark.parametrize("seed", range(10))
def test_winmail_with_names_in_gbk(seed: int) -> None:
    files = posted(seed).files
    assert list(tnef_members(winmail(files))) == list(files)

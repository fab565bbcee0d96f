"""Letters on their way to a real SMTP server: each sent once, tried again later, held, or left to a person."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.outbox import SqlOutbox
from archive.records import SqlRecords, open_records
from archive.views import counts
from intake.deliver import Delivery, Limits
from intake.errors import ConfigurationError, StoreError
from intake.imap import Mailbox, SentFolder
from intake.ports import OutboxRow, OutboxState
from intake.smtp import SmtpSender, SmtpServer
from intake.tls import Security
from tests.archive.filings import NOON, assessed, examination, file, letter
from tests.parts.dovecot import PASSWORD, Dovecot
from tests.parts.sink import Sink

pytestmark = pytest.mark.parts
TO = "zhangsan@example.org"
FROM = "活动办公室 <submit@office.example.org>"


@dataclass
class Post:
    """A delivery whose clock the test turns."""

    records: SqlRecords
    port: int
    limits: Limits = field(default_factory=Limits)
    now: datetime = NOON
    ca_file: str = ""
    sent_folder: SentFolder | None = None
    outbox: SqlOutbox = field(init=False)

    def __post_init__(self) -> None:
        self.outbox = SqlOutbox(self.records)

    def write(self, *receipts: str, to: str = TO) -> None:
        for receipt in receipts:
            file(self.records, assessed(examination(receipt.encode())), letter(receipt, to=to))

    @property
    def delivery(self) -> Delivery:
        security = Security.TLS if self.ca_file else Security.NONE
        sender = SmtpSender(SmtpServer("127.0.0.1", self.port, security, FROM, ca_file=self.ca_file))
        return Delivery(self.outbox, self.records, sender, FROM, lambda: self.now, self.limits, self.sent_folder)

    def deliver(self, after: timedelta = timedelta(0)) -> int:
        self.now += after
        return self.delivery.deliver_due()

    def row(self, number: int = 1) -> OutboxRow:
        return next(row for row in self.outbox.listed(tuple(OutboxState)) if row.id == number)

    @property
    def last_error(self) -> str | None:
        said: str | None = counts(self.records)["last_error"]
        return said


@pytest.fixture
def post(database_url: str, smtp_sink: Sink) -> Iterator[Callable[..., Post]]:
    records = open_records(database_url, "office.example.org")
    yield lambda **changes: Post(records, **{"port": smtp_sink.port, **changes})
    records.engine.dispose()


def receivers(sink: Sink) -> list[str]:
    return [receiver for receiver, _ in sink.received]


def test_a_letter_is_sent_once_with_the_message_id_of_its_row(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    assert (office.deliver(), office.deliver(timedelta(days=1))) == (1, 0)
    (message,) = smtp_sink.messages
    assert (office.row().state, str(message["Message-ID"])) == (OutboxState.SENT, office.row().message_id)


def test_what_a_person_words_anew_just_before_it_leaves_leaves_in_those_words(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    (seen,) = office.outbox.due(office.now)
    assert office.outbox.edit(1, replace(seen.letter, subject="改过的信"), office.now, "office")
    assert not office.delivery.deliver(seen)  # found due with the old words
    assert smtp_sink.messages == []
    assert office.deliver() == 1
    assert [message["Subject"] for message in smtp_sink.messages] == ["改过的信"]


def test_asked_to_stop_it_ends_after_the_letter_in_hand(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1", "2020-29-2", "2020-29-3")
    delivery = office.delivery

    def stop(_: str) -> str:
        delivery.stopping.set()
        return ""

    smtp_sink.after_data = stop
    assert (delivery.deliver_due(), len(smtp_sink.received)) == (1, 1)
    assert [office.row(number).state.value for number in (1, 2, 3)] == ["sent", "waiting", "waiting"]
    assert office.deliver() == 2


def test_a_temporary_refusal_is_tried_again_at_growing_distances(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    smtp_sink.at_rcpt = lambda _: "451 4.7.1 greylisted"
    pauses = []
    for _ in range(6):
        assert office.deliver() == 0
        pauses.append((office.row().letter.due_at - office.now).total_seconds())
        assert office.deliver(timedelta(seconds=pauses[-1] - 1)) == 0  # not yet
        office.now += timedelta(seconds=1)
    assert pauses == [60, 300, 900, 3600, 14400, 14400]
    assert (office.row().state, office.row().attempts) == (OutboxState.WAITING, 6)
    assert "greylisted" in (office.last_error or "")
    smtp_sink.at_rcpt = lambda _: ""
    assert office.deliver() == 1
    assert (receivers(smtp_sink), office.last_error) == ([TO], None)


def test_what_is_temporary_for_a_day_and_a_half_has_failed(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    smtp_sink.at_rcpt = lambda _: "450 4.2.1 busy"
    tries = 0
    while office.row().state is OutboxState.WAITING:
        office.deliver()
        tries += 1
        office.now = office.row().letter.due_at
    assert (tries, office.row().state) == (12, OutboxState.FAILED)
    assert TO in (office.last_error or "")


def test_a_refused_receiver_has_failed_and_the_next_has_his_letter(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1", to="nobody@example.org")
    office.write("2020-29-2")
    smtp_sink.at_rcpt = lambda address: "550 5.1.1 no such user" if address.startswith("nobody") else ""
    assert office.deliver() == 1
    assert (office.row(1).state, office.row(2).state) == (OutboxState.FAILED, OutboxState.SENT)
    assert "no such user" in office.row(1).last_error


def test_cut_after_the_last_dot_it_is_in_doubt_and_goes_again_by_a_persons_will_alone(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    smtp_sink.cut_after_data = True
    assert office.deliver() == 0
    assert (len(smtp_sink.received), office.row().state) == (1, OutboxState.IN_DOUBT)
    assert "不能确定是否送达" in (office.last_error or "")
    smtp_sink.cut_after_data = False
    assert office.deliver(timedelta(days=3)) == 0
    assert len(smtp_sink.received) == 1
    assert office.outbox.release(1, office.now)
    assert office.deliver() == 1
    assert len({str(each["Message-ID"]) for each in smtp_sink.messages}) == 1  # so its receiver can tell


def test_an_attempt_interrupted_before_its_hand_over_is_simply_made_again(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    assert office.outbox.claim(1, NOON)  # and then the process was killed
    assert (office.delivery.recover(), office.last_error) == (0, None)
    assert "没有发出" in office.row().last_error
    assert (office.deliver(), office.row().state, office.row().attempts) == (1, OutboxState.SENT, 2)
    assert receivers(smtp_sink) == [TO]


def test_one_interrupted_after_its_hand_over_is_in_doubt(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    handed_over_by(office, "another machine", timedelta(0))  # and then the process was killed
    assert (office.delivery.recover(), office.deliver(timedelta(days=1))) == (1, 0)
    assert (office.row().state, smtp_sink.received) == (OutboxState.IN_DOUBT, [])


def handed_over_by(office: Post, holder: str, until: timedelta) -> None:
    claim = office.outbox.claim(1, office.now, holder, office.now + until)
    assert office.outbox.handing_over(1, claim.attempt)


def test_a_claim_of_ours_whose_commit_we_never_heard_of_waits_again_at_once(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    sending = office.delivery
    claim, broken = sending.outbox.claim, []

    def commit_and_break(*arguments: Any) -> Any:
        claimed = claim(*arguments)
        if not broken:
            broken.append(True)
            raise StoreError("连接中断")
        return claimed

    sending.outbox.claim = commit_and_break  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        sending.deliver_due()
    assert (broken, office.row().state) == ([True], OutboxState.SENDING)
    assert sending.recover() == 0
    assert sending.deliver_due() == 1
    assert receivers(smtp_sink) == [TO]


def test_a_hand_over_that_the_records_refuse_to_note_is_none(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    noted = office.outbox.handing_over

    def full(*_: object) -> bool:
        raise StoreError("磁盘已满")

    office.outbox.handing_over = full  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        office.deliver()
    office.outbox.handing_over = noted  # type: ignore[method-assign]
    assert (smtp_sink.received, office.row().state, office.row().last_error) == ([], OutboxState.WAITING, "磁盘已满")
    assert office.deliver(timedelta(minutes=1)) == 1


def test_a_living_senders_claim_is_left_alone_until_it_has_been_silent_for_too_long(post: Callable[..., Post]) -> None:
    office = post()
    office.write("2020-29-1")
    handed_over_by(office, "another machine", timedelta(seconds=30))
    assert office.delivery.recover() == 0
    office.now += timedelta(seconds=31)
    assert office.delivery.recover() == 1
    assert office.row().state is OutboxState.IN_DOUBT
    assert "不能确定是否送达" in (office.last_error or "")


def test_a_sender_whose_claim_was_lost_while_it_stood_still_sends_nothing(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    sending = office.delivery
    frozen: list[float] = [0.0]
    sending.renewal = lambda _, seconds: nullcontext(lambda: frozen[0] < seconds)

    def freeze(_: str) -> str:
        frozen[0] = 31.0
        office.now += timedelta(seconds=31)
        assert office.delivery.recover() == 0  # another sender looks after what this one left: nothing had been sent
        return ""

    smtp_sink.at_rcpt = freeze
    assert sending.deliver_due() == 0
    assert smtp_sink.received == []
    assert (office.row().state, office.row().attempts) == (OutboxState.WAITING, 1)
    smtp_sink.at_rcpt = lambda _: ""
    assert office.deliver() == 1
    assert receivers(smtp_sink) == [TO]


def test_nor_does_one_whose_letter_another_has_claimed_meanwhile(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post()
    office.write("2020-29-1")
    sending = office.delivery

    def taken_back(_: str) -> str:
        office.now += timedelta(seconds=31)
        office.delivery.recover()
        handed_over_by(office, "another machine", timedelta(seconds=30))
        return ""

    smtp_sink.at_rcpt = taken_back
    assert sending.deliver_due() == 0  # its own clock says that the claim still is its own; the records know better
    assert smtp_sink.received == []
    assert (office.row().state, office.row().attempts) == (OutboxState.SENDING, 2)


def test_an_outcome_that_the_records_refused_is_noted_as_soon_as_they_take_it(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    sending = office.delivery
    noted, refused = sending.outbox.sent, []

    def full(*_: object) -> None:
        refused.append(True)
        raise StoreError("磁盘已满")

    sending.outbox.sent = full  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        sending.deliver_due()
    assert (refused, office.row().state) == ([True], OutboxState.SENDING)
    sending.outbox.sent = noted  # type: ignore[method-assign]
    assert sending.deliver_due() == 0
    assert (office.row().state, receivers(smtp_sink)) == (OutboxState.SENT, [TO])


def test_nor_is_a_letter_in_doubt_that_was_never_handed_over(
    post: Callable[..., Post], smtp_sink: Sink, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    office = post(ca_file=str(tmp_path / "ca.pem"))
    office.write("2020-29-1")
    sending = office.delivery
    noted, refused = sending.outbox.retry, []

    def full_at_first(*arguments: Any) -> None:
        if not refused:
            refused.append(True)
            raise StoreError("磁盘已满")
        noted(*arguments)

    sending.outbox.retry = full_at_first  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        sending.deliver_due()
    assert (refused, office.row().state) == ([True], OutboxState.SENDING)
    office.now += timedelta(minutes=2)  # beyond the claim's lease
    with pytest.raises(ConfigurationError, match="ca_file"):
        sending.deliver_due()
    assert (office.row().state, office.row().attempts) == (OutboxState.WAITING, 2)
    assert smtp_sink.received == []


def test_a_condition_that_the_records_refused_is_told_as_soon_as_they_take_it(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1")
    smtp_sink.cut_after_data = True
    sending = office.delivery
    told, refused = sending.records.error, []

    def full(*arguments: Any) -> None:
        if not refused:
            refused.append(True)
            raise StoreError("磁盘已满")
        told(*arguments)

    sending.records.error = full  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        sending.deliver_due()
    assert (office.row().state, office.last_error) == (OutboxState.IN_DOUBT, None)
    sending.deliver_due()
    assert (refused, "不能确定是否送达" in (office.last_error or "")) == ([True], True)


def sent_folder(server: Dovecot, user: str) -> SentFolder:
    reached = Mailbox("127.0.0.1", server.tls, Security.TLS, user, PASSWORD, ca_file=str(server.ca_file))
    return SentFolder(reached, "已发送")


def test_a_doubtful_letter_that_the_provider_kept_among_those_sent_is_sent(
    post: Callable[..., Post], smtp_sink: Sink, imap_server: Dovecot, mailbox: str
) -> None:
    office = post(sent_folder=sent_folder(imap_server, mailbox))
    office.write("2020-29-1", "2020-29-2")
    smtp_sink.cut_after_data = True

    def kept_by_the_provider(_: str) -> str:
        message_id = office.row(1).message_id
        imap_server.deliver(mailbox, f"Message-ID: {message_id}\r\n\r\nx\r\n".encode(), folder="已发送")
        smtp_sink.after_data = lambda _: ""  # but not the second one
        return ""

    smtp_sink.after_data = kept_by_the_provider
    assert office.deliver() == 0
    assert len(smtp_sink.received) == 2
    assert (office.row(1).state, office.row(2).state) == (OutboxState.SENT, OutboxState.IN_DOUBT)


def test_a_letter_of_a_sender_that_is_gone_is_looked_for_too(
    post: Callable[..., Post], smtp_sink: Sink, imap_server: Dovecot, mailbox: str
) -> None:
    office = post(sent_folder=sent_folder(imap_server, mailbox))
    office.write("2020-29-1")
    handed_over_by(office, "another machine", timedelta(seconds=-1))
    longer = office.row().message_id.replace(".1@", ".1@x.")  # SEARCH finds parts of it, too
    imap_server.deliver(mailbox, f"Message-ID: {longer}\r\n\r\nx\r\n".encode(), folder="已发送")
    assert office.delivery.recover() == 1
    assert office.row().state is OutboxState.IN_DOUBT
    copy = f"Message-ID: {office.row().message_id}\r\n\r\nx\r\n".encode()
    imap_server.deliver(mailbox, copy, folder="已发送")
    assert office.delivery.recover() == 0
    assert (office.row().state, smtp_sink.received) == (OutboxState.SENT, [])


def test_a_copy_that_the_provider_keeps_by_itself_is_not_doubled(
    post: Callable[..., Post], smtp_sink: Sink, imap_server: Dovecot, mailbox: str
) -> None:
    office = post(sent_folder=sent_folder(imap_server, mailbox))
    office.write("2020-29-1")

    def keep(_: str) -> str:
        copy = f"Message-ID: {office.row().message_id}\r\n\r\nx\r\n".encode()
        imap_server.deliver(mailbox, copy, folder="已发送")
        return ""

    smtp_sink.after_data = keep
    assert office.deliver() == 1
    assert len(imap_server.flags(mailbox, "已发送")) == 1


def test_a_domain_that_has_had_enough_waits_a_moment_and_others_do_not(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post(limits=Limits(per_domain_minute=2))
    office.write("1", "2", "3")
    office.write("4", to="lisi@other.example.org")
    assert office.deliver() == 3
    assert receivers(smtp_sink) == [TO, TO, "lisi@other.example.org"]
    assert (office.row(3).state, office.row(3).attempts) == (OutboxState.WAITING, 0)
    assert office.deliver(timedelta(seconds=61)) == 1


def test_settings_that_cannot_be_used_leave_the_letter_waiting(
    post: Callable[..., Post], smtp_sink: Sink, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    office = post(ca_file=str(tmp_path / "ca.pem"))
    office.write("2020-29-1")
    with pytest.raises(ConfigurationError, match="ca_file"):
        office.deliver()
    assert office.row().state is OutboxState.WAITING
    office.ca_file = ""
    assert office.deliver(timedelta(seconds=60)) == 1


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(per_address_day=2), "一天内已给zhangsan@example.org发了2封信"),
        (Limits(per_submission_day=2), "一天内已为2020-29-1发了2封信"),
        (Limits(per_hour=2), "一小时内已发2封信"),
    ],
)
def test_beyond_a_limit_a_letter_is_held_until_a_person_releases_it(
    post: Callable[..., Post], smtp_sink: Sink, limits: Limits, reason: str
) -> None:
    office = post(limits=limits)
    for number in range(3):
        file(office.records, assessed(examination(b"%d" % number)), letter("2020-29-1"))
        office.deliver()
    assert receivers(smtp_sink) == [TO, TO]
    assert (office.row(3).state, office.row(3).letter.held) == (OutboxState.HELD, reason)
    assert office.deliver(timedelta(days=2)) == 0
    office.outbox.release(3, office.now)
    assert office.deliver() == 1


def test_above_the_hourly_limit_the_office_is_told(post: Callable[..., Post]) -> None:
    office = post(limits=Limits(per_hour=1))
    office.write("2020-29-1", "2020-29-2")
    office.deliver()
    assert "一小时内已发1封信" in (office.last_error or "")


def test_in_hold_mode_nothing_leaves(post: Callable[..., Post], smtp_sink: Sink) -> None:
    office = post(limits=Limits(hold=True))
    office.write("2020-29-1")
    assert office.deliver() == 0
    assert (office.row().state, smtp_sink.received) == (OutboxState.HELD, [])


def test_a_copy_that_cannot_be_kept_is_a_condition_and_the_letter_is_sent_once(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    nowhere = Mailbox("imap.invalid", 993, Security.TLS, "submit", "secret")
    office = post(sent_folder=SentFolder(nowhere, "已发送"))
    office.write("2020-29-1")
    assert (office.deliver(), office.deliver(timedelta(days=1))) == (1, 0)
    assert office.row().state is OutboxState.SENT
    assert "imap.invalid" in (office.last_error or "")
    assert receivers(smtp_sink) == [TO]


def test_the_condition_ends_with_the_next_copy_that_is_kept(
    post: Callable[..., Post], imap_server: Dovecot, mailbox: str
) -> None:
    reached = Mailbox("127.0.0.1", imap_server.tls, Security.TLS, mailbox, PASSWORD, ca_file=str(imap_server.ca_file))
    office = post(sent_folder=SentFolder(replace(reached, password="wrong"), "已发送"))
    office.write("2020-29-1")
    office.deliver()
    assert "登录被拒绝" in (office.last_error or "")
    office.sent_folder = SentFolder(reached, "已发送")
    office.write("2020-29-2")
    office.deliver()
    assert office.last_error is None
    assert imap_server.flags(mailbox, "已发送") == {1: {b"\\Seen"}}


def test_what_leaves_after_the_day_that_it_names_says_it_without_a_date(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post(limits=Limits(hold=True))
    dated = replace(
        letter("2020-29-1"),
        text="请于2020年4月18日前补发。",
        names=NOON.date() + timedelta(days=2),
        undated_text="请尽快补发。",
        undated_html="<p>请尽快补发。</p>",
    )
    for number in range(2):
        file(office.records, assessed(examination(b"%d" % number)), replace(dated, receipts=(str(number),)))
    office.deliver()
    for number, later in ((1, timedelta(days=2)), (2, timedelta(days=1))):
        office.now += later
        office.outbox.release(number, office.now)
        office.deliver()
    said = [message.get_body(("plain",)).get_content().strip() for message in smtp_sink.messages]  # type: ignore[union-attr]
    assert said == ["请于2020年4月18日前补发。", "请尽快补发。"]


def test_a_letter_that_fits_no_message_has_failed_and_the_next_has_left(
    post: Callable[..., Post], smtp_sink: Sink
) -> None:
    office = post()
    office.write("2020-29-1", to="a..b@example.org")
    office.write("2020-29-2")
    office.deliver()
    assert (office.row(1).state, receivers(smtp_sink)) == (OutboxState.FAILED, [TO])

"""Tries every configured part for real and says what to mend: nothing is taken in, answered or changed in a mailbox."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.blobs import ObjectBlobs
from archive.records import SqlRecords
from config.build import calls_of, mailboxes, open_archive, sandbox, sent_folder, smtp_server
from config.first_day import is_first_day
from config.settings import Settings
from config.trust import trust_roots
from config.wording import edited_wording
from intake.call import Call
from intake.errors import BaosongError, reason
from intake.imap import ImapSource
from intake.letters.trial import faults_of
from intake.pipeline import Intake
from intake.ports import Clock
from intake.queue import EmbeddedQueue
from intake.smtp import SmtpSender
from parsers.errors import ParsingFailed, ScratchRefused
from review_export.web.installation import LEAST_FREE, Health, Look

_PLACE = "自检"
PARTS = {
    "calls": "征集通知",
    "archive": "数据库和存档",
    "disk": "磁盘",
    "parsing": "解析",
    "mailboxes": "邮箱",
    "watched": "监视文件夹",
    "wording": "信件模板",
    "sending": "发信",
    "trust": "数字签名",
}


def examine_house(settings: Settings, clock: Clock) -> Iterator[Look]:
    """Every part in the order in which the service needs them."""
    for key in PARTS:
        yield from look_at(key, settings, clock)


def look_at(key: str, settings: Settings, clock: Clock) -> Iterator[Look]:
    """One part, by its key in `PARTS`. Raises KeyError."""
    yield from _tried(PARTS[key], _LOOKS[key], settings, clock)


def _tried(
    part: str, look: Callable[[Settings, Clock], Iterator[tuple[Health, str]]], settings: Settings, clock: Clock
) -> Iterator[Look]:
    try:
        for health, said in look(settings, clock):
            yield Look(part, health, said)
    except (BaosongError, ParsingFailed, ScratchRefused) as error:
        yield Look(part, Health.BAD, str(error))
    except OSError as error:
        yield Look(part, Health.BAD, reason(error))


def _calls(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    if not settings.call:
        yield Health.BAD, '没有指定征集通知，请在配置文件中写call = ["2020-29"]或通知文件的路径'
        return
    for call in calls_of(settings, fallback=False):
        said = f"{call.name}《{call.title}》，{len(call.stages)}个阶段"
        said += f"，名册{len(call.roster)}个单位" if call.roster is not None else "，没有名册"
        yield Health.GOOD, said
        yield from warned(call, clock())


def warned(call: Call, now: datetime) -> Iterator[tuple[Health, str]]:
    """What a person should know of a call."""
    if all(stage.deadline < now.date() for stage in call.stages):
        yield Health.WARN, f"{call.name}的各阶段都已截止，此后收到的材料都按逾期处理"
    if call.roster is None:
        yield Health.WARN, f"{call.name}没有名册，不能统计谁还没报，也不能提醒"


def _archive(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    records, blobs = open_archive(settings)
    try:
        records.error(_PLACE, "正在自检", clock())
        records.clear_error(_PLACE)
        yield Health.GOOD, f"数据库{records.engine.url.render_as_string()}可以读写"
        next(iter(blobs.digests()), None)
        yield Health.GOOD, f"存档{settings.blobs.url or settings.blobs_folder}可以读写"
    finally:
        records.engine.dispose()


def free_bytes(settings: Settings) -> int:
    """What the disk with the data has left, or will have once there are data."""
    folder = next(each for each in (settings.data.absolute(), *settings.data.absolute().parents) if each.exists())
    return shutil.disk_usage(folder).free


def _disk(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    del clock
    free = free_bytes(settings)
    said = f"{settings.data.absolute()}所在磁盘还有{free / 1024**3:.1f}GB"
    yield (
        (Health.GOOD, said) if free >= LEAST_FREE else (Health.WARN, f"{said}，不足{LEAST_FREE // 1024**3}GB，请清理")
    )


def _parsing(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    """A mail with each call's blank form is read, as one from outside would be."""
    del clock
    calls = calls_of(settings, fallback=True)
    with sandbox(settings, 1) as parsing, TemporaryDirectory(prefix="baosong-doctor-") as scratch:
        lacking = parsing.protection()
        if lacking:
            yield Health.WARN, lacking
        for call in calls:
            found = parsing.examine(_with_blanks(call), [stage.form for stage in call.stages], Path(scratch))
            unread = [document.name for document in found.documents if document.troubles]
            if unread:
                yield Health.BAD, f"{call.name}的空白样表{'、'.join(unread)}不能读取"
    yield Health.GOOD, "能读取来信和空白样表"


def _with_blanks(call: Call) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "doctor@localhost", "自检"
    message.set_content("自检")
    for stage in call.stages:
        if stage.form.template is not None:
            message.add_attachment(
                stage.form.template,
                maintype="application",
                subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
                filename=f"{stage.name}.docx",
            )
    return message.as_bytes()


def _mailboxes(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    boxes = mailboxes(settings)
    if not boxes and not settings.watch.folder:
        yield Health.BAD, "没有可收信的地方，请在配置文件中设置[[mailbox]]或[watch] folder"
    if not boxes:
        return
    records, blobs = open_archive(settings)
    try:
        for mailbox in boxes:
            source = ImapSource(mailbox, records, _nowhere(records, blobs, clock))
            try:
                for well, said in source.visit():
                    yield (Health.GOOD if well else Health.WARN), f"{source.name}：{said}"
            except BaosongError as error:
                yield Health.BAD, str(error)
    finally:
        records.engine.dispose()


def _nowhere(records: SqlRecords, blobs: ObjectBlobs, clock: Clock) -> Intake:
    """What a source wants for taking in, which a visit doesn't do."""
    return Intake(blobs, records, EmbeddedQueue(records, 1), clock, ())


def _watched(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    del clock
    if settings.watch.folder:
        folder = settings.path(settings.watch.folder)
        yield Health.GOOD, f"{folder}里有{sum(1 for _ in folder.iterdir())}项"


def _wording(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    del clock
    wording = edited_wording(settings)
    faults = list(faults_of(wording))
    for fault in faults:
        yield Health.BAD, fault
    if wording.edited and not faults:
        yield Health.GOOD, f"改过的模板{'、'.join(sorted(wording.edited))}都能用"


def _sending(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    server = smtp_server(settings)
    if server is None:
        yield Health.WARN, "没有设置[smtp]，收到的材料不会有回信"
        return
    trouble = SmtpSender(server).visit()
    yield (Health.BAD, trouble) if trouble else (Health.GOOD, f"{server.host}可以发信，发件人{server.sender}")
    copies = sent_folder(settings)
    if copies is not None:
        copies.among(())
        yield Health.GOOD, f"已发信件存到“{copies.folder}”"
    yield from _leaving(settings, clock())


def _leaving(settings: Settings, now: datetime) -> Iterator[tuple[Health, str]]:
    """Whether letters leave by themselves: on a call's first day, somebody should look at them before."""
    records, _ = open_archive(settings)
    try:
        first = is_first_day(calls_of(settings, fallback=True), records, now.date())
    finally:
        records.engine.dispose()
    if settings.replies.mode == "hold":
        yield Health.GOOD, "每封信都待人放行（replies.mode = hold）；看过几封没有问题的，可改为send"
    elif first:
        yield Health.WARN, '信件会自动发出；征集第一天建议先设replies.mode = "hold"，看过几封再改为send'


def _trust(settings: Settings, clock: Clock) -> Iterator[tuple[Health, str]]:
    del clock
    roots = trust_roots(settings)
    if roots:
        yield Health.GOOD, f"信任{len(roots)}个签发机构"


_LOOKS: dict[str, Callable[[Settings, Clock], Iterator[tuple[Health, str]]]] = {
    "calls": _calls,
    "archive": _archive,
    "disk": _disk,
    "parsing": _parsing,
    "mailboxes": _mailboxes,
    "watched": _watched,
    "wording": _wording,
    "sending": _sending,
    "trust": _trust,
}

"""The one place that puts a service together from its settings."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event

from archive import jobs
from archive.blobs import Bucket, BucketBlobs, FolderBlobs, ObjectBlobs
from archive.outbox import SqlOutbox
from archive.recorded.recorder import Recorder
from archive.records import SqlRecords, open_records
from archive.reminding import SqlReminding
from config.calls import load_call
from config.clock import now
from config.current import CurrentCalls, current_wording
from config.settings import MailboxSettings, Settings, SmtpSettings
from config.trust import trust_roots
from config.upkeep import upkeep
from intake.call import Call
from intake.deciding import Decider
from intake.deliver import Delivery, Limits
from intake.errors import ConfigurationError
from intake.imap import ImapSource, Mailbox, SentFolder
from intake.jobs import SILENT, ProcrastinateQueue
from intake.message import Enclosure
from intake.pipeline import Examiner, Intake, Pipeline
from intake.placing import Placer
from intake.ports import Clock, Source
from intake.queue import EmbeddedQueue
from intake.quiet import quiet_hours
from intake.reminders import Reminders
from intake.scratch import Scratch
from intake.service import Role, Service
from intake.smtp import SmtpSender, SmtpServer
from intake.tls import Security
from intake.watch import WatchedFolder
from parsers.limits import MIB
from parsers.limits import Limits as ParsingLimits
from parsers.sandbox import ProcessSandbox

DEFAULT_CALL = "2020-29"


@dataclass(frozen=True, slots=True)
class House:
    """A service with what is behind it."""

    service: Service
    intake: Intake
    records: SqlRecords
    outbox: SqlOutbox
    blobs: ObjectBlobs
    queue: EmbeddedQueue | ProcrastinateQueue
    calls: CurrentCalls


def calls_of(settings: Settings, fallback: bool) -> tuple[Call, ...]:
    """The calls that the settings name. Raises ConfigurationError where they name none and there is no fallback."""
    names = settings.call or ((DEFAULT_CALL,) if fallback else ())
    if not names:
        raise ConfigurationError('没有指定征集通知，请在配置文件中写call = ["2020-29"]或通知文件的路径')
    return tuple(load_call(name, settings.base) for name in names)


def open_archive(settings: Settings) -> tuple[SqlRecords, ObjectBlobs]:
    """Records and blobs, made where there are none. Raises ConfigurationError."""
    password = settings.secret(settings.records, "records")
    records, blobs = open_records(settings.records_url, _domain(settings), password), _blobs(settings)
    records.recorder = Recorder(records.engine, blobs)
    return records, blobs


def kept_records(settings: Settings) -> SqlRecords | None:
    """The records alone, for whoever only reads them; None where none were kept yet. Raises ConfigurationError."""
    scheme, _, file = settings.records_url.partition(":///")
    if scheme == "sqlite" and not Path(file.partition("?")[0]).exists():
        return None
    return open_records(settings.records_url, _domain(settings), settings.secret(settings.records, "records"))


def _blobs(settings: Settings) -> ObjectBlobs:
    folder = settings.blobs_folder
    return FolderBlobs(folder) if folder is not None else BucketBlobs(_bucket(settings, settings.blobs.url))


def second_store(settings: Settings) -> ObjectBlobs | None:
    """The store that damage is mended from, None where none is named. Raises ConfigurationError."""
    return store_at(settings, settings.blobs.second, "blobs.second") if settings.blobs.second else None


def store_at(settings: Settings, url: str, key: str) -> ObjectBlobs:
    """A store at an address, reached as the settings' own; `key` says where that was written. Raises ConfigurationError."""
    folder = settings.store_folder(url, key)
    return FolderBlobs(folder) if folder is not None else BucketBlobs(_bucket(settings, url))


def _bucket(settings: Settings, url: str) -> Bucket:
    name, _, prefix = url.removeprefix("s3://").partition("/")
    access, secret = settings.bucket_keys
    return Bucket(
        name=name,
        prefix=prefix.strip("/"),
        endpoint=settings.blobs.endpoint,
        region=settings.blobs.region,
        access_key=access,
        secret_key=secret,
        virtual_hosted=settings.blobs.virtual_hosted,
        ca_file=_file(settings, settings.blobs.ca_file),
        seconds=settings.blobs.seconds,
    )


def _domain(settings: Settings) -> str:
    sender = settings.smtp.sender if settings.smtp else ""
    return sender.rpartition("@")[2].rstrip("> ").strip() or "localhost"


def sandbox(
    settings: Settings, workers: int, room: Path | None = None, readable: Sequence[Path] = ()
) -> ProcessSandbox:
    """The parsing processes; they write below `room`, or in a temporary folder, and may read `readable`, too."""
    return ProcessSandbox(workers, limits(settings), room, readable)


def limits(settings: Settings) -> ParsingLimits:
    """The settings' parsing limits."""
    parsing = settings.parsing
    return ParsingLimits(
        mail_bytes=parsing.mail_mib * MIB,
        parts=parsing.parts,
        attachments=parsing.attachments,
        document_bytes=parsing.document_mib * MIB,
        depth=parsing.depth,
        files=parsing.files,
        unpacked_bytes=parsing.unpacked_mib * MIB,
        ratio=parsing.ratio,
        pages=parsing.pages,
        seconds=parsing.seconds,
        document_seconds=min(parsing.document_seconds, parsing.seconds),
        cpu_seconds=parsing.cpu_seconds,
        memory_bytes=parsing.memory_mib * MIB,
        resident_bytes=parsing.resident_mib * MIB,
        scratch_bytes=2 * (parsing.mail_mib + parsing.unpacked_mib) * MIB,
        trust_roots=trust_roots(settings),
    )


def our_addresses(settings: Settings, calls: tuple[Call, ...]) -> frozenset[str]:
    """The addresses that are ours: what comes from them is never answered."""
    named = [call.address for call in calls]
    named += [box.username for box in settings.mailbox if "@" in box.username]
    if settings.smtp:
        named.append(settings.smtp.sender.rpartition("<")[2].rstrip("> ").strip())
    return frozenset(address.lower() for address in named if address)


@contextmanager
def house(
    settings: Settings,
    clock: Clock = now,
    stopping: Event | None = None,
    role: Role = Role.ALL,
    history: bool | None = None,
) -> Iterator[House]:
    """The whole service or one part of it; `stopping` ends its work, the context's end its processes.

    `history` not None: without sources, for an import that brings its own; whether what it brings is never answered.
    Raises ConfigurationError.
    """
    stopping = stopping or Event()
    of_files = calls_of(settings, fallback=history is not None)
    records, blobs = open_archive(settings)
    calls = CurrentCalls(records, of_files)
    queue = _queue(settings, records, stopping, role)
    intake = Intake(blobs, records, queue, clock, calls, bool(history))
    outbox = SqlOutbox(records)
    wording = current_wording(settings, records)
    delivery = _delivery(settings, outbox, records, clock, of_files, stopping)
    polls = role.does(Role.POLLER) and history is None
    sources = _sources(settings, records, intake, stopping) if polls else []
    chores = upkeep(settings.keeping, records, blobs, clock, stopping) if role.does(Role.WORKER) else None
    service = Service(sources, records, outbox, queue, delivery, clock, stopping, role=role, upkeep=chores)
    if role.does(Role.SENDER):
        service.reminders = Reminders(SqlReminding(records), calls, clock, wording)
    with ExitStack() as parts:
        if records.recorder is not None:
            parts.enter_context(records.recorder.in_background())
        if role.does(Role.WORKER):
            scratch = Scratch(settings.data / "scratch")
            room = parts.enter_context(scratch.folder())
            parsing = parts.enter_context(sandbox(settings, settings.queue.workers, room))
            examiner = Examiner(parsing, our_addresses(settings, of_files))
            wait = timedelta(seconds=settings.replies.wait_seconds)
            queue.pipeline = Pipeline(blobs, records, examiner, calls, clock, wait, scratch, stopping, wording)
        yield House(service, intake, records, outbox, blobs, queue, calls)


def decider(settings: Settings, records: SqlRecords, clock: Clock = now) -> Decider:
    """What carries out people's decisions. Raises ConfigurationError."""
    of_files = calls_of(settings, fallback=True)
    wait, wording = timedelta(seconds=settings.replies.wait_seconds), current_wording(settings, records)
    return Decider(records, CurrentCalls(records, of_files), our_addresses(settings, of_files), clock, wait, wording)


@contextmanager
def placer(settings: Settings, deciding: Decider, blobs: ObjectBlobs) -> Iterator[Placer]:
    """What moves a mail to another submission, with a parsing process to compare what meets there."""
    with sandbox(settings, 1) as parsing:
        yield Placer(deciding, parsing, blobs.get)


def _queue(
    settings: Settings, records: SqlRecords, stopping: Event, role: Role = Role.ALL
) -> EmbeddedQueue | ProcrastinateQueue:
    if settings.queue.kind == "procrastinate":
        return jobs_queue(settings, records, stopping)
    if role is not Role.ALL:
        raise ConfigurationError(f'单独运行{role}需要queue.kind = "procrastinate"；内置队列只用一个进程，请去掉--role')
    return EmbeddedQueue(records, settings.queue.workers, stopping=stopping)


def jobs_queue(settings: Settings, records: SqlRecords, stopping: Event | None = None) -> ProcrastinateQueue:
    """The distributed queue on the records' database. Raises ConfigurationError."""
    address = jobs.prepare(records.engine)
    return ProcrastinateQueue(
        address, records, settings.queue.workers, jobs.driver_of, stopping, settings.queue.heartbeat_seconds
    )


def mailboxes(settings: Settings) -> tuple[Mailbox, ...]:
    """The mailboxes that the settings name. Raises ConfigurationError."""
    return tuple(_mailbox(settings, box, f"mailbox[{number}]") for number, box in enumerate(settings.mailbox))


def smtp_server(settings: Settings) -> SmtpServer | None:
    """The mail server for letters, None where none is named. Raises ConfigurationError."""
    return _smtp(settings, settings.smtp) if settings.smtp else None


def sent_folder(settings: Settings) -> SentFolder | None:
    """The folder for copies, None where none is named. Raises ConfigurationError."""
    return _sent_folder(settings, settings.smtp) if settings.smtp and settings.smtp.sent_folder else None


def _sources(settings: Settings, records: SqlRecords, intake: Intake, stopping: Event) -> list[Source]:
    sources: list[Source] = []
    for mailbox in mailboxes(settings):
        sources.append(ImapSource(mailbox, records, intake, stopping))
    if settings.watch.folder:
        sources.append(WatchedFolder(settings.path(settings.watch.folder), records, intake))
    if not sources:
        raise ConfigurationError("没有可收信的地方，请在配置文件中设置[[mailbox]]或[watch] folder")
    return sources


def _mailbox(settings: Settings, box: MailboxSettings, name: str) -> Mailbox:
    return Mailbox(
        host=box.host,
        port=box.port,
        security=Security(box.security),
        username=box.username,
        password=settings.secret(box, name),
        folders=box.folders,
        since=box.since,
        done=box.done,
        ca_file=_file(settings, box.ca_file),
        poll_seconds=box.poll_seconds,
    )


def _file(settings: Settings, written: str) -> str:
    return str(settings.path(written)) if written else ""


def _delivery(
    settings: Settings, outbox: SqlOutbox, records: SqlRecords, clock: Clock, calls: tuple[Call, ...], stopping: Event
) -> Delivery:
    replies, smtp, server = settings.replies, settings.smtp, smtp_server(settings)
    return Delivery(
        outbox=outbox,
        records=records,
        sender=SmtpSender(server) if server else None,
        sender_line=smtp.sender if smtp else "",
        clock=clock,
        limits=Limits(
            replies.mode == "hold",
            replies.max_per_address_day,
            replies.max_per_submission_day,
            replies.max_per_hour,
            replies.max_per_domain_minute,
            quiet_hours(replies.quiet),
        ),
        enclosures=blank_forms(calls),
        sent_folder=sent_folder(settings),
        lease_seconds=SILENT * settings.queue.heartbeat_seconds,
        stopping=stopping,
    )


def blank_forms(calls: tuple[Call, ...]) -> dict[str, Enclosure]:
    """The blank forms that letters may enclose."""
    return {
        f"{call.name}/{stage.key}": Enclosure(stage.blank_name, stage.form.template)
        for call in calls
        for stage in call.stages
        if stage.form.template is not None
    }


def _smtp(settings: Settings, smtp: SmtpSettings) -> SmtpServer:
    return SmtpServer(
        host=smtp.host,
        port=smtp.port,
        security=Security(smtp.security),
        sender=smtp.sender,
        username=smtp.username,
        password=settings.secret(smtp, "smtp"),
        ca_file=_file(settings, smtp.ca_file),
    )


def _sent_folder(settings: Settings, smtp: SmtpSettings) -> SentFolder:
    if not settings.mailbox:
        raise ConfigurationError("smtp.sent_folder需要一个[[mailbox]]来存放已发信件")
    return SentFolder(_mailbox(settings, settings.mailbox[0], "mailbox[0]"), smtp.sent_folder)

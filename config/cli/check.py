"""`baosong check`: examines mails, folders and documents; stores and sends nothing.

Each message is judged on its own: what an earlier one in the same call brought is no part of it.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.progress import Progress

from config.build import calls_of, our_addresses, sandbox
from config.calls import load_call
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say_json, settings_of
from config.cli.assessed import show, show_failure
from config.clock import SHANGHAI, now
from config.settings import Settings
from intake.call import Call
from intake.codes import Verdict
from intake.errors import ConfigurationError, reason
from intake.loose import documents_in, message_of, name_of
from intake.model import Assessment
from intake.pipeline import Examiner, choose_call, first_possible
from parsers.errors import ParsingFailed
from review_export.checked import checked, unexaminable

_MAIL_ENDINGS = frozenset((".eml", ".msg"))
_ATTENTION = frozenset((Verdict.CORRECTION, Verdict.REVIEW))


@dataclass(frozen=True, slots=True)
class Given:
    """One message to examine: its name in the output and where its bytes come from."""

    source: str
    paths: tuple[Path, ...]
    is_mail: bool

    def read(self) -> bytes:
        """The message's bytes. Raises ConfigurationError where a file can't be read."""
        try:
            return self.paths[0].read_bytes() if self.is_mail else message_of(self.paths, self.source)
        except OSError as error:
            raise ConfigurationError(f"{error.filename or self.source}不能读取（{reason(error)}）") from error


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that couldn't be examined; the next one goes on."""

    error: str


@app.command()
def check(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="邮件（.eml）、文件夹或单个文件")],
    as_json: JsonOption = False,
    call: Annotated[str | None, typer.Option("--call", metavar="NAME|FILE", help="按哪个通知核对，默认2020-29")] = None,
    received_at: Annotated[
        str | None, typer.Option("--received-at", metavar="TIME", help="当作何时收到，如2020-04-20T10:00")
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """核对邮件、文件夹或单个文件；不入库，不发信。"""
    settings = settings_of(context, config, data)
    calls = (load_call(call),) if call else calls_of(settings, fallback=True)
    moment = _moment(received_at)
    given = [each for path in paths for each in _given(path)]
    attention = False
    for each, assessment in _assessed(given, calls, settings, moment):
        if isinstance(assessment, Failure):
            attention = True
            if as_json:
                say_json(unexaminable(each.source, assessment.error, moment or now()))
            else:
                show_failure(each.source, assessment.error)
            continue
        attention = attention or assessment.verdict in _ATTENTION
        if as_json:
            say_json(checked(each.source, assessment))
        else:
            show(each.source, assessment)
    return 1 if attention else 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(SHANGHAI)  # its day counts
    except (ValueError, OverflowError) as error:
        raise ConfigurationError(f"--received-at“{text}”不是有效的时间，应如2020-04-20T10:00:00+08:00") from error


def _given(path: Path) -> Iterator[Given]:
    """The messages of one path: a mail, each mail of a folder of mails, else loose documents as one mail."""
    if path.is_dir():
        _readable(path)
        mails = sorted(each for each in path.iterdir() if each.suffix.lower() in _MAIL_ENDINGS)
        documents = documents_in(path)
        if mails:
            yield from (Given(name_of(each), (each,), True) for each in mails)
        elif documents:
            yield Given(name_of(path.resolve()), tuple(documents), False)
        else:
            raise ConfigurationError(f"文件夹{path}里没有文件")
    elif path.exists() and not path.is_file():  # a pipe or device may never end
        raise ConfigurationError(f"{path}不是文件或文件夹")
    elif path.exists():
        yield Given(name_of(path), (path,), path.suffix.lower() in _MAIL_ENDINGS)
    else:
        raise ConfigurationError(f"没有{path}这个文件或文件夹")


def _readable(folder: Path) -> None:
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise ConfigurationError(f"文件夹{folder}不能读取（{reason(error)}）") from error


def _assessed(
    given: Sequence[Given], calls: tuple[Call, ...], settings: Settings, moment: datetime | None
) -> Iterator[tuple[Given, Assessment | Failure]]:
    """Assessments in the order given; several are examined at a time."""
    workers = min(settings.queue.workers, len(given)) or 1
    with (
        sandbox(settings, workers) as parsing,
        ThreadPoolExecutor(workers) as pool,
        Progress(console=err, transient=True, disable=not err.is_terminal or len(given) < 2) as progress,
    ):
        examiner = Examiner(parsing, our_addresses(settings, calls))
        bar = progress.add_task("核对", total=len(given))
        for each, future in [(each, pool.submit(_assess, each, examiner, calls, moment)) for each in given]:
            yield each, future.result()
            progress.advance(bar)


def _assess(given: Given, examiner: Examiner, calls: tuple[Call, ...], moment: datetime | None) -> Assessment | Failure:
    raw = given.read()
    with TemporaryDirectory(prefix="baosong-") as folder:
        try:
            examination = examiner.examine(raw, calls[0], Path(folder))
            mail = examination.mail
            received = moment or first_possible(now(), mail.received, mail.date) or now()
            call = choose_call(calls, mail, received)
            if call is not calls[0]:
                examination = examiner.examine(raw, call, Path(folder))
            return examiner.judge(
                examination, call, received, original=lambda digest: (Path(folder) / digest).read_bytes()
            )
        except ParsingFailed as error:
            return Failure(str(error))

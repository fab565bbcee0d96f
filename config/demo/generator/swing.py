"""Builds the call in full swing that `baosong demo --serve` opens: `python -m config.demo.generator.swing`.

Two hundred mails go through the real service, day by day, then the office decides some of what waits; what is left is
packed as it lies. It needs LibreOffice and some minutes.
"""

import csv
import io
import lzma
import random
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from PIL import Image

from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.waiting import waiting
from config.build import decider, house
from config.clock import SHANGHAI
from config.demo.generator import names
from config.demo.generator.crowd import MENDED, Coming, Habit, comings, faulty, printed, units
from config.demo.generator.mails import File, Sample, gbk_zip, mail
from config.demo.generator.names import Unit
from config.demo.generator.papers import plan_docx
from config.demo.generator.scans import pages, to_pdfs
from config.demo.generator.sealed import small_scan, with_seal
from config.demo.generator.seals import Seal, draw, pressed
from config.demo.mailbox import Arriving, embedded_mailbox
from config.demo.prepared import LEFT_OUT, PREPARED, ROSTER, SAMPLES, from_elsewhere
from config.demo.run import settings_of_demo
from config.demo.sink import inboxes, parsed
from config.settings import Settings
from intake.deciding import Decider
from intake.decisions import asking
from intake.decisions.asking import Person
from parsers.limits import MIB

SEED = 29
SAMPLE_UNITS = (
    names.SPRUCE,
    names.LOTUS,
    names.GRANITE,
    names.COMET,
    names.PINE,
    names.WILLOW,
    names.BRIDGE,
    names.BEE,
    names.QUARTZ,
)
_DPI = 150
_NOT_PACKED = ("imap.secret", "records.db-wal", "records.db-shm", "records.db-recording")
_LAST_DAY, _EVENING = 21, 15  # of April; what is left on the last day waits for the visitor
_RED, _BLACK = (198, 24, 34), (60, 60, 60)
_ENQUIRIES = (
    "请问报送时间可否延后两天？",
    "老师好，样表中的“承办单位”必须填写吗？",
    "请问一个单位最多可以报几项活动？",
)


def mails(rng: random.Random) -> list[Arriving]:
    """All that comes, in the order in which it comes."""
    every = units(rng)
    coming = list(comings(rng, every))
    again = [each for each in coming if _comes_again(each)]
    printouts = _printed([plan_docx(printed(each)) for each in coming] + [plan_docx(each.plan) for each in again])
    found: list[Arriving] = [_arriving(path.read_bytes()) for path in sorted(SAMPLES.glob("*.eml"))]
    for number, each in enumerate(coming):
        first = _sample(each, plan_docx(faulty(each)), printouts[number], every, rng)
        found.append(_arriving(mail(first, 100 + number)))
    for number, each in enumerate(again):
        second = _mended(each, plan_docx(each.plan), printouts[len(coming) + number], rng)
        found.append(_arriving(mail(second, 300 + number)))
    for number, text in enumerate(_ENQUIRIES):
        unit = every[60 + number][1]
        sample = Sample(unit.email, unit.person, "咨询报送事宜", text, f"Tue, 21 Apr 2020 1{number}:20:00")
        found.append(_arriving(mail(sample, 500 + number)))
    return sorted(found, key=lambda arriving: arriving.at)


def _comes_again(coming: Coming) -> bool:
    """Whether its unit mends what was lacking, on a later day."""
    return coming.habit in MENDED and coming.mended[5:7] > coming.when[5:7]


def _printed(words: Sequence[bytes]) -> list[list[Image.Image]]:
    """The pages of each, printed by LibreOffice in one go."""
    return [pages(pdf, _DPI) for pdf in to_pdfs(words)]


def _sample(
    coming: Coming, word: bytes, sheets: list[Image.Image], every: Sequence[tuple[str, Unit]], rng: random.Random
) -> Sample:
    unit, habit, name = coming.plan.unit, coming.habit, coming.plan.activity
    sealing = every[(rng.randrange(50))][1] if habit is Habit.OTHER_SEAL else unit
    colour = _BLACK if habit is Habit.GREY_SEAL else _RED
    skew = 0.0 if habit is Habit.DIGITAL else rng.uniform(-0.6, 0.6)
    pdf = small_scan(sheets, _DPI, rng, skew)
    if habit is not Habit.NO_SEAL:
        pdf = _sealed(pdf, sealing, colour, rng)
    files: tuple[File, ...] = (File(f"{name}.docx", word), File(f"{name}（盖章）.pdf", pdf))
    if habit is Habit.ONLY_WORD:
        files = files[:1]
    if habit is Habit.ZIPPED:
        files = (
            File(f"{unit.name}报送材料.zip", gbk_zip([File(f"报送材料/{each.name}", each.data) for each in files])),
        )
    text = f"老师好：\n现报送我单位“{name}”筹备方案，请查收附件。\n\n{unit.name}\n{unit.person} {unit.phone}"
    return Sample(
        unit.email, unit.person, f"{unit.name}筹备方案", text, coming.when, files, rng.choice(("qq", "163", "outlook"))
    )


def _mended(coming: Coming, word: bytes, sheets: list[Image.Image], rng: random.Random) -> Sample:
    """What was lacking, sent again."""
    unit, name = coming.plan.unit, coming.plan.activity
    sealed = File(f"{name}（盖章）.pdf", _sealed(small_scan(sheets, _DPI, rng, 0.2), unit, _RED, rng))
    files = (sealed,) if coming.habit is Habit.ONLY_WORD else (File(f"{name}.docx", word), sealed)
    text = f"老师好：\n已按要求补齐，请查收。\n\n{unit.name}\n{unit.person} {unit.phone}"
    return Sample(unit.email, unit.person, f"回复：{unit.name}筹备方案", text, coming.mended, files)


def _sealed(pdf: bytes, unit: Unit, colour: tuple[int, int, int], rng: random.Random) -> bytes:
    seal = pressed(draw(Seal(unit.name, colour=colour), 200), rng, rng.uniform(-14, 14), strength=1.0)
    return with_seal(pdf, seal, colour, 0.27 + rng.uniform(-0.03, 0.03), 0.165 + rng.uniform(-0.015, 0.015))


def _arriving(raw: bytes) -> Arriving:
    return Arriving(raw, parsedate_to_datetime(str(parsed(raw)["Date"])))


def live(folder: Path) -> Settings:
    """All of it through the real service, every hour of the day as it came; the office decides each evening."""
    arriving = mails(random.Random(SEED))  # noqa: S311  repeatable, and no secret
    moment = [arriving[0].at]
    with embedded_mailbox() as mailbox, inboxes() as sink:
        settings = settings_of_demo(folder, mailbox, sink)
        with house(settings, lambda: moment[0]) as built:
            for hour, several in groupby(arriving, key=_hour):
                moment[0] = hour
                mailbox.deliver(list(several))
                built.service.run_once()
                if hour.day < _LAST_DAY and hour.hour >= _EVENING:
                    _decide(decider(settings, built.records, lambda: moment[0]), built.records)
                    built.service.run_once()
            built.records.engine.dispose()
    return settings


def _hour(arriving: Arriving) -> datetime:
    local = arriving.at.astimezone(SHANGHAI)
    return local.replace(minute=0, second=0) + timedelta(hours=1, minutes=5)


def _decide(deciding: Decider, records: SqlRecords) -> None:
    """The office sees to two of what waits: accepts what differs in a trifle, sends back what bears another's seal."""
    person = Person("林知秋", deciding.clock(), "电话核实")
    for each in [one for one in waiting(records) if one.receipt][:2]:
        subject = deciding.subject(each.receipt)
        codes = {finding.code.value for finding in subject.open()}
        asked = asking.send_back if codes & {"stamp_organisation_mismatch"} else asking.accept
        deciding.decide(*asked(subject, person))


def pack(folder: Path, target: Path) -> None:
    """A demo's folder as a tar, squeezed, without what is to be had from elsewhere."""
    _settle(folder / "records.db")
    blobs = FolderBlobs(folder / "blobs")
    mails = [blobs.get(digest) for digest in blobs.digests()]
    elsewhere = {sha256(each).hexdigest() for each in from_elsewhere(mails)}
    left_out = sorted(elsewhere.intersection(blobs.digests()))
    (folder / LEFT_OUT).write_text("\n".join(left_out), "ascii")
    kept = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in {*left_out, *_NOT_PACKED}]
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as package:
        for path in kept:
            entry = package.gettarinfo(str(path), str(path.relative_to(folder)))
            entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname, entry.mode = 0, 0, 0, "", "", 0o644
            with path.open("rb") as file:
                package.addfile(entry, file)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": 64 * MIB}]
    target.write_bytes(lzma.compress(written.getvalue(), filters=filters))


def _settle(database: Path) -> None:
    """All of it in its one file."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def build(target: Path = PREPARED) -> None:
    """Make the package anew, and the roster that goes with it: those who wrote, and some that are silent."""
    every = [*units(random.Random(SEED)), *(("全国学会", unit) for unit in SAMPLE_UNITS)]  # noqa: S311  as above
    with ROSTER.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("单位名称", "类别", "邮箱", "电话"))
        rows.writerows((unit.name, category, unit.email, unit.phone) for category, unit in every)
    with tempfile.TemporaryDirectory(prefix="baosong-swing-") as name:
        live(Path(name))
        pack(Path(name), target)


if __name__ == "__main__":
    build()

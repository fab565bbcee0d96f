"""A mail that can't be judged leaves no documents in the store that `verify` would call unknown."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.verify import verify
from archive.views import mails
from config.calls import load_call
from intake.pipeline import Examiner, Pipeline
from intake.scratch import Scratch
from parsers.errors import ParsingFailed
from parsers.facts import Comparison, Examination, FormSpec, Pair
from parsers.sandbox import ProcessSandbox
from tests.archive.filings import NOON, register
from tests.parts.post import word_only

pytestmark = pytest.mark.parts


class BreaksOnComparing:
    """A real sandbox whose child dies whenever two versions are compared."""

    def __init__(self, real: ProcessSandbox) -> None:
        self.real = real
        self.struck = 0

    def examine(self, raw: bytes, forms: Sequence[FormSpec], scratch: Path) -> Examination:
        return self.real.examine(raw, forms, scratch)

    def compare(self, pairs: Sequence[Pair]) -> tuple[Comparison, ...]:
        self.struck += 1
        raise ParsingFailed("解析进程意外退出（代码-11）")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(1) as real:
        yield real


def test_a_mail_whose_comparison_breaks_twice_is_kept_alone(
    records: SqlRecords, blobs: FolderBlobs, sandbox: ProcessSandbox, tmp_path: Path
) -> None:
    def clock() -> datetime:
        return NOON

    raw = word_only(1)
    digest = blobs.put(raw)
    register(records, raw)
    breaking = BreaksOnComparing(sandbox)
    examiner = Examiner(breaking, frozenset())
    scratch = Scratch(tmp_path / "scratch")
    pipeline = Pipeline(blobs, records, examiner, (load_call("2020-29", Path()),), clock, timedelta(0), scratch)
    pipeline.assess(digest)
    assert records.pending() == (digest,)
    pipeline.assess(digest)
    assert breaking.struck == 2
    (mail,) = mails(records)
    assert (mail.verdict, mail.error) == ("review", "解析进程意外退出（代码-11）")
    found = verify(records, blobs)
    assert (found.unknown, found.missing, found.blobs) == ((), (), 1)

"""Mails of one unit that are judged at the same time: none knows of the other, and still the limit of activities holds."""

from pathlib import Path

import pytest

from archive.blobs import FolderBlobs
from archive.records import SqlRecords
from archive.views import activities
from intake.codes import Code
from tests.archive.office import Office
from tests.cases import OTHER_ANSWERS, PDF, WORD, Arrived, arrived, form, pdf, with_stage, word

ONE = with_stage(max_activities=1)
FIRST = arrived(WORD, PDF, call=ONE)
SECOND = arrived(word("1", "红松.docx", form(OTHER_ANSWERS)), pdf("2", "红松.pdf", OTHER_ANSWERS), call=ONE)


@pytest.mark.parametrize(("one", "other"), [(FIRST, SECOND), (SECOND, FIRST)], ids=["first", "second"])
def test_of_two_at_once_the_one_filed_last_is_beyond_the_limit(
    one: Arrived, other: Arrived, records: SqlRecords, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(records, folder=tmp_path)
    office.calls = (ONE,)
    put_file = FolderBlobs.put_file
    waiting = [other]

    def once_judged(blobs: FolderBlobs, path: Path) -> str:
        """Between one mail's judging and its filing the other goes its whole way."""
        if waiting:
            office.arrive(waiting.pop())
        return put_file(blobs, path)

    monkeypatch.setattr(FolderBlobs, "put_file", once_judged)
    office.arrive(one)
    found = {row.receipt: [finding.code for finding in row.findings] for row in activities(records)}
    assert sorted(found.values()) == [[], [Code.TOO_MANY_ACTIVITIES]]
    assert found[max(found)] == [Code.TOO_MANY_ACTIVITIES]

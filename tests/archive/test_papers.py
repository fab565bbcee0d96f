"""What belongs to one submission, on both databases."""

from pathlib import Path

from archive.blobs import FolderBlobs
from archive.history import EventKind
from archive.papers import papers_of
from archive.records import SqlRecords
from archive.views import activities
from tests.archive.filings import digest_of
from tests.archive.recorded.houses import lived_in


def test_mails_letters_and_pages_of_one_submission(records: SqlRecords, tmp_path: Path) -> None:
    lived_in(records, FolderBlobs(tmp_path / "blobs"))
    one, two, three = activities(records)
    papers = papers_of(records, one.receipt)
    assert papers is not None
    assert [each.digest for each in papers.mails] == [digest_of(b"one")]
    assert papers.sizes == {digest_of(b"one"): 3}
    assert [(each.state.value, each.letter.to) for each in papers.letters] == [("sent", "zhangsan@example.org")]
    assert sorted(papers.pages.values()) == [2]  # the PDF's; nobody counts a Word version's
    assert [each.kind for each in papers.history.events] == [EventKind.MAIL, EventKind.LETTER, EventKind.DECISION]
    others = [papers_of(records, each.receipt) for each in (two, three)]
    assert [each and each.letters for each in others] == [(), ()]  # held, and none: nothing has left
    assert papers_of(records, "2020-29-0099X") is None

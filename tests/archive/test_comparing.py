"""Two revisions of a submission beside each other, as they are kept."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from archive.comparing import compared, revisions
from archive.records import SqlRecords
from archive.tables import RevisionRow
from intake.codes import Code, Verdict
from intake.differences import ChangedFile, Kind, Passage
from intake.errors import DecisionRefused
from parsers.facts import Document
from tests.archive.desk import Desk
from tests.cases import ANSWERS, CALL, SHANGHAI, TEXT, Arrived, arrived, form, later, mail, pdf, word

SHORT: Mapping[str, str | tuple[str, ...] | None] = {**ANSWERS, "contact_mobile": "1390000123"}
BETTER = {**ANSWERS, "plan_text": TEXT.replace("五月三十日", "六月二日")}
SECOND, THIRD = (datetime(2020, 4, day, 9, 0, tzinfo=SHANGHAI) for day in (21, 22))


def again(moment: datetime, *documents: Document) -> Arrived:
    return later(arrived(*documents, mail=mail(message_id=f"<{moment:%d}@spruce.example.org>")), moment)


def changed(passage: Passage) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.text) for piece in passage if piece.kind is not Kind.SAME]


@pytest.fixture
def desk(records: SqlRecords) -> Desk:
    return Desk(records)


@pytest.fixture
def receipt(desk: Desk) -> str:
    """Ten digits; then eleven; then another day in the text."""
    wrong = form(SHORT, {"contact_mobile": "共10位，应为11位"})
    (first,) = desk.arrive(arrived(word("1", "方案.docx", wrong), pdf(answers=SHORT)))
    assert desk.arrive(again(SECOND, word("1", "方案2.docx"), pdf(name="方案2.pdf"))) == (first,)
    assert desk.arrive(again(THIRD, word("1", "方案3.docx", form(BETTER)), pdf(answers=BETTER))) == (first,)
    return first


def test_the_newest_and_the_one_before_it(desk: Desk, receipt: str) -> None:
    found = compared(desk.records, CALL, receipt)
    assert (found.earlier.number, found.later.number) == (2, 3)
    assert found.files == (
        ChangedFile("word", "方案2.docx", "方案3.docx"),
        ChangedFile("pdf", "方案2.pdf", "筹备方案.pdf"),
    )
    (text,) = found.fields
    assert (text.key, text.label) == ("plan_text", "工作方案")
    assert changed(text.pieces) == [(Kind.GONE, "五月三十"), (Kind.NEW, "六月二")]
    assert [changed(each) for each in found.texts["word"]] == [[(Kind.GONE, "五月三十"), (Kind.NEW, "六月二")]]
    assert (found.gone, found.found) == ((), ())


def test_two_that_are_named(desk: Desk, receipt: str) -> None:
    found = compared(desk.records, CALL, receipt, 1, 3)
    assert [each.key for each in found.fields] == ["contact_mobile", "plan_text"]
    assert [each.code for each in found.gone] == [Code.FIELD_INVALID]
    assert [each.code for each in found.found] == [Code.REVISION]
    assert (found.earlier.verdict, found.later.verdict) == (Verdict.CORRECTION, Verdict.ACCEPTED)
    assert [each.number for each in revisions(desk.records, receipt)] == [1, 2, 3]


def test_a_half_that_is_added_changes_no_text(desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived(word()))
    desk.arrive(again(SECOND, pdf()))
    found = compared(desk.records, CALL, receipt)
    assert (found.files, found.fields, found.texts) == ((ChangedFile("pdf", "", "筹备方案.pdf"),), (), {})


def test_where_there_is_no_word_version_the_pages_tell(desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived(pdf()))
    better = arrived(pdf(name="方案2.pdf", answers=BETTER), mail=mail(message_id="<2@x>", subject=f"更正 {receipt}"))
    assert desk.arrive(later(better, SECOND)) == (receipt,)
    found = compared(desk.records, CALL, receipt)
    assert [changed(each) for each in found.texts["pdf"]] == [[(Kind.GONE, "五月三十"), (Kind.NEW, "六月二")]]


def test_revisions_of_a_time_that_kept_less_are_compared_by_what_their_mails_brought(desk: Desk, receipt: str) -> None:
    with desk.records.transaction() as transaction:
        transaction.session.query(RevisionRow).update({"material": ""})
    found = compared(desk.records, CALL, receipt)
    assert [each.version for each in found.files] == ["word", "pdf"]
    assert [each.key for each in found.fields] == ["plan_text"]
    assert list(found.texts) == ["word"]


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [(1, 9, "没有第9次材料，现有：1、2、3"), (None, 1, "之前没有可以比较的"), (0, None, "没有第0次材料")],
)
def test_numbers_that_there_are_not(
    desk: Desk, receipt: str, earlier: int | None, later: int | None, said: str
) -> None:
    with pytest.raises(DecisionRefused, match=said):
        compared(desk.records, CALL, receipt, earlier, later)


def test_one_revision_alone_can_not_be_compared(desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived())
    with pytest.raises(DecisionRefused, match="只收到过一次材料"):
        compared(desk.records, CALL, receipt)
    with pytest.raises(DecisionRefused, match="没有收件编号"):
        compared(desk.records, CALL, "2020-07-0009X")

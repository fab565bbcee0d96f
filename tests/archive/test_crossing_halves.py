"""Two activities of one unit, their halves in whatever mails and order, from whoever is in that day: two submissions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from archive.records import SqlRecords
from archive.views import activities
from parsers.facts import Document, PagedDocument
from tests.archive.desk import Desk
from tests.cases import (
    ACTIVITY,
    ANSWERS,
    IN_TIME,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    Arrived,
    arrived,
    form,
    mail,
    pdf,
    word,
)

Answers = Mapping[str, str | tuple[str, ...] | None]
SENDERS = ("zhangsan@spruce.example.org", "lisi@spruce.example.org", "huiwu@163.com", "bangongshi@qq.com")


def pages(name: str, answers: Answers) -> Document:
    """The sealed scan, with the form that was read from it."""
    document = pdf("2", name, answers)
    assert isinstance(document.content, PagedDocument)
    return replace(document, content=replace(document.content, forms=(form(answers),)))


WORDS = (word("1", "云杉.docx"), word("1", "红松.docx", form(OTHER_ANSWERS)))
SCANS = (pages("云杉.pdf", ANSWERS), pages("红松.pdf", OTHER_ANSWERS))
HALVES = (*WORDS, *SCANS)


def sent(number: int, *documents: Document) -> Arrived:
    about = mail(sender=SENDERS[number % 4], message_id=f"<{number}@{number}.example.org>", subject="报送材料")
    return replace(arrived(*documents, mail=about), received_at=IN_TIME + timedelta(hours=number))


def stand(desk: Desk) -> list[tuple[str, str]]:
    return sorted((row.activity, row.verdict) for row in activities(desk.records))


BOTH = sorted([(ACTIVITY, "accepted"), (OTHER_ACTIVITY, "accepted")])


@pytest.mark.parametrize("order", list(permutations(range(4)))[::4], ids=lambda order: "".join(map(str, order)))
def test_four_mails_in_several_orders(records: SqlRecords, order: tuple[int, ...]) -> None:
    desk = Desk(records)
    for number, half in enumerate(order):
        desk.arrive(sent(number, HALVES[half]))
    assert stand(desk) == BOTH


@pytest.mark.parametrize("first", [0, 1])
def test_two_mails_each_with_ones_word_and_the_others_pdf(records: SqlRecords, first: int) -> None:
    desk = Desk(records)
    one, other = first, 1 - first
    desk.arrive(sent(0, WORDS[one], replace(SCANS[other], id="2")))
    assert [verdict for _, verdict in stand(desk)] == ["correction", "correction"]
    assert desk.send() == ["awaited"]
    desk.arrive(sent(1, WORDS[other], replace(SCANS[one], id="2")))
    assert stand(desk) == BOTH
    assert desk.send() == ["acknowledgement"]


def test_both_words_today_and_both_scans_tomorrow(records: SqlRecords) -> None:
    desk = Desk(records)
    desk.arrive(sent(0, WORDS[0], replace(WORDS[1], id="2")))
    desk.arrive(sent(1, replace(SCANS[1], id="1"), SCANS[0]))
    assert stand(desk) == BOTH

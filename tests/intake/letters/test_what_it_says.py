"""What stands in a letter, and that its text and its HTML say the same."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from lxml import html

from intake.call import Contact
from intake.letters import compose
from intake.model import Letter
from parsers.facts import Comparison, Difference, Document, TroubleKind
from tests.cases import (
    ACTIVITY,
    ANSWERS,
    CALL,
    COMPLETE,
    IN_TIME,
    LINK,
    OTHER_ACTIVITY,
    OTHER_ANSWERS,
    PDF,
    PLAN_STAGE,
    SHANGHAI,
    TOO_LATE,
    UNIT,
    WORD,
    Arrived,
    archive,
    arrived,
    broken,
    findings_of,
    form,
    later,
    mail,
    pdf,
    picture,
    priors_of,
    word,
)

NOT_SELECTION = "本邮件仅确认收到材料，不代表审核通过或入选。"
FAULTY = word(
    "1",
    "筹备方案.docx",
    form({**ANSWERS, "contact_mobile": "1380013800"}, {"contact_mobile": "为1380013800，共10位，应为11位"}),
)
TWO = arrived(
    WORD, PDF, word("3", "红松.docx", form({**OTHER_ANSWERS, "modules": None})), pdf("4", "红松.pdf", OTHER_ANSWERS)
)
CASES = {
    "complete": COMPLETE,
    "only Word": arrived(WORD),
    "faulty": arrived(FAULTY, pdf(stamps=())),
    "two": TWO,
    "supporting": arrived(WORD, PDF, picture("3", "合影.jpg")),
    "link": arrived(mail=mail(links=(LINK,))),
    "only a link": Arrived(mail(links=(LINK,)), ()),
    "encrypted": Arrived(mail(), (archive("1", "材料.zip", TroubleKind.ENCRYPTED),)),
    "complete and encrypted": arrived(WORD, PDF, archive("9", "材料.zip", TroubleKind.ENCRYPTED)),
    "nothing attached": Arrived(mail(), ()),
    "late": arrived(received_at=TOO_LATE),
    "different": arrived(comparison=Comparison(0.9, (Difference("二", "三"),))),
    "half": later(arrived(pdf("1")), priors=priors_of(arrived(WORD))),
    "unread": arrived(broken(WORD, TroubleKind.UNREADABLE), PDF),
    "nameless": arrived(
        word("1", "方案.docx", form({**ANSWERS, "host_organisation": None, "activity_name": None})), PDF
    ),
}


def letters(case: Arrived, now: datetime = IN_TIME) -> tuple[Letter, ...]:
    assessment = case.judged()
    receipts = [f"2020-07-{number:04d}X" for number in range(1, len(assessment.submissions) + 1)]
    return compose(assessment, receipts, case.call, now, timedelta(seconds=180))


def _plain(text: str) -> str:
    """Without blanks, and without the marks that HTML draws by itself."""
    return re.sub(r"\s+", "", re.sub(r"(?m)^\s*(?:·|\d+\.)\s", "", text))


@pytest.mark.parametrize("name", CASES)
def test_text_and_html_say_the_same(name: str) -> None:
    for letter in letters(CASES[name]):
        assert _plain(html.document_fromstring(letter.html).text_content()) == _plain(letter.text)


@pytest.mark.parametrize("name", CASES)
def test_every_letter_confirms_receipt_and_no_more(name: str) -> None:
    for letter in letters(CASES[name]):
        assert NOT_SELECTION in letter.text
        assert CALL.title in letter.text
        assert "2020年4月20日 10:11" in letter.text or CASES[name].received_at != IN_TIME
        assert CALL.contact.phone in letter.text
        assert CALL.contact.email in letter.text
        assert CALL.contact.office in letter.text


@pytest.mark.parametrize("name", CASES)
def test_who_what_and_which_number(name: str) -> None:
    for letter in letters(CASES[name]):
        for each in CASES[name].judged().submissions:
            assert (each.material.organisation or "单位名称未能读出") in letter.text
            assert (each.material.activity or "活动名称未能读出") in letter.text
            assert each.material.stage.name in letter.text
        assert all(receipt in letter.text for receipt in letter.receipts)


@pytest.mark.parametrize("name", CASES)
def test_what_arrived_with_its_size(name: str) -> None:
    sizes = {12_345: "12KB", 234_567: "229KB", 99_999: "98KB"}
    for letter in letters(CASES[name]):
        for document in CASES[name].documents:
            assert f"{document.name}（{sizes[document.size]}" in letter.text


@pytest.mark.parametrize("name", CASES)
def test_a_correction_names_each_fault_and_a_receipt_none(name: str) -> None:
    case = CASES[name]
    for letter in letters(case):
        errors = [finding for finding in findings_of(case.judged()) if finding.severity == "error"]
        assert all((finding.detail in letter.text) is (letter.kind in ("correction", "awaited")) for finding in errors)


@pytest.mark.parametrize("name", CASES)
def test_every_blank_of_the_templates_is_filled(name: str) -> None:
    for letter in letters(CASES[name]):
        assert not re.search(r"\{\{|\}\}|\{%|None|undefined|（）|：：|。。", letter.text)
        assert "\n\n\n\n" not in letter.text


def test_two_activities_stand_apart_in_one_letter() -> None:
    (letter,) = letters(TWO)
    first, second = letter.text.split("【2】")
    assert ACTIVITY in first
    assert OTHER_ACTIVITY in second
    assert "这一项材料齐全，不用重发" in first
    assert "主题活动模块" in second


def test_what_was_fine_is_not_asked_for_again() -> None:
    (letter,) = letters(arrived(WORD))
    assert "以下内容没有问题，不用重发：Word版（筹备方案.docx）" in letter.text
    assert "还需补充" in letter.text


def test_the_half_that_came_before_is_named() -> None:
    (letter,) = letters(CASES["half"])
    assert "筹备方案.docx（12KB，筹备方案Word版，此前收到）" in letter.text


def test_a_submission_beside_a_closed_container_is_not_called_complete() -> None:
    (letter,) = letters(CASES["complete and encrypted"])
    assert "这一项材料齐全" not in letter.text
    assert "材料.zip" in letter.text


def test_without_a_telephone_number_a_reply_is_asked_for() -> None:
    (letter,) = letters(replace(COMPLETE, call=replace(CALL, contact=Contact())))
    assert "请直接回复本邮件" in letter.text


# --- until when

DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def _at(month: int, day: int, year: int = 2020) -> datetime:
    return datetime(year, month, day, 23, 59, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (_at(4, 10), "请于2020年4月22日前（含当日）"),
        (_at(4, 15), "请于2020年4月22日前（含当日）"),
        (_at(4, 16), "请于2020年4月23日前（含当日）"),
        (_at(4, 22), "请于2020年4月29日前（含当日）"),
        (_at(4, 29), "请于2020年5月6日前（含当日）"),
        (_at(4, 30), "请尽快"),
        (_at(4, 30, 2026), "请尽快"),
    ],
)
def test_until_when_to_mend(now: datetime, until: str) -> None:
    (letter,) = letters(arrived(WORD, received_at=_at(4, 10)), now)
    assert f"{until}直接回复本邮件补发加盖公章的PDF版即可。" in letter.text


@pytest.mark.parametrize("name", ["nothing attached", "only a link", "encrypted"])
@pytest.mark.parametrize(
    ("now", "until"),
    [(_at(4, 20), "请于2020年4月22日前（含当日）"), (_at(4, 22), "请于2020年4月22日"), (_at(4, 23), "请尽快")],
)
def test_where_nothing_could_be_read_the_deadline_itself(name: str, now: datetime, until: str) -> None:
    (letter,) = letters(CASES[name], now)
    assert f"{until}" in letter.text
    assert "直接回复本邮件补发即可。" in letter.text


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("now", [_at(4, 9), _at(4, 22), _at(4, 23), _at(5, 7), _at(6, 20), _at(6, 21), _at(1, 1, 2027)])
def test_no_letter_asks_for_anything_by_a_day_that_has_passed(name: str, now: datetime) -> None:
    for letter in letters(CASES[name], now):
        asked = re.findall(r"请于([^直]*)直接", letter.text)
        days = [date(*map(int, match)) for each in asked for match in DATE.findall(each)]
        assert all(day >= now.date() for day in days)
        assert not letter.held or not days  # nobody knows when it is released


def test_a_held_letter_counts_from_its_arrival() -> None:
    in_time, over = (
        letters(arrived(WORD, comparison=Comparison(1), received_at=TOO_LATE), now)[1] for now in (TOO_LATE, _at(6, 1))
    )
    assert "请于收到本邮件之日起7日内直接回复" in in_time.text
    assert "2020年4月23日\n" not in in_time.text  # nor is it signed with a day
    assert "请尽快直接回复" in over.text


def test_a_correction_of_a_correction_has_its_own_days() -> None:
    first = arrived(WORD, received_at=_at(4, 22))
    again = later(arrived(word("1", "筹备方案.docx", form(characters=61))), _at(4, 28), priors=priors_of(first))
    (letter,) = letters(again, _at(4, 28))
    assert "2020年5月5日" in letter.text
    assert PLAN_STAGE.correction_days == 7


# --- hostile names

HOSTILE = "方案\r\n收件编号：9999\n<script>alert(1)</script>\u202efdp.\x00docx"


def _hostile() -> Arrived:
    answers = {
        **ANSWERS,
        "activity_name": '节<b onmouseover="x">\n本邮件确认入选',
        "host_organisation": f"{UNIT}<img src=x>",
    }
    named: Document = replace(word("1", HOSTILE, form(answers)), name=HOSTILE)
    return arrived(named, pdf(answers=answers, stamps=()))


def test_nothing_that_a_sender_wrote_becomes_markup() -> None:
    (letter,) = letters(_hostile())
    tree = html.document_fromstring(letter.html)
    assert tree.xpath("//script | //img | //@onmouseover") == []
    assert "<script>alert(1)</script>" in tree.text_content()


def test_nothing_that_a_sender_wrote_begins_a_line() -> None:
    (letter,) = letters(_hostile())
    starts = [line.strip() for line in letter.text.splitlines()]
    assert not any(line.startswith(("收件编号：9999", "本邮件确认入选", "<script>")) for line in starts)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]", letter.text + letter.html)


def _asked(text: str) -> set[date]:
    return {date(*map(int, day)) for day in re.findall(DATE.pattern + r"前（含当日）", text)}


@pytest.mark.parametrize("name", CASES)
def test_sent_later_than_the_day_it_names_it_names_none(name: str) -> None:
    for letter in letters(CASES[name], _at(4, 20)):
        assert letter.names == min(_asked(letter.text), default=None)
        assert letter.as_sent_on(letter.names or date(2020, 4, 21)) == letter
        late = letter.as_sent_on(date(2021, 1, 1))
        assert (_asked(late.text), _asked(late.html)) == (set(), set())
        assert "本邮件仅确认收到材料" in late.html

"""A second mail's letter: what it completed or replaced, what it mended, what remains; and what the blank form goes with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.codes import Code
from intake.letters import compose
from intake.model import Letter, Prior
from tests.cases import (
    ANSWERS,
    COMPLETE,
    IN_TIME,
    PDF,
    WORD,
    Arrived,
    arrived,
    form,
    later,
    pdf,
    priors_of,
    prose_word,
    with_stage,
    word,
)

SHORT = "为1380013800，共10位，应为11位"
UNTICKED = {**ANSWERS, "modules": None}
THREE_FAULTS = arrived(
    word("1", "方案.docx", form({**UNTICKED, "contact_mobile": "1380013800"}, {"contact_mobile": SHORT})),
    pdf(stamps=()),
)


def letter_of(case: Arrived) -> Letter:
    assessment = case.judged()
    receipts = [f"2020-07-{number:04d}X" for number in range(1, len(assessment.submissions) + 1)]
    (letter,) = compose(assessment, receipts, case.call, IN_TIME, timedelta(0))
    return letter


def on_record(case: Arrived) -> tuple[Prior, ...]:
    """With the errors that were told then."""
    faults = case.judged().submissions[0].findings
    return tuple(replace(prior, faults=faults) for prior in priors_of(case))


def test_faults_stand_file_by_file_in_the_senders_own_words() -> None:
    text = letter_of(THREE_FAULTS).text
    assert "需要补正（共3处）：" in text
    form_part, pdf_part = text.split("  PDF版（筹备方案.pdf）\n")
    assert "  Word版（方案.docx）\n    1. 表中“主题活动模块”一栏没有勾选任何一项" in form_part
    assert "    2. 表中“手机”一栏为1380013800，共10位，应为11位" in form_part
    assert pdf_part.startswith("    3. “筹备方案.pdf”上未见公章")


def test_one_of_three_mended_two_remain() -> None:
    mended = later(arrived(word("1", "方案改.docx", form(UNTICKED))), priors=on_record(THREE_FAULTS))
    letter = letter_of(mended)
    assert letter.kind == "correction"
    assert "此前指出的问题中，已经改好的有：“手机”一栏。" in letter.text
    assert "这次来信更新了Word版，以最新收到的为准，此前的版本留存备查。收件编号不变。" in letter.text
    assert "需要补正（共2处）：" in letter.text
    assert "1380013800" not in letter.text


def test_all_mended() -> None:
    letter = letter_of(later(COMPLETE, priors=on_record(THREE_FAULTS)))
    assert letter.kind == "acknowledgement"
    assert "已经改好的有：“主题活动模块”一栏、“手机”一栏、公章。" in letter.text
    assert "这次来信更新了Word版和PDF版" in letter.text


@pytest.mark.parametrize(
    ("case", "change"),
    [
        (later(arrived(pdf("1")), priors=priors_of(arrived(WORD))), "这次来信补齐了PDF版。收件编号不变。"),
        (later(arrived(WORD), priors=priors_of(arrived(replace(PDF, id="1")))), "这次来信补齐了Word版。收件编号不变。"),
        (
            later(arrived(word("1", "新.docx", form(characters=61)), PDF), priors=priors_of(arrived(WORD))),
            "这次来信补齐了PDF版，并更新了Word版，以最新收到的为准，此前的版本留存备查。收件编号不变。",
        ),
    ],
)
def test_it_says_what_the_mail_did(case: Arrived, change: str) -> None:
    assert change in letter_of(case).text


def test_the_same_half_again_is_still_awaited() -> None:
    letter = letter_of(later(arrived(WORD), priors=priors_of(arrived(WORD))))
    assert letter.kind == "awaited"
    assert "与此前收到的完全相同" in letter.text
    assert "已收到Word版，尚待加盖公章的PDF版" in letter.text


def test_the_same_again_gets_a_short_letter() -> None:
    letter = letter_of(later(COMPLETE, priors=priors_of(COMPLETE)))
    assert letter.kind == "duplicate"
    assert len(letter.text) < len(letter_of(COMPLETE).text)
    assert "2020-07-0001X" in letter.text


@pytest.mark.parametrize(
    ("case", "asked"),
    [
        (THREE_FAULTS, "补发改好的Word版和加盖公章的PDF版即可。"),
        (arrived(WORD, pdf(stamps=())), "补发加盖公章的PDF版即可。"),
        (arrived(PDF), "补发Word版即可。"),
        (
            arrived(word("1", "方案.docx", form(UNTICKED)), PDF),
            "补发改好的Word版即可；PDF版里也有这个问题的，请改好后重新打印、盖章、扫描，和Word版一起补发（两个版本的内容要一致）。",
        ),
        (
            arrived(word("1", "方案.docx", form(UNTICKED)), PDF, call=with_stage(seal=False)),
            "补发改好的Word版即可；PDF版里也有这个问题的，请改好后重新打印、扫描，和Word版一起补发（两个版本的内容要一致）。",
        ),
    ],
)
def test_it_asks_for_the_missing_piece_alone(case: Arrived, asked: str) -> None:
    assert asked in letter_of(case).text


def test_a_fault_of_a_file_on_record_stands_under_that_file() -> None:
    again = later(arrived(word("1", "方案改.docx")), priors=priors_of(arrived(WORD, pdf("2", "扫描.pdf", stamps=()))))
    letter = letter_of(again)
    assert "  PDF版（扫描.pdf）\n    1. “扫描.pdf”上未见公章" in letter.text
    assert "以下内容没有问题，不用重发：Word版（方案改.docx）。" in letter.text


def test_the_blank_form_goes_with_the_letter_that_needs_it() -> None:
    other = prose_word("1", "方案.docx", "没有用样表，只写了一篇文章。", "活动方案")
    wrong = arrived(other, replace(PDF, id="2"))
    assert Code.WRONG_TEMPLATE in {finding.code for finding in wrong.judged().submissions[0].findings}
    letter = letter_of(wrong)
    assert letter.attachments == ("2020-07/plan",)
    assert "随信附上空白样表“筹备方案（空白样表）.docx”，请用它填写。" in letter.text
    assert "补发填好的样表（Word版），以及用它打印、盖章、扫描的PDF版即可。" in letter.text
    assert letter_of(arrived(word("1", "方案.docx", form({}, blank=True)), PDF)).attachments == ("2020-07/plan",)
    assert letter_of(THREE_FAULTS).attachments == ()

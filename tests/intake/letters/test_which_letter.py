"""Which letter goes when (CONTRACT, Letters)."""

from datetime import datetime, timedelta

import pytest

from intake.codes import Code, Severity
from intake.letters import compose
from intake.model import Letter
from parsers.facts import Comparison, Difference, Document, Kind, Trouble, TroubleKind
from tests.cases import (
    COMPLETE,
    IN_TIME,
    LINK,
    OTHER_ANSWERS,
    PDF,
    TOO_LATE,
    WORD,
    Arrived,
    archive,
    arrived,
    findings_of,
    form,
    later,
    mail,
    pdf,
    priors_of,
    word,
)

WAIT = timedelta(seconds=180)
DIFFERENT = Comparison(0.95, (Difference("二百人", "三百人"),))
PROGRAM = Document(
    "3", "a.exe", None, "e" * 64, 9, Kind.EXECUTABLE, troubles=(Trouble(TroubleKind.DANGEROUS, "是可执行文件"),)
)
UNSEALED = pdf(stamps=())
ROBOT = (("auto-submitted", "auto-replied"),)


def letters(case: Arrived, now: datetime = IN_TIME) -> tuple[Letter, ...]:
    assessment = case.judged()
    receipts = [f"2020-07-{number:04d}X" for number in range(1, len(assessment.submissions) + 1)]
    return compose(assessment, receipts, case.call, now, WAIT)


@pytest.mark.parametrize(
    ("case", "kinds"),
    [
        (COMPLETE, [("acknowledgement", False)]),
        (arrived(WORD), [("awaited", False)]),
        (arrived(WORD, UNSEALED), [("correction", False)]),
        (Arrived(mail(), ()), [("correction", False)]),
        (Arrived(mail(links=(LINK,)), ()), [("correction", False)]),
        (Arrived(mail(), (archive("1", "材料.zip", TroubleKind.ENCRYPTED),)), [("correction", False)]),
        (arrived(comparison=DIFFERENT), [("receipt", False), ("acknowledgement", True)]),
        (arrived(received_at=TOO_LATE), [("receipt", False), ("late", True)]),
        (arrived(WORD, received_at=TOO_LATE), [("receipt", False), ("awaited", True)]),
        (arrived(WORD, PDF, PROGRAM), [("receipt", False), ("acknowledgement", True)]),
        (later(COMPLETE, priors=priors_of(COMPLETE)), [("duplicate", False)]),
        (later(arrived(WORD), priors=priors_of(arrived(WORD))), [("awaited", False)]),
        (Arrived(mail("请问几号截止？", "咨询"), ()), []),
        (Arrived(mail("我在休假。", headers=ROBOT), ()), []),
        (arrived(mail=mail(headers=ROBOT)), []),
        (arrived(WORD, mail=mail(sender="noreply@spruce.example.org")), []),
        (arrived(mail=mail(sender="张三")), []),
    ],
)
def test_which_letters(case: Arrived, kinds: list[tuple[str, bool]]) -> None:
    assert [(letter.kind, bool(letter.held)) for letter in letters(case)] == kinds


def test_one_activity_in_review_holds_the_letter_of_both() -> None:
    case = arrived(WORD, PDF, word("3", "红松.docx", form(OTHER_ANSWERS)), on_record={"plan:中国云杉工程学会": 1})
    found = {(finding.code, finding.severity) for finding in findings_of(case.judged())}
    assert found == {(Code.PDF_MISSING, Severity.ERROR), (Code.TOO_MANY_ACTIVITIES, Severity.REVIEW)}
    assert [(letter.kind, bool(letter.held)) for letter in letters(case)] == [("receipt", False), ("awaited", True)]


@pytest.mark.parametrize(
    "case",
    [
        arrived(WORD, received_at=TOO_LATE),
        arrived(comparison=DIFFERENT),
        arrived(WORD, UNSEALED, PROGRAM),
    ],
)
def test_the_receipt_names_no_finding(case: Arrived) -> None:
    receipt = letters(case)[0]
    for finding in findings_of(case.judged()):
        assert finding.detail not in receipt.text
        assert finding.code.wording not in receipt.text
    assert "补正" not in receipt.text
    assert "2020-07-0001X" in receipt.text
    assert "筹备方案.docx" in receipt.text


def test_they_leave_after_the_wait_and_speak_of_their_submissions() -> None:
    (letter,) = letters(COMPLETE)
    assert letter.due_at == IN_TIME + WAIT
    assert letter.receipts == ("2020-07-0001X",)
    assert letter.to == "zhangsan@spruce.example.org"


def test_they_answer_the_mail_in_its_thread() -> None:
    facts = mail(references=("<1@a.example.org>", "<2@a.example.org>"), in_reply_to=("<2@a.example.org>",))
    (letter,) = letters(arrived(mail=facts))
    assert letter.in_reply_to == facts.message_id
    assert letter.references == ("<1@a.example.org>", "<2@a.example.org>", facts.message_id)


@pytest.mark.parametrize(
    "hostile", ["", "kein", "<a b@c>", "<a@b>\r\nBcc: x@example.org", "<" + "x" * 900 + "@b>", "<云@b>"]
)
def test_what_is_no_message_id_threads_nothing(hostile: str) -> None:
    (letter,) = letters(arrived(mail=mail(message_id=hostile, references=(hostile, "<1@a.example.org>"))))
    assert (letter.in_reply_to, letter.references) == ("", ("<1@a.example.org>",))


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("材料", "回复：〔2020-07-0001X〕材料"),
        ("Re: 回复：材料", "回复：〔2020-07-0001X〕材料"),
        ("转发：Fwd: RE：材料", "回复：〔2020-07-0001X〕材料"),
        ("补正2020-07-0001X", "回复：补正2020-07-0001X"),
        ("", "回复：〔2020-07-0001X〕来信"),
        ("材料\r\nBcc: x@example.org", "回复：〔2020-07-0001X〕材料 Bcc: x@example.org"),
        ("材\u202e料\x00\x1b", "回复：〔2020-07-0001X〕材料"),
    ],
)
def test_subject(subject: str, answered: str) -> None:
    assert letters(arrived(mail=mail(subject=subject)))[0].subject == answered


def test_a_subject_of_ten_thousand_characters() -> None:
    subject = letters(arrived(mail=mail(subject="材" * 10_000)))[0].subject
    assert len(subject) <= 120
    assert "2020-07-0001X" in subject

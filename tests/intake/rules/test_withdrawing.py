from datetime import timedelta

import pytest

from intake.codes import Code, Severity
from intake.letters import compose
from intake.receipt import format_receipt
from intake.rules.withdrawing import intention, withdraws
from tests.cases import COMPLETE, IN_TIME, Arrived, arrived, codes_of, findings_of, mail

RECEIPT = format_receipt("2020-07", 1)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("因活动取消，我会申请撤回已报送的方案，请予办理。", "撤回申请"),
        (f"收件编号{RECEIPT}的材料作废，谢谢。", "材料"),
        ("我会决定取消此次活动的申报。", "说明"),
        ("", "撤回: 筹备方案"),
        ("我单位不再参加本次评选，此前材料请撤下。", "说明"),
    ],
)
def test_a_withdrawal_goes_to_a_person_and_no_letter_leaves(text: str, subject: str) -> None:
    case = Arrived(mail(text, subject), ())
    (finding,) = findings_of(case.judged())
    assert (finding.code, finding.severity) == (Code.NOT_A_SUBMISSION, Severity.REVIEW)
    assert "要求撤回已报送的材料" in finding.detail
    assert compose(case.judged(), [], case.call, IN_TIME, timedelta(0)) == ()


def test_the_number_that_it_names_is_told() -> None:
    (finding,) = findings_of(Arrived(mail(f"请撤回{RECEIPT}。", "撤回"), ()).judged())
    assert RECEIPT in finding.detail


@pytest.mark.parametrize(
    "text",
    [
        "此前的版本作废，请以此版为准。",
        "原方案撤回，现重新报送，请查收。",
        "请用附件替换作废的旧版。",
        "请问能否撤回？",
        "我们不会撤回的，请放心。",
        "现报送我会活动材料，请查收。",
    ],
)
def test_what_withdraws_nothing(text: str) -> None:
    assert not withdraws(mail(text))
    assert Code.BELONGING_DOUBTFUL not in codes_of(arrived(mail=mail(text)))


def test_what_takes_back_and_hands_in_at_once_is_a_persons_to_tell() -> None:
    assert codes_of(COMPLETE) == []
    assert codes_of(arrived(mail=mail("申请撤回我会的材料，见附件。"))) == [Code.BELONGING_DOUBTFUL]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我单位今年不报送，特此说明。", "说明不报送"),
        ("经研究，不再报送。", "说明不报送"),
        ("材料已通过OA报送。", "说明已用其他方式报送"),
        ("纸质材料昨天已经用快递寄出。", "说明已用其他方式报送"),
        ("请问几号截止？", ""),
        ("您好，想咨询报送要求。", ""),
    ],
)
def test_what_a_person_should_note(text: str, said: str) -> None:
    assert intention(mail(text, "说明")) == said

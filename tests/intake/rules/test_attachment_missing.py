import pytest

from intake.call import Call
from intake.codes import Code, Severity
from tests.cases import CALL, COMPLETE, Arrived, Pair, codes_of, findings_of, mail, with_stage

NOTHING_ATTACHED = Arrived(mail(), ())
PAIRS = (Pair(Code.ATTACHMENT_MISSING, NOTHING_ATTACHED, Severity.ERROR, says=("没有附上任何文件", "重新发送")),)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize(
    "text",
    [
        "现将我会筹备方案报送贵办，请查收。",
        "材料见附件。",
        "方案已作为附件一并报送，请审阅。",
        "随信附上盖章扫描件。",
    ],
)
def test_a_text_that_hands_in(text: str) -> None:
    assert codes_of(Arrived(mail(text), ())) == [Code.ATTACHMENT_MISSING]


@pytest.mark.parametrize(
    "text",
    [
        "请问附件里的样表是必须用Word版吗？",
        "想咨询一下，材料见附件是指哪个附件？",
        "我们正在准备方案，过几天报送。",
        "收到，谢谢老师。",
        "能否晚几天报送材料？",
    ],
)
def test_a_text_that_asks_or_announces(text: str) -> None:
    assert codes_of(Arrived(mail(text), ())) == [Code.NOT_A_SUBMISSION]


@pytest.mark.parametrize(
    ("call", "text", "asked"),
    [
        (CALL, "现将筹备方案报送贵办，请查收。", "请把Word版和盖章PDF版作为附件重新发送"),
        (with_stage(wants=("word",), seal=False), "现将筹备方案报送贵办，请查收。", "请把Word版作为附件重新发送"),
        (with_stage(seal=False), "材料见附件。", "请把Word版和PDF版作为附件重新发送"),
        (with_stage(wants=("word",)), "现将总结报告报送贵办，请查收。", "请把Word版和盖章PDF版作为附件重新发送"),
        (with_stage(wants=()), "材料见附件。", "请把材料作为附件重新发送"),
    ],
)
def test_it_asks_for_what_the_stage_wants(call: Call, text: str, asked: str) -> None:
    (finding,) = findings_of(Arrived(mail(text), (), call=call).judged())
    assert asked in finding.detail


def test_an_empty_mail_whose_subject_names_the_paper() -> None:
    assert codes_of(Arrived(mail("", "云杉工程学会筹备方案"), ())) == [Code.ATTACHMENT_MISSING]


def test_an_empty_reply_to_a_letter_of_ours_hands_nothing_in() -> None:
    empty = mail("", "回复：云杉工程学会筹备方案", quoted="您好！您发来的材料已收到。")
    assert codes_of(Arrived(empty, ())) == [Code.NOT_A_SUBMISSION]


def test_the_same_words_with_the_files() -> None:
    assert codes_of(COMPLETE) == []

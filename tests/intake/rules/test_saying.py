import pytest

from intake.rules.saying import asks, hands_in, is_silent, sentences
from tests.cases import mail


@pytest.mark.parametrize(
    "text",
    [
        "请查收。",
        "材料见附件",
        "现报送我会方案。",
        "补交总结报告一份。",
        "附件为盖章版。",
        "方案已作为附件发送。",
        "Please find attached our plan and its sealed PDF.",
        "The plan is attached.",
        "随信附上方案，请问什么时候能有结果？",
        "附件材料报上。",
        "修改后的方案现重新报送。",
        "此前报送的方案有误，现将改好的方案报送。",
    ],
)
def test_hands_in(text: str) -> None:
    assert hands_in(mail(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "谢谢！",
        "请问附件在哪里？",
        "方案还没写好，稍后报送方案。",
        "能否补交总结报告",
        "我会此前报送的方案联系人改为张三，特此告知。",
        "我会已于昨日提交方案，联系电话有变。",
        "我单位4月18日已将筹备方案发送至本邮箱，麻烦确认一下。",
        "我们会按要求修改后重新提交方案。",
        "请问是否要随信附上方案的函？",
        "May we attach the plan in English?",
        "The attachment of your notice cannot be opened.",
    ],
)
def test_hands_nothing_in(text: str) -> None:
    assert not hands_in(mail(text))


def test_a_question_beside_a_hand_over_changes_nothing() -> None:
    assert hands_in(mail("请问收到后会回复吗？现将方案报送，请查收。"))


@pytest.mark.parametrize(("sentence", "asked"), [("请问几号截止", True), ("可以吗", True), ("材料见附件。", False)])
def test_asks(sentence: str, asked: bool) -> None:
    assert asks(sentence) is asked


def test_the_subject_is_the_first_sentence() -> None:
    assert sentences(mail("一。二！\n三", "题")) == ["题", "一。", "二！", "三"]


def test_silence() -> None:
    assert is_silent(mail(" \n"))
    assert not is_silent(mail("好"))

import pytest

from intake.codes import Code, Severity, Verdict
from parsers.facts import CloudLink
from tests.cases import LINK, OTHER_ANSWERS, PDF, WORD, Arrived, Pair, arrived, codes_of, form, mail, word

WITH_LINK = mail(links=(LINK,))
PAIRS = (
    Pair(
        Code.CLOUD_LINK,
        Arrived(WITH_LINK, ()),
        Severity.ERROR,
        says=("QQ邮箱超大附件", "2020年5月20日", "作为普通附件"),
    ),
    Pair(
        Code.CLOUD_LINK,
        arrived(mail=WITH_LINK),
        Severity.WARNING,
        says=("没有下载", "以邮件附件为准"),
        about="all-attached",
    ),
)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_one_change_yields_this_code_alone(pair: Pair) -> None:
    pair.holds()


def test_half_attached_the_other_half_may_be_behind_the_link() -> None:
    assessment = arrived(WORD, mail=WITH_LINK).judged()
    only = assessment.submissions[0]
    assert [(finding.code, finding.severity) for finding in only.findings] == [(Code.CLOUD_LINK, Severity.ERROR)]
    assert (only.verdict, assessment.verdict, assessment.findings) == (Verdict.CORRECTION, Verdict.CORRECTION, ())


def test_an_enquiry_that_mentions_a_link_hands_nothing_in() -> None:
    page = CloudLink("百度网盘", "https://disk.example.com/s/1")
    asked = mail("请问通知里的这个网盘链接打不开，怎么办？", "咨询", links=(page,))
    assert codes_of(Arrived(asked, ())) == [Code.NOT_A_SUBMISSION]


def test_of_two_activities_one_may_be_behind_it() -> None:
    other = word("3", "红松.docx", form(OTHER_ANSWERS))
    assessment = arrived(WORD, PDF, other, mail=WITH_LINK).judged()
    assert [each.verdict for each in assessment.submissions] == [Verdict.ACCEPTED, Verdict.CORRECTION]

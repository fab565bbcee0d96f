from datetime import date
from pathlib import Path

import pytest

from intake.notice import read_notice
from intake.notice.askings import askings_in, most_pieces, named_in, sealed, text_limit, versions
from intake.notice.text import number, paragraphs_of

NOTICES = Path(__file__).parents[2] / "config" / "notices"


def test_the_first_notice_is_read_whole() -> None:
    notice = read_notice((NOTICES / "2020-29.txt").read_text("utf-8"))
    plan, report = notice.askings
    assert (notice.number, notice.issued) == ("科协办函组字〔2020〕29号", date(2020, 4, 9))
    assert (plan.name, plan.deadline, plan.wants, plan.seal, plan.most) == (
        *("筹备方案", date(2020, 4, 22), ("pdf", "word"), True, 2),
    )
    assert (report.name, report.deadline, report.text_limit, report.final) == (
        "总结报告",
        date(2020, 6, 20),
        3000,
        True,
    )
    assert notice.addresses == ("rczx@cast.org.cn",)
    assert notice.office == "“全国科技工作者日”活动办公室"
    assert notice.phone == "（010）62168293"
    assert notice.postal == "北京市海淀区学院南路86号中国科协综合业务楼西楼609室"


def test_another_notice_in_other_words() -> None:
    notice = read_notice((NOTICES / "micro-videos.txt").read_text("utf-8"))
    assert notice.title == "关于开展第三届“星火杯”科普微视频大赛作品征集工作的通知"
    assert notice.issued == date(2023, 5, 8)  # 二〇二三年五月八日
    assert [(each.name, each.deadline) for each in notice.askings] == [
        ("作品", date(2023, 6, 15)),
        ("工作总结", date(2023, 12, 10)),
    ]
    assert notice.office == "云杉学会秘书处"
    assert notice.phone == "010-88886666转801"
    assert notice.postal == "云州市青松路8号创新大厦1205室"


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("请于5月31日前将申报书报送学会", date(2023, 5, 31)),
        ("请于2023年5月31日（周三）前报送申报书", date(2023, 5, 31)),
        ("申报书报送截止时间为5月31日", date(2023, 5, 31)),
        ("申报书提交截至2023-05-31", date(2023, 5, 31)),
        ("申报时间：2023年5月1日至5月31日，逾期不再受理申报书", date(2023, 5, 31)),
        ("请于五月三十一日前报送申报书", date(2023, 5, 31)),
        ("请于5月31日17:00前发送申报书", date(2023, 5, 31)),
        ("截稿日期：5月31日，申报书请发邮箱", date(2023, 5, 31)),
        ("请于1月10日前报送申报书", date(2024, 1, 10)),  # issued in April: the next year's
    ],
)
def test_a_deadline_in_every_writing(sentence: str, day: date) -> None:
    (asking,) = askings_in(sentence, date(2023, 4, 9))
    assert (asking.name, asking.deadline) == ("申报书", day)


@pytest.mark.parametrize(
    "sentence", ["活动于5月30日前后举行", "5月30日报送申报书", "请于5月30日前做好准备", "请报送申报书"]
)
def test_what_is_no_deadline(sentence: str) -> None:
    assert askings_in(sentence, date(2023, 4, 9)) == ()


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("原则上每项500字以内", (500, True)),
        ("3000字以内", (3000, False)),
        ("不超过两千字", (2000, False)),
        ("控制在一千五百字", (1500, False)),
        ("800字左右", (800, True)),
        ("文字精练", (None, False)),
    ],
)
def test_limits_of_length(text: str, limit: tuple[int | None, bool]) -> None:
    assert text_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("择优精选1-2项", 2),
        ("每单位限报3个作品", 3),
        ("不超过两项", 2),
        ("最多推荐5名", 5),
        ("作品时长不超过5分钟", None),
    ],
)
def test_how_many_pieces(text: str, most: int | None) -> None:
    assert most_pieces(text) == most


def test_a_limit_that_stands_in_another_sentence() -> None:
    text = "事迹材料原则上1500字以内。请于5月31日前报送推荐表。请于12月1日前报送工作总结，不超过2000字。"
    plan, report = askings_in(text, date(2023, 4, 9))
    assert (plan.text_limit, plan.in_principle, report.text_limit) == (1500, True, 2000)
    (plan,) = askings_in("事迹材料1500字左右，于5月31日前将推荐表寄至秘书处", date(2023, 4, 9))
    assert (plan.name, plan.text_limit) == ("推荐表", 1500)


def test_versions_seal_and_names() -> None:
    assert versions("盖章扫描件和word版") == ("pdf", "word")
    assert versions("纸质版") == ()
    assert sealed("加盖公章")
    assert not sealed("无需纸质材料")
    assert named_in("特色亮点活动筹备方案（样表）") == "筹备方案"


def test_lines_that_a_page_broke_are_one_again() -> None:
    line = "各全国学会、协会、研究会，各省、自治区、直辖市科协，新疆"
    text = "\n\n".join([line, *[line] * 5, "短的一行", "又一行"])
    assert paragraphs_of(text) == (line * 6 + "短的一行", "又一行")
    assert paragraphs_of("第一行\n第二行") == ("第一行", "第二行")


@pytest.mark.parametrize(
    ("written", "value"),
    [("500", 500), ("三百", 300), ("一千五百", 1500), ("十二", 12), ("两", 2), ("二〇", 20), ("三万", 30000)],
)
def test_numerals(written: str, value: int) -> None:
    assert number(written) == value


def test_an_empty_text_says_nothing() -> None:
    notice = read_notice("")
    assert (notice.title, notice.number, notice.issued, notice.askings, notice.addresses) == ("", "", None, (), ())

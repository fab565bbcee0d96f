"""What waits for a person, decided at the command line: listed, read, decided, taken back, told as a history."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.records import open_records
from config.calls import load_call
from tests.archive.desk import Desk
from tests.cases import ANSWERS, COMPLETE, IN_TIME, SEAL, Arrived, arrived, form, later, mail, pdf, word
from tests.config.commands import Commands, one_line

pytestmark = pytest.mark.parts

CALL = load_call("2020-29")
FAINT = replace(SEAL, faint=True)
LATER = IN_TIME + timedelta(seconds=30)
NEVER = "2020-29-0009X"


def sent_in(case: Arrived, **changes: object) -> Arrived:
    return replace(case, call=CALL, **changes)  # type: ignore[arg-type]  # by name


@pytest.fixture
def waiting(home: Path) -> dict[str, str]:
    """A doubtful seal, a submission without mobile number, an enquiry, a mail that can't be read: their numbers."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    desk = Desk(records, calls=(CALL,))
    (doubtful,) = desk.arrive(sent_in(arrived(word(), pdf(stamps=(FAINT,)))))
    no_mobile = {
        **ANSWERS,
        "contact_mobile": None,
        "host_organisation": "青岭省红松研究会",
        "activity_name": "红松讲堂",
    }
    (faulty,) = desk.arrive(
        sent_in(
            arrived(
                word("1", "方案.docx", form(no_mobile)),
                pdf(answers=no_mobile, stamps=(replace(SEAL, text="青岭省红松研究会"),)),
                mail=mail(sender="pine@example.org", message_id="<2@pine.example.org>"),
            )
        )
    )
    desk.arrive(
        sent_in(
            replace(COMPLETE, documents=(), mail=mail(text="请问还能报名吗？", message_id="<3@x>")), received_at=LATER
        )
    )
    unread = desk.unread()
    records.engine.dispose()
    return {"doubtful": doubtful, "faulty": faulty, "enquiry": f"{3:064x}", "unread": unread}


def lines(said: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in said.splitlines()]


def test_what_waits_oldest_first_with_its_evidence_and_its_letter(waiting: dict[str, str], baosong: Commands) -> None:
    rows = lines(baosong("review", "--json").out)
    assert [row["receipt"] for row in rows] == [waiting["doubtful"], None, None]
    first = rows[0]
    assert (first["organisation"], first["stage"]) == ("中国云杉工程学会", "plan")
    assert [each["code"] for each in first["findings"]] == ["stamp_uncertain"]  # type: ignore[attr-defined]
    assert first["letter"]["kind"] == "acknowledgement"  # type: ignore[index]
    assert [row["error"] for row in rows][2] == "解析进程意外退出"
    screen = baosong("review").out
    assert "共3件：" in screen
    assert waiting["doubtful"] in screen
    assert "似有公章，但不够清晰" in screen


def test_nothing_waits(home: Path, baosong: Commands) -> None:
    assert baosong("review").out == "没有待人工核对的事项。\n"
    assert baosong("review", "--json").out == ""


def test_one_in_full_with_the_letter_that_would_go(waiting: dict[str, str], baosong: Commands) -> None:
    screen = baosong("review", waiting["doubtful"]).out
    assert "手机 contact_mobile  13900001234" in screen
    assert "待放行：回执" in screen
    assert "经核对材料齐全" in screen
    (whole,) = lines(baosong("review", waiting["doubtful"], "--json").out)
    assert whole["verdict"] == "review"


def test_accepted_it_waits_no_longer_and_the_history_says_by_whom(waiting: dict[str, str], baosong: Commands) -> None:
    said = baosong("review", waiting["doubtful"], "--accept", "--by", "王老师", "--because", "原件清晰")
    assert (said.code, said.err) == (0, "")
    assert "材料齐全" in said.out
    assert "回执将于" in said.out
    assert "--undo 1" in said.out
    assert waiting["doubtful"] not in baosong("review", "--json").out
    history = baosong("review", waiting["doubtful"], "--history").out
    assert "决定1  认可，不作要求  公章不能确认  ——王老师  原件清晰" in history
    (whole,) = lines(baosong("review", waiting["doubtful"], "--history", "--json").out)
    assert [each["kind"] for each in whole["events"]][-2:] == ["decision", "letter"]  # type: ignore[attr-defined]


def test_taken_back_it_waits_again(waiting: dict[str, str], baosong: Commands) -> None:
    baosong("review", waiting["doubtful"], "--send-back", "--by", "王老师")
    assert baosong("review", "--undo", "1", "--by", "王老师").code == 0
    assert waiting["doubtful"] in baosong("review", "--json").out
    assert "已经收回" in one_line(baosong("review", "--undo", "1"))


def test_a_field_set_right_is_judged_anew(waiting: dict[str, str], baosong: Commands) -> None:
    said = baosong("review", waiting["faulty"], "--set", "contact_mobile=13911112222", "--because", "电话询问")
    assert "材料齐全" in said.out


def test_several_decisions_at_once_are_one(waiting: dict[str, str], baosong: Commands) -> None:
    said = baosong(
        "review",
        waiting["doubtful"],
        "--waive",
        "stamp_uncertain",
        "--add",
        "text_too_long",
        "--says",
        "请压缩到500字以内。",
    )
    assert "需补正" in said.out
    assert "补正通知将于" in said.out


@pytest.mark.parametrize("option", ["--drop", "--withdraw"])
def test_put_aside(option: str, waiting: dict[str, str], baosong: Commands) -> None:
    assert baosong("review", waiting["doubtful"], option).code == 0
    assert waiting["doubtful"] not in baosong("review", "--json").out
    assert json.loads(baosong("status", "--json").out)["submissions"]["review"] == 0


@pytest.mark.parametrize("which", ["enquiry", "unread"])
def test_mails_without_a_number_are_seen_to(which: str, waiting: dict[str, str], baosong: Commands) -> None:
    assert baosong("review", waiting[which][-64:][:64], "--seen", "--because", "已电话答复").code == 0
    assert waiting[which] not in baosong("review", "--json").out


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--accept",), "没有说是哪一件，请在review后面写收件编号"),
        ((NEVER,), f"没有“{NEVER}”这个收件编号或来信，可用baosong review查看"),
        ((NEVER, "--history"), f"没有收件编号{NEVER}，请核对"),
        (
            ("DOUBTFUL", "--accept", "--send-back"),
            "--accept和--send-back不能同用，请只写一个；逐条决定请用--waive和--confirm",
        ),
        (("DOUBTFUL", "--waive", "late"), "DOUBTFUL没有late，现有：stamp_uncertain"),
        (("DOUBTFUL", "--seen"), "--seen只用于没有收件编号的来信；报送件请用--accept或--send-back"),
        (
            ("DOUBTFUL", "--set", "contact_mobile"),
            "--set“contact_mobile”应写成“栏目=内容”，如contact_mobile=13900001234",
        ),
        (("DOUBTFUL", "--set", "contact_mobile=139"), "“手机”应为1开头的11位数字，写的是“139”"),
        (("DOUBTFUL", "--set", "contact_email=x"), "“电子邮箱”应为邮箱地址，写的是“x”"),
        (("DOUBTFUL", "--set", "submitted_on=4月"), "“报送时间”应写成2020-04-20这样的日期，写的是“4月”"),
        (("DOUBTFUL", "--add", "stamp_missing"), "补充问题要写明给报送单位看的话，请用--says写一句"),
        (("DOUBTFUL", "--belongs", NEVER), f"没有收件编号{NEVER}，请核对；另立一件请写new"),
        (("FAULTY", "--accept"), "FAULTY没有待人工核对的事项"),
        (("UNREAD",), "这封来信没能读取，请在邮箱里查看原信；处理完后用--seen登记"),
        (("--undo", "7"), "没有编号为7的决定，可用baosong review --history 收件编号查看"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cant_be_decided_is_one_clear_line(
    words: tuple[str, ...], line: str, waiting: dict[str, str], baosong: Commands
) -> None:
    numbers = {"DOUBTFUL": waiting["doubtful"], "FAULTY": waiting["faulty"], "UNREAD": waiting["unread"]}
    said = one_line(baosong("review", *(numbers.get(word, word) for word in words)))
    for name, number in numbers.items():
        line = line.replace(name, number)
    assert said == line


def test_what_could_not_be_read_is_given_to_the_service_once_more(waiting: dict[str, str], baosong: Commands) -> None:
    assert json.loads(baosong("status", "--json").out)["queue"] == {"waiting": 0, "running": 0, "dead": 1}
    assert baosong("review", NEVER, "--again").code == 2
    assert "将重新解析" in baosong("review", waiting["unread"][:8], "--again", "--by", "王芳").out
    assert json.loads(baosong("status", "--json").out)["queue"] == {"waiting": 1, "running": 0, "dead": 0}
    assert "没有读不了的来信" in baosong("review", "--again").out


@pytest.fixture
def mended(home: Path, waiting: dict[str, str]) -> str:
    """The one without mobile number, sent again with it: its receipt number."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    answers = {**ANSWERS, "host_organisation": "青岭省红松研究会", "activity_name": "红松讲堂"}
    seal = replace(SEAL, text="青岭省红松研究会")
    desk = Desk(records, calls=(CALL,), arrived=3)
    again = arrived(
        word("1", "方案2.docx", form(answers)),
        pdf(answers=answers, stamps=(seal,)),
        mail=mail(sender="pine@example.org", message_id="<5@pine.example.org>"),
    )
    assert desk.arrive(sent_in(later(again))) == (waiting["faulty"],)
    records.engine.dispose()
    return waiting["faulty"]


def test_what_the_last_mail_changed(mended: str, baosong: Commands) -> None:
    screen = baosong("review", mended, "--changes").out
    assert "Word版  方案.docx → 方案2.docx" in screen
    assert "手机 contact_mobile  {+13900001234+}" in screen
    assert "− 表中“手机”一栏没有填写" in screen
    (found,) = lines(baosong("review", mended, "--between", "1,2", "--json").out)
    assert found["fields"] == [
        {
            "key": "contact_mobile",
            "label": "手机",
            "before": "",
            "after": "13900001234",
            "pieces": [{"kind": "new", "text": "13900001234"}],
        }
    ]
    assert found["later"]["verdict"] == "accepted"  # type: ignore[index]


def test_why_it_belongs_where_it_does(mended: str, baosong: Commands) -> None:
    said = f"归属  {mended}：报送单位相同、活动名称相同、发件地址报送过这一件、发件地址与"
    (line,) = [line for line in baosong("review", mended).out.splitlines() if said in line]
    assert line.endswith("（92分，满50分归入），归入此件")
    assert said in baosong("review", mended, "--history").out
    (found,) = lines(baosong("review", mended, "--json").out)
    (weighed,) = found["belonging"]  # type: ignore[misc]
    assert (weighed["receipt"], weighed["weight"]) == (mended, 92)  # type: ignore[index]
    assert weighed["reasons"][0] == {"code": "organisation", "wording": "报送单位相同"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("between", "said"),
    [("3", "应写成1,2这样的两次"), ("1,9", "没有第9次材料"), ("a,b", "应写成1,2这样的两次")],
)
def test_revisions_that_are_named_wrongly(mended: str, baosong: Commands, between: str, said: str) -> None:
    assert said in one_line(baosong("review", mended, "--between", between))


def test_what_has_one_revision_and_what_has_no_number_can_not_be_compared(
    waiting: dict[str, str], baosong: Commands
) -> None:
    assert "只收到过一次材料" in one_line(baosong("review", waiting["doubtful"], "--changes"))
    assert "没有收件编号2019-1-0001A" in one_line(baosong("review", "2019-1-0001A", "--changes"))


def test_an_enquirys_own_words_are_shown_and_what_can_be_decided(waiting: dict[str, str], baosong: Commands) -> None:
    screen = baosong("review", waiting["enquiry"]).out
    assert "│ 请问还能报名吗？" in screen
    assert "加--seen（已处理）" in screen


def test_a_number_as_people_type_it(waiting: dict[str, str], baosong: Commands) -> None:
    for typed in (waiting["doubtful"].lower(), waiting["doubtful"][:-1]):
        screen = baosong("review", typed).out
        assert screen.startswith(waiting["doubtful"])
        assert f"决定：baosong review {waiting['doubtful']} 加--accept（都认可）" in screen

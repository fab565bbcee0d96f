"""Calls, templates, rosters, reminders and the settings' own parts, as office and administrators change and try them."""

import io
from dataclasses import replace
from html import unescape

import openpyxl

from archive.accounts import Grant, Role
from archive.outbox import SqlOutbox
from config.demo.sink import inboxes
from config.installation import SettingsInstallation
from config.settings import Settings, SmtpSettings
from intake.call import Call, Organisation
from intake.codes import Verdict
from intake.ports import OutboxState
from review_export.web.pages.organisation import unit_of
from tests.archive.filings import CALL, NOON
from tests.review_export.web.browsing import Browser, House
from tests.review_export.web.objects import submission

BASE = f"/calls/{CALL.name}"
TEMPLATE = f"{BASE}/templates/correction.txt.j2"


def call_of(house: House) -> Call:
    call = house.parts.call(CALL.name)
    assert call is not None
    return call


def source_of(office: Browser) -> str:
    shown = office.get(TEMPLATE).text
    return unescape(shown.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])


def upload(office: Browser, data: bytes, name: str = "名册.csv", **fields: str) -> str:
    page = f"{BASE}/roster/import"
    files = {"file": (name, data)} if data else {"none": ("", b"")}
    answer = office.client.post(page, data={"csrf": office.csrf(page), **fields}, files=files)
    return answer.text if answer.status_code != 303 else answer.headers["location"]


def test_a_template_s_missing_variable_is_said_at_the_preview_and_never_saved(house: House) -> None:
    office = house.office()
    wrong = {"source": "{{ letter.greetings }}：\n本邮件仅确认收到材料，不代表审核通过或入选"}
    seen = office.post(f"{TEMPLATE}/preview", wrong, TEMPLATE)
    assert seen.status_code == 200
    assert "没有letter.greetings这一项，是不是greeting？" in seen.text
    refused = office.post(TEMPLATE, wrong, TEMPLATE)
    assert refused.status_code == 422
    assert "letter.greetings" in refused.text
    assert "没有在网页上改过" in refused.text


def test_templates_reach_nothing_but_the_letter(house: House) -> None:
    office = house.office()
    for source in (
        "{{ ''.__class__.__mro__ }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ cycler.__init__ }}",
        "{% for a in range(9) %}{% endfor %}",
    ):
        seen = office.post(f"{TEMPLATE}/preview", {"source": source}, TEMPLATE)
        assert 'class="fault"' in seen.text, source


def test_an_edited_template_words_letters_at_once_and_an_older_one_comes_back(house: House) -> None:
    office, wording = house.office(), house.parts.decider.wording
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    first, second = ("各位老师，请看：\n" + words for words in ("一", "二"))
    body = "{% for each in letter.submissions %}{{ each.receipt }}{% for one in each.faults %}{{ one }}\n{% endfor %}{% endfor %}{% for one in letter.faults %}{{ one }}\n{% endfor %}本邮件仅确认收到材料，不代表审核通过或入选"
    seen = office.post(f"{TEMPLATE}/preview", {"source": first + body, "receipt": receipt}, TEMPLATE).text
    assert 'class="fault"' not in seen
    assert receipt in seen.partition('id="preview"')[2]
    for words, reason in ((first, "开头改亲切些"), (second, "再改")):
        assert office.post(TEMPLATE, {"source": words + body, "reason": reason}, TEMPLATE).status_code == 303
    house.parts.decider.wording.now.look()  # type: ignore[attr-defined]  # what a second would do
    assert "请看：\n二" in wording.environment.loader.get_source(wording.environment, "correction.txt.j2")[0]  # type: ignore[union-attr]
    shown = office.get(TEMPLATE).text
    assert "开头改亲切些" in shown
    assert shown.index("再改") < shown.index("开头改亲切些")
    versions = [piece.partition('"')[0] for piece in shown.split('name="version" value="')[1:]]
    assert office.post(f"{TEMPLATE}/back", {"version": versions[0]}, TEMPLATE).status_code == 303
    assert "请看：\n一" in office.get(TEMPLATE).text
    assert office.post(f"{TEMPLATE}/back", {"version": ""}, TEMPLATE).status_code == 303
    assert "请看：" not in source_of(office)
    assert office.post(f"{TEMPLATE}/back", {"version": "99"}, TEMPLATE).status_code == 404


def test_a_preview_takes_no_other_call_s_submission(house: House) -> None:
    office = house.office()
    answer = office.post(f"{TEMPLATE}/preview", {"source": source_of(office), "receipt": "2021-7-0001X"}, TEMPLATE)
    assert "没有这个收件编号" in answer.text


def test_a_roster_is_taken_along_changed_looked_at_and_taken_in(house: House) -> None:
    office = house.office()
    taken = office.get(f"{BASE}/roster").content
    rows = list(openpyxl.load_workbook(io.BytesIO(taken)).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:6] == ("单位名称", "简称", "类别", "邮箱", "电话", "公章名称")
    assert rows[1][:5] == ("中国云杉学会", "云杉会", "全国学会", "a@spruce.example.org", "010-5555")
    assert rows[1][6] == "未报送"
    assert "没有改动" in upload(office, taken, "名册.xlsx")
    seen = upload(office, "单位名称,邮箱\n中国云杉学会,b@spruce.example.org\n青岭大学,\n".encode())
    assert "青岭大学" in seen
    assert "b@spruce.example.org" in seen
    assert len(call_of(house).roster or ()) == 1
    kept = seen.partition('name="roster" value="')[2].partition('"')[0].replace("&#34;", '"')
    assert upload(office, b"", roster=kept, reason="新增一家").endswith("?said=roster")
    assert [each.names[0] for each in call_of(house).roster or ()] == ["中国云杉学会", "青岭大学"]
    assert "青岭大学" in office.get(f"{BASE}/organisations").text
    shown = office.get(f"{BASE}/roster/import").text
    assert "共2个单位：新增1，去掉0，改动1；新增一家" in shown
    assert office.post(f"{BASE}/roster/back", {"version": ""}, f"{BASE}/roster/import").status_code == 303
    assert len(call_of(house).roster or ()) == 1


def test_a_roster_counts_at_once_in_another_process_of_the_server(house: House) -> None:
    here, there = (replace(house, of_several=True) for _ in range(2))
    office = here.office()
    elsewhere = there.visitor()
    elsewhere.token = office.token
    assert "中国水杉学会" not in elsewhere.get(f"{BASE}/organisations").text
    seen = upload(office, "单位名称\n中国水杉学会\n".encode())
    kept = seen.partition('name="roster" value="')[2].partition('"')[0].replace("&#34;", '"')
    assert upload(office, b"", roster=kept).endswith("?said=roster")
    assert "中国水杉学会" in elsewhere.get(f"{BASE}/organisations").text


def test_a_roster_that_can_t_be_one_is_said_and_changes_nothing(house: House) -> None:
    office = house.office()
    for data, said in ((b"a,b\n1,2\n", "第一行没有单位名称一栏"), ("单位名称\n".encode(), "名册里没有单位"), ("单位名称\n甲会\n甲会\n".encode(), "同名"), (b"PK\x05\x06", "不是可用的xlsx")):  # fmt: skip
        assert said in upload(office, data, "我的.csv"), said
    assert upload(office, b"", roster="[{}]").count("404")
    assert len(call_of(house).roster or ()) == 1


def test_reminders_are_read_before_they_are_drafted_and_nobody_gets_two(house: House) -> None:
    office, page = house.office(), f"{BASE}/reminders"
    shown = office.get(page).text
    assert "a@spruce.example.org" in shown
    assert "中国云杉学会：" in shown
    answer = office.post(page, {"name": "中国云杉学会", "do": "hold"}, page)
    assert answer.headers["location"] == f"{BASE}/letters?said=reminded_held"
    (row,) = SqlOutbox(house.records).listed((OutboxState.HELD,))
    assert (row.letter.kind, row.letter.to) == ("reminder", "a@spruce.example.org")
    assert (
        office.post(page, {"name": "中国云杉学会", "do": "send"}, page).headers["location"].endswith("nobody_reminded")
    )
    assert office.post(page, {"do": "send"}, page).headers["location"].endswith("nobody_reminded")


def test_reminders_are_a_page_at_a_time_and_go_to_whom_is_ticked(house: House) -> None:
    units = tuple(
        Organisation((f"第{number:02}学会",), "全国学会", (f"u{number}@example.org",)) for number in range(45)
    )
    large = House(
        house.records, house.blobs, house.drawer, settings=house.settings, calls=(replace(CALL, roster=units),)
    )
    office, page = large.office(), f"{BASE}/reminders"
    shown = [office.get(page, {"page": str(number)}).text for number in (1, 2, 3)]
    on_page = [[unit.names[0] for unit in units if f'value="{unit.names[0]}"' in each] for each in shown]
    assert [len(each) for each in on_page] == [20, 20, 5]
    assert [name for each in on_page for name in each] == [unit.names[0] for unit in units]
    assert office.post(page, {"name": ["第21学会", "第44学会"], "do": "hold"}, page).status_code == 303
    held = SqlOutbox(house.records).listed((OutboxState.HELD,))
    assert [row.letter.to for row in held] == ["u21@example.org", "u44@example.org"]
    listed = office.get(f"{BASE}/letters").text
    assert "u21@example.org" in listed
    assert "u44@example.org" in listed


def test_an_extension_is_read_before_it_is_given(house: House) -> None:
    office = house.office()
    page = f"{BASE}/organisations/{unit_of((call_of(house).roster or ())[0])}"
    wish = {"stage": "plan", "until": "2020-04-30", "reason": "来电说明"}
    seen = office.post(page, {**wish, "do": "look"}, page).text
    assert "2020年4月30日" in seen
    assert SqlOutbox(house.records).listed((OutboxState.HELD, OutboxState.WAITING)) == ()
    early = office.post(page, {**wish, "until": "2020-04-20", "do": "extend"}, page)
    assert (early.status_code, "延期应晚于" in early.text) == (422, True)
    assert office.post(page, {**wish, "do": "extend_hold"}, page).status_code == 303
    (row,) = SqlOutbox(house.records).listed((OutboxState.HELD,))
    assert row.letter.kind == "extension"
    shown = office.get(page).text
    assert "已延期" in shown
    assert "来电说明" in shown
    assert office.post(page, {"stage": "plan", "do": "submitted_otherwise"}, page).status_code == 303
    assert "已另行报送" in office.get(f"{BASE}/organisations").text
    assert office.post(page, {"stage": "plan", "do": "dance"}, page).status_code == 422


def test_parts_are_tried_and_a_test_mail_leaves(house: House) -> None:
    administrator = house.as_somebody(house.person("admin", Grant(Role.ADMINISTRATOR)))
    bare = administrator.get("/settings").text
    assert "没有可收信的地方" in bare
    assert "没有设置[smtp]" in administrator.post("/settings/mail", {"to": "me@example.org"}, "/settings").text
    assert "可以读写" in administrator.post("/settings/try", {"part": "archive"}, "/settings").text
    assert "没有可收信的地方" in administrator.post("/settings/try", {"part": "mailboxes"}, "/settings").text
    house.records.polled("邮箱submit@example.org", NOON)
    house.records.error("邮箱submit@example.org", "登录被拒绝", NOON)
    with inboxes() as sink:
        with_mail(house, sink.port)
        shown = administrator.get("/settings").text
        assert "2020-04-16 12:00" in shown
        assert "登录被拒绝" in shown
        sent = administrator.post("/settings/mail", {"to": "me@example.org"}, "/settings").text
        assert "已收下寄往me@example.org" in sent
    assert [receiver for receiver, _ in sink.received] == ["me@example.org"]
    assert "发信测试" in administrator.get("/log").text


def with_mail(house: House, port: int) -> None:
    """The same house with a mailbox and a mail server in its settings."""
    smtp = SmtpSettings.model_validate(
        {"host": "127.0.0.1", "port": port, "security": "none", "from": "办公室 <o@example.org>"}
    )
    box = {"host": "imap.example.org", "username": "submit@example.org"}
    settings = Settings(data=house.settings.data, smtp=smtp, mailbox=(box,))  # type: ignore[arg-type]  # pydantic reads it
    old = house.parts.installation
    assert isinstance(old, SettingsInstallation)
    object.__setattr__(house.parts, "installation", replace(old, settings=settings))


def test_a_call_is_shown_as_its_file_says(house: House) -> None:
    shown = house.office().get(f"{BASE}/notice").text
    for expected in ("筹备方案", "2020年4月22日", "来自通知文件所写的名册", "主题契合", "max_activities"):
        assert expected in shown, expected

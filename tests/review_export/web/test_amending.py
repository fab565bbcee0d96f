"""Fields corrected, findings added, mails moved in the browser: as the command does it, each with its way back."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response

from archive.history import DecisionEvent, history
from archive.listing import audit_lines
from archive.outbox import SqlOutbox
from archive.tables import SubmissionRow
from intake.decisions.model import DecisionKind
from tests.archive.desk import Desk
from tests.archive.filings import OTHER_CALL
from tests.archive.test_placing import HALF, STRANGE
from tests.cases import CALL, IN_TIME, Arrived, arrived
from tests.review_export.web.browsing import Browser, House
from tests.review_export.web.objects import letter_of

SUBMISSIONS = f"/calls/{CALL.name}/submissions"


@pytest.fixture
def house(house: House) -> House:
    made = House(house.records, house.blobs, house.drawer, calls=(CALL, OTHER_CALL))
    made.clock.now = IN_TIME
    return made


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house.records, calls=house.calls)


def field(house: House, receipt: str, key: str) -> object:
    with house.records.reading() as session:
        return session.query(SubmissionRow).filter_by(receipt=receipt).one().fields.get(key)


def decisions(house: House, receipt: str) -> list[tuple[DecisionKind, str, str, bool]]:
    lived = history(house.records, receipt)
    assert lived is not None
    made = [each for each in lived.events if isinstance(each, DecisionEvent)]
    return [(each.decision.kind, each.decision.field, each.decision.value, each.stands) for each in made]


def strange(house: House) -> Arrived:
    """A scan from nobody known, whose bytes are in the store."""
    (document,) = STRANGE.documents
    return replace(STRANGE, documents=(replace(document, sha256=house.blobs.put(b"a scan")),))


def filled(office: Browser, path: str) -> dict[str, str | list[str]]:
    """What the form of fields would send as it is shown."""
    page = office.get(path).text.partition('id="add"')[0]
    found: dict[str, str | list[str]] = {
        **dict(re.findall(r'<input type="hidden" name="(mail)" value="([^"]*)"', page)),
        **dict(re.findall(r'<input name="(field-\w+)" value="([^"]*)"', page)),
        **dict(re.findall(r'<textarea name="(field-\w+)"[^>]*>([^<]*)</textarea>', page)),
    }
    for name, value in re.findall(r'name="(field-\w+)" value="([^"]*)" checked', page):
        found[name] = [*found.get(name, []), value]
    return found


def sent(office: Browser, number: str, what: str, /, **fields: str | list[str]) -> Response:
    path = f"{SUBMISSIONS}/{number}/amend"
    return office.post(path, {**filled(office, path), "amend": what, **fields}, path)


def taken_back(office: Browser, answer: Response) -> None:
    """The button of the page that follows a decision."""
    page = office.get(answer.headers["location"]).text
    undo = re.findall(r'action="(\S+/undo)"', page)[0]
    assert office.post(undo, page=SUBMISSIONS).headers["location"].endswith("said=undone")


def test_fields_are_corrected_and_the_letter_follows(house: House, desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived())
    office = house.office()
    wishes: dict[str, str | list[str]] = {
        "field-contact_mobile": "13900005678",
        "field-modules": ["团结引领", "为民服务"],
    }
    answer = sent(office, receipt, "correct", reason="电话核实", **wishes)
    assert answer.headers["location"].startswith(f"{SUBMISSIONS}/{receipt}?undo=")
    assert field(house, receipt, "contact_mobile") == "13900005678"
    assert field(house, receipt, "modules") == ["团结引领", "为民服务"]
    assert decisions(house, receipt) == [
        (DecisionKind.CORRECT, "modules", "团结引领、为民服务", True),
        (DecisionKind.CORRECT, "contact_mobile", "13900005678", True),
    ]
    assert "材料里写的是：13900001234" in office.get(f"{SUBMISSIONS}/{receipt}/amend").text
    assert any(line.actor == "office" and "电话核实" in line.detail for line in audit_lines(house.records)[0])
    taken_back(office, answer)
    assert field(house, receipt, "contact_mobile") == "13900001234"
    assert field(house, receipt, "modules") == ["团结引领"]
    assert [stands for _, _, _, stands in decisions(house, receipt)][:2] == [False, False]


def test_one_of_several_decisions_is_taken_back_in_the_history(house: House, desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived())
    office = house.office()
    sent(office, receipt, "correct", **{"field-contact_mobile": "13900005678"})
    sent(office, receipt, "correct", **{"field-contact_name": "李四"})
    page = office.get(f"{SUBMISSIONS}/{receipt}").text
    undo = re.findall(r'action="(\S+/undo)"', page)
    assert len(undo) == 2
    office.post(undo[-1], page=SUBMISSIONS)  # the newest is shown first
    assert (field(house, receipt, "contact_mobile"), field(house, receipt, "contact_name")) == ("13900001234", "李四")
    assert office.get(f"{SUBMISSIONS}/{receipt}").text.count("/undo") == 1


def test_a_finding_is_added_by_hand_and_its_words_go_into_the_letter(house: House, desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived())
    office = house.office()
    words = {"code": "field_invalid", "says": "手机号码打不通，请核对。", "field": "contact_mobile"}
    answer = sent(office, receipt, "add", **words)
    page = office.get(answer.headers["location"]).text
    assert "需补正" in page
    assert words["says"] in page
    row = SqlOutbox(house.records).letter(letter_of(house, receipt))
    assert row is not None
    assert words["says"] in row.letter.text
    taken_back(office, answer)
    assert words["says"] not in office.get(f"{SUBMISSIONS}/{receipt}").text.partition('id="timeline"')[0]


def test_a_mail_is_moved_to_another_submission_and_back(house: House, desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(strange(house))
    office = house.office()
    answer = sent(office, second, "belongs", to="other", receipt=f" {first.lower()} ")
    assert answer.headers["location"].startswith(f"{SUBMISSIONS}/{first}?undo=")
    lived = history(house.records, second)
    assert lived is not None
    assert lived.merged == first
    assert office.get(f"{SUBMISSIONS}/{second}/amend").status_code == 404
    assert office.get(f"{SUBMISSIONS}/{second}").headers["location"] == f"{SUBMISSIONS}/{first}?said=merged"
    taken_back(office, answer)
    lived = history(house.records, second)
    assert lived is not None
    assert (lived.merged, lived.closed) == ("", "")


def test_a_mail_becomes_a_submission_of_its_own(house: House, desk: Desk) -> None:
    (first,) = desk.arrive(HALF)
    (second,) = desk.arrive(strange(house))
    office = house.office()
    sent(office, second, "belongs", to=first)
    answer = sent(office, first, "belongs", to="new")
    third = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    assert third not in {first, ""}
    assert "另立" in office.get(f"{SUBMISSIONS}/{third}/amend").text


@pytest.mark.parametrize(
    ("what", "fields", "said"),
    [
        ("correct", {}, "没有哪一栏有改动"),
        ("correct", {"field-contact_mobile": "12345"}, "应为1开头的11位数字"),
        ("correct", {"field-modules": "唱歌"}, "没有“唱歌”这一项"),
        ("add", {"code": "field_invalid", "says": " "}, "补充问题要写明给报送单位看的话"),
        ("add", {"code": "no_such", "says": "x"}, "没有“no_such”这种核对意见"),
        ("belongs", {}, "请选择归入哪一件"),
        ("belongs", {"to": "other", "receipt": "2020-07-0099X"}, "没有收件编号2020-07-0099X"),
        ("belongs", {"to": "other", "receipt": "2021-7-0001K"}, "没有收件编号2021-7-0001K"),
        ("correct", {"mail": "0" * 64}, "这期间又来了新的材料"),
        ("sing", {}, "没有这样的决定"),
    ],
    ids=lambda each: "-".join(map(str, each)) if isinstance(each, dict) else "",
)
def test_what_can_t_be_is_refused_in_words_and_changes_nothing(
    house: House, desk: Desk, what: str, fields: dict[str, str], said: str
) -> None:
    (receipt,) = desk.arrive(arrived())
    answer = sent(house.office(), receipt, what, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert decisions(house, receipt) == []


def test_once_the_letter_has_left_it_can_t_be_taken_back(house: House, desk: Desk) -> None:
    (receipt,) = desk.arrive(arrived())
    office = house.office()
    answer = sent(office, receipt, "add", code="field_invalid", says="手机号码打不通。")
    desk.later(hours=1)
    assert desk.send()
    page = office.get(answer.headers["location"]).text
    undo = re.findall(r'action="(\S+/undo)"', page)[0]
    assert office.post(undo, page=SUBMISSIONS).headers["location"].endswith("said=not_undone")


def test_only_its_own_call_s_submissions_are_offered(house: House, desk: Desk) -> None:
    (first,) = desk.arrive(arrived())
    (second,) = desk.arrive(strange(house))
    page = house.office().get(f"{SUBMISSIONS}/{second}/amend").text
    offered = re.findall(r'type="radio" name="to" value="([^"]+)"', page)
    assert offered[-2:] == ["new", "other"]
    assert second not in offered
    assert set(offered[:-2]) <= {first}

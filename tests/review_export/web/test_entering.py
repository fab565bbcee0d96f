"""Material that came otherwise than by mail: entered by the office, then on its way as every mail is."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from httpx2 import Response
from sqlalchemy import select, text
from starlette.requests import Request

from archive.tables import AuditRow
from review_export.web import forms, gate
from review_export.web.forms import Form
from tests.archive.filings import CALL
from tests.review_export.web.browsing import Browser, House

HERE = f"/calls/{CALL.name}/entering"
FILES = [("files", ("方案.docx", b"word", "text/html")), ("files", ("盖章\\..\\方案.pdf", b"pdf", "text/html"))]
WRITTEN = {"organisation": "中国云杉学会", "how": "邮寄", "received_at": "2020-04-16T09:30", "note": "EMS<b>"}


def enter(browser: Browser, files: object = FILES, **changed: str) -> Response:
    data = {"csrf": browser.csrf(HERE), **WRITTEN, **changed}
    return browser.client.post(HERE, data=data, files=files)  # type: ignore[arg-type]  # as httpx takes them


def entered_mail(house: House) -> EmailMessage:
    (digest,) = house.records.pending()
    message = message_from_bytes(house.blobs.get(digest), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_came_by_post_waits_to_be_examined_as_a_mail(house: House) -> None:
    office = house.office()
    assert enter(office).headers["location"] == f"{HERE}?said=entered"
    message = entered_mail(house)
    assert (message["From"], message["To"], message["Subject"]) == (None, CALL.address, "中国云杉学会报送材料（邮寄）")
    assert "EMS<b>" in message.get_body().get_content()  # type: ignore[union-attr]  # it has one
    attached = [(each.get_filename(), each.get_content()) for each in message.iter_attachments()]
    assert attached == [("方案.docx", b"word"), ("方案.pdf", b"pdf")]
    shown = office.get(HERE).text
    assert "等待核对" in shown
    assert "2020-04-16 09:30" in shown
    with house.records.reading() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.action == "enter")).all()
    assert [(each.actor, each.detail) for each in lines] == [("office", "中国云杉学会（邮寄）")]
    assert enter(office).headers["location"] == f"{HERE}?said=entered_before"


def test_whoever_has_an_address_is_answered(house: House) -> None:
    enter(house.office(), address="li@spruce.example.org")
    assert entered_mail(house)["From"] == "中国云杉学会 <li@spruce.example.org>"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"organisation": " "}, "请写明报送单位"),
        ({"received_at": "昨天"}, "收到的时间写得不对"),
        ({"received_at": "2020-04-17T09:30"}, "不能晚于现在"),
        ({"address": "没有这种地址"}, "电子邮箱写得不对"),
        ({"address": "a@b.example\nBcc: x@y.example"}, "电子邮箱写得不对"),
    ],
)
def test_what_can_t_be_is_said_and_nothing_is_kept(house: House, changed: dict[str, str], said: str) -> None:
    answer = enter(house.office(), **changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "中国云杉学会" in answer.text or "organisation" in changed
    assert house.records.pending() == ()


def test_nothing_is_entered_without_a_file(house: House) -> None:
    assert "请选择要登记的文件" in enter(house.office(), [("files", ("", b"", "text/plain"))]).text


def test_only_our_own_page_s_form_counts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    office = house.office()
    assert enter(office, csrf="0" * 64).status_code == 403
    assert office.post(HERE, WRITTEN, HERE).status_code == 422  # no file can be in it
    monkeypatch.setattr("review_export.web.forms.MOST_UPLOADED", 1000)
    assert enter(office, [("files", ("方案.docx", b"x" * 2000, "text/plain"))]).status_code == 413
    assert house.records.pending() == ()


@pytest.mark.parametrize("revoked", [False, True])
def test_who_is_signed_out_while_files_are_on_their_way_enters_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, revoked: bool
) -> None:
    async def slowly(request: Request, cookie: str) -> Form:
        form = await forms.posted_with_files(request, cookie)
        if revoked:
            with house.records.engine.begin() as connection:
                connection.execute(text("DELETE FROM web_sessions"))
        return form

    office = house.office()
    monkeypatch.setattr(gate, "posted_with_files", slowly)
    assert enter(office).status_code == (403 if revoked else 303)
    assert len(house.records.pending()) == (0 if revoked else 1)

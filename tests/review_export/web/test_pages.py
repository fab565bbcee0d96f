"""What the pages show and do, as people of the office, archivists and reviewers meet them."""

import re
from dataclasses import replace
from html import escape, unescape

import pytest

from archive.accounts import Grant, Role
from archive.history import DecisionEvent, history
from archive.letters import file_reminders
from archive.outbox import SqlOutbox
from intake.call import Call
from intake.codes import Verdict
from intake.ports import OutboxState
from tests.archive.filings import CALL, OTHER_CALL, letter
from tests.review_export.web.browsing import CALLS, Browser, Drawn, House
from tests.review_export.web.objects import enquiry, letter_of, submission

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
BASE = f"/calls/{CALL.name}"


def reviewer(house: House) -> Browser:
    return house.as_somebody(house.person("reviewer", Grant(Role.REVIEWER, CALL.name)))


def test_today_counts_what_is_there(house: House) -> None:
    for number in range(3):
        submission(house, CALL, f"活动{number}", Verdict.ACCEPTED if number else Verdict.REVIEW)
    enquiry(house, CALL)
    shown = house.office().get(f"{BASE}/today").text
    assert '<b>2</b><a href="/calls/2020-29/waiting">等人处理</a>' in shown
    assert '<b>2</b><a href="/calls/2020-29/submissions?verdict=accepted">材料齐全</a>' in shown
    assert '<b>1</b><a href="/calls/2020-29/letters">信件待放行</a>' in shown
    assert "来信未报送材料" in shown
    assert "还剩6天" in shown


def test_what_waits_is_listed_the_oldest_first_and_by_reason(house: House) -> None:
    submission(house, CALL, "林下", Verdict.REVIEW)
    enquiry(house, CALL)
    office = house.office()
    every = office.get(f"{BASE}/waiting").text
    assert "林下" in every
    assert "请问" in every
    late = office.get(f"{BASE}/waiting?reason=late").text
    assert "林下" in late
    assert "请问" not in late


def test_accepting_goes_to_the_next_and_can_be_taken_back(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    other, _ = submission(house, CALL, "林外", Verdict.REVIEW)
    office, here = house.office(), f"{BASE}/waiting/{receipt}"
    answer = office.post(here, {"decide": "accept", "reason": "电话确认过"}, here)
    assert answer.headers["location"].startswith(f"{BASE}/waiting/{other}?undo=")
    shown = office.get(answer.headers["location"]).text
    assert "决定已记下" in shown
    undo = re.findall(r'action="(\S+/undo)"', shown)[0]
    lived = history(house.records, receipt)
    assert lived is not None
    made = [event.decision for event in lived.events if isinstance(event, DecisionEvent)]
    assert [(each.actor, each.reason) for each in made] == [("office", "电话确认过")]
    assert lived.verdict == "accepted"
    assert office.post(undo, page=here).headers["location"] == f"{here}?said=undone"
    again = history(house.records, receipt)
    assert again is not None
    assert again.verdict == "review"
    assert office.post(undo, page=here).headers["location"] == f"{here}?said=not_undone"


def test_sending_back_says_what_the_person_wrote(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    here = f"{BASE}/waiting/{receipt}"
    answer = house.office().post(here, {"decide": "send_back", "says": "请说明逾期原因。"}, here)
    assert answer.status_code == 303
    lived = history(house.records, receipt)
    assert lived is not None
    assert lived.verdict == "correction"


def test_an_enquiry_is_seen_to(house: House) -> None:
    digest = enquiry(house, CALL)
    here = f"{BASE}/waiting/mails/{digest}"
    office = house.office()
    assert "材料见附件。" in office.get(here).text
    assert office.post(here, {"decide": "seen"}, here).headers["location"].startswith(f"{BASE}/waiting?undo=")
    assert "没有等人处理的" in office.get(f"{BASE}/waiting").text
    assert office.get(here).status_code == 404


def test_a_decision_that_can_t_be_is_said_and_changes_nothing(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    here = f"{BASE}/waiting/{receipt}"
    office = house.office()
    for wish in ("waive:no_such_code", "dance", "seen", ""):
        assert office.post(here, {"decide": wish}, here).status_code == 422
    lived = history(house.records, receipt)
    assert lived is not None
    assert lived.verdict == "review"


def test_a_submission_shows_its_life_its_fields_and_its_documents(house: House) -> None:
    receipt, sha256 = submission(house, CALL, "林下", Verdict.REVIEW)
    shown = house.office().get(f"{BASE}/submissions/{receipt}").text
    for expected in ("林下", "逾期报送", "团结引领、建家办事", sha256, "待放行", f"documents/{sha256}/pages/1"):
        assert expected in shown


def test_submissions_are_found_by_words_verdict_and_stage(house: House) -> None:
    submission(house, CALL, "林下", Verdict.REVIEW)
    submission(house, CALL, "河上%_", Verdict.ACCEPTED)
    office = house.office()

    def found(query: str) -> set[str]:
        shown = office.get(f"{BASE}/submissions?{query}").text
        return {name for name in ("林下", "河上%_") if f"<td>{name}</td>" in shown}

    assert found("") == {"林下", "河上%_"}
    assert found("words=云杉+林下") == {"林下"}
    assert found("words=%25_") == {"河上%_"}
    assert found("verdict=accepted&stage=plan") == {"河上%_"}
    assert found("stage=report") == set()
    assert found("page=999") == set()
    assert found("page=x") == {"林下", "河上%_"}


def test_an_original_is_saved_and_never_shown(house: House) -> None:
    receipt, sha256 = submission(house, CALL, "林下", Verdict.REVIEW)
    answer = house.office().get(f"{BASE}/submissions/{receipt}/documents/{sha256}")
    assert answer.content == house.blobs.get(sha256)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''%E6%96%B9%E6%A1%88.pdf"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["repr-digest"].startswith("sha-256=:")


def test_a_page_that_isn_t_there_isn_t_drawn(house: House) -> None:
    receipt, sha256 = submission(house, CALL, "林下", Verdict.REVIEW)
    office, pages = house.office(), f"{BASE}/submissions/{receipt}/documents/{sha256}/pages"
    assert office.get(f"{pages}/1").headers["content-type"] == "image/jpeg"
    assert [office.get(f"{pages}/{page}").status_code for page in ("0", "2", "-1", "x", "9" * 20)] == [404] * 5


def test_a_held_letter_is_worded_and_released(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    number, office = letter_of(house, receipt), house.office()
    letters = f"{BASE}/letters"
    assert "待核对" in office.get(letters).text
    edited = office.post(f"{letters}/{number}/edit", {"subject": "改过的主题", "text": "改过的正文"}, letters)
    assert edited.headers["location"] == f"{letters}?said=edited"
    assert office.post(f"{letters}/{number}/release", page=letters).headers["location"] == f"{letters}?said=released"
    (row,) = SqlOutbox(house.records).listed((OutboxState.WAITING,))
    assert (row.letter.subject, row.letter.text, row.released) == ("改过的主题", "改过的正文\n", True)
    again = office.post(f"{letters}/{number}/release", page=letters)
    assert again.headers["location"] == f"{letters}?said=not_changed"


def test_a_letter_can_be_dropped(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    office, letters = house.office(), f"{BASE}/letters"
    office.post(f"{letters}/{letter_of(house, receipt)}/drop", page=letters)
    assert SqlOutbox(house.records).listed((OutboxState.HELD, OutboxState.WAITING)) == ()


def test_reviewers_read_what_is_complete_without_any_way_to_reach_anybody(house: House) -> None:
    receipt, sha256 = submission(house, CALL, "林下", Verdict.ACCEPTED, "电话 13900001234 zhang@example.org")
    doubtful, _ = submission(house, CALL, "林外", Verdict.REVIEW)
    browser = reviewer(house)
    listed = browser.get(f"{BASE}/activities").text
    assert "林下" in listed
    assert "林外" not in listed
    shown = browser.get(f"{BASE}/activities/{receipt}").text
    assert "13900001234" not in shown
    assert "example.org" not in shown
    assert "/documents/" in shown
    assert "download" not in shown
    assert browser.get(f"{BASE}/activities/{doubtful}").status_code == 404
    picture = browser.get(f"{BASE}/activities/{receipt}/documents/{sha256}/pages/1")
    assert picture.status_code == 200
    assert isinstance(house.drawer, Drawn)
    (_, covered, page) = house.drawer.asked[-1]
    assert (len(covered), page) == (1, 1)


def test_nobody_s_words_become_markup(house: House) -> None:
    receipt, _ = submission(house, CALL, HOSTILE, Verdict.REVIEW)
    digest = enquiry(house, CALL, HOSTILE)
    accepted, _ = submission(house, CALL, HOSTILE + "2", Verdict.ACCEPTED)
    office = house.office()
    pages = [
        "today",
        "waiting",
        f"waiting/{receipt}",
        f"waiting/mails/{digest}",
        "submissions",
        f"submissions/{receipt}",
        "letters",
        "organisations",
        "activities",
        f"activities/{accepted}",
        "submissions?words=" + HOSTILE.replace('"', "%22"),
    ]
    for page in pages:
        answer = office.get(f"{BASE}/{page}")
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
        assert "<img src=x" not in answer.text, page


def test_the_log_shows_who_did_what(house: House) -> None:
    root = house.as_somebody(house.person("root", Grant(Role.ADMINISTRATOR)))
    shown = root.get("/log").text
    assert "开户" in shown
    assert "root" in shown


def test_a_call_s_reminder_is_for_its_office_and_no_other(house: House) -> None:
    with house.records.transaction() as transaction:
        file_reminders(transaction.session, CALL.name, [letter(held="待放行的提醒")], "example.org", house.clock())
    here = house.as_somebody(house.person("here", Grant(Role.OFFICE, CALL.name)))
    there = house.as_somebody(house.person("there", Grant(Role.OFFICE, OTHER_CALL.name)))
    shown = here.get(f"{BASE}/letters").text
    assert "待放行的提醒" in shown
    assert "待放行的提醒" not in there.get(f"/calls/{OTHER_CALL.name}/letters").text
    release = re.search('action="(/[^"]+/release)"', shown)
    assert release
    elsewhere = release[1].replace(CALL.name, OTHER_CALL.name)
    assert there.post(elsewhere, page="/account").status_code == 404
    assert here.post(release[1], page="/account").status_code == 303


def test_a_letter_of_no_call_is_for_those_who_may_at_every_call(house: House) -> None:
    with house.records.transaction() as transaction:
        file_reminders(transaction.session, "", [letter(held="待放行的提醒")], "example.org", house.clock())
    shown = house.office().get(f"{BASE}/letters").text
    assert "待放行的提醒" in shown
    of_one = house.as_somebody(house.person("one", Grant(Role.OFFICE, CALL.name)))
    assert "待放行的提醒" not in of_one.get(f"{BASE}/letters").text
    release = re.search('action="(/[^"]+/release)"', shown)
    assert release
    assert of_one.post(release[1], page="/account").status_code == 404
    assert (
        house.as_somebody(house.person("all", Grant(Role.OFFICE))).post(release[1], page="/account").status_code == 303
    )


@pytest.mark.parametrize("calls", [CALLS, CALLS[:1]], ids=["several calls", "one call"])
def test_letters_of_a_call_that_is_held_no_longer_are_for_those_who_may_at_every_call(
    house: House, calls: tuple[Call, ...]
) -> None:
    house = replace(house, calls=calls)
    with house.records.transaction() as transaction:
        file_reminders(transaction.session, "2018-3", [letter(held="往届的提醒")], "example.org", house.clock())
    receipt, _ = submission(house, replace(CALL, name="2018-3"), "往届的节日", Verdict.ACCEPTED)
    answer = f"{BASE}/letters/{letter_of(house, receipt)}/page"
    of_all = house.office()
    assert "往届的提醒" in of_all.get(f"{BASE}/letters").text
    assert of_all.get(answer).status_code == 200
    of_each = house.as_somebody(house.person("each", *(Grant(Role.OFFICE, call.name) for call in calls)))
    assert "往届的提醒" not in of_each.get(f"{BASE}/letters").text
    assert of_each.get(answer).status_code == 404


def test_search_finds_in_its_call_alone(house: House) -> None:
    submission(house, CALL, "林下的节日", Verdict.ACCEPTED)
    submission(house, OTHER_CALL, "林外的节日", Verdict.ACCEPTED)
    office = house.office()

    def found(query: str) -> tuple[bool, bool]:
        shown = office.get(f"{BASE}/search", params={"q": query}).text
        return "林<mark>" in shown or ">林下的节日<" in shown, "林外" in shown.replace(escape(query), "")

    assert found("节日") == (True, False)
    assert found("单位:云杉 -不在") == (True, False)
    assert found("节日 OR 云杉") == (True, False)
    assert "没有配对" in office.get(f"{BASE}/search", params={"q": "节日) OR (云杉"}).text
    assert "没有找到" in office.get(f"{BASE}/search", params={"q": "没有的词"}).text


def test_a_hit_is_marked_and_all_else_escaped(house: House) -> None:
    submission(house, CALL, f"节日{HOSTILE}", Verdict.ACCEPTED)
    shown = house.office().get(f"{BASE}/search", params={"q": "节日"}).text
    assert "<mark>节日</mark>&lt;script&gt;" in shown
    assert "<script>alert" not in shown


def test_a_search_is_kept_under_a_name_and_dropped(house: House) -> None:
    office, here = house.office(), f"{BASE}/search"
    assert office.post(f"{here}/saved", {"name": "节日们", "query": "节日"}, here).status_code == 303
    assert "节日们" in office.get(here).text
    assert office.post(f"{here}/saved", {"name": "坏的", "query": "("}, here).status_code == 422
    assert office.post(f"{here}/forgotten", {"name": "节日们"}, here).status_code == 303
    assert "节日们" not in office.get(here).text
    assert office.post(f"{here}/forgotten", {"name": "节日们"}, here).status_code == 422


def decided_with(house: House, wish: str, **words: str) -> list[tuple[str, str]]:
    """Decide the only submission so, with the form as its page has it; the letters that then wait."""
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    here, office = f"{BASE}/waiting/{receipt}", house.office()
    page = office.get(here).text
    shown = dict(re.findall(r'name="(\w+_seen)" value="(\w+)"', page))
    for name, subject in re.findall(r'name="(\w+_subject)" value="([^"]*)"', page):
        shown[name] = subject
    for name, text in re.findall(r'name="(\w+_text)"[^>]*>([^<]*)<', page):
        shown[name] = unescape(text).replace("\n", "\r\n")
    assert set(shown) == {f"{each}_{part}" for each in ("accept", "send_back") for part in ("seen", "subject", "text")}
    assert office.post(here, {"decide": wish, **shown, **words}, here).status_code == 303
    waiting = SqlOutbox(house.records).listed((OutboxState.WAITING,))
    return [(each.letter.kind, each.letter.text) for each in waiting if each.letter.kind != "receipt"]


def test_the_letter_that_a_decision_sends_is_seen_and_worded_before(house: House) -> None:
    ((kind, text),) = decided_with(house, "accept", accept_text="请放心，材料都齐了。")
    assert (kind, text) == ("acknowledgement", "请放心，材料都齐了。\n")


def test_a_letter_that_nobody_reworded_goes_as_it_was_shown(house: House) -> None:
    ((kind, text),) = decided_with(house, "send_back", accept_text="只改了另一封")
    assert kind == "correction"
    assert "只改了另一封" not in text


def test_words_for_the_sender_are_in_the_letter_that_was_not_reworded(house: House) -> None:
    ((_, text),) = decided_with(house, "send_back", says="请说明逾期原因。")
    assert "请说明逾期原因。" in text


def test_what_is_found_is_lit_in_both_versions(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    shown = house.office().get(f"{BASE}/waiting/{receipt}").text
    assert '<rect class="stamp official" data-place="stamps"' in shown
    assert 'class="word"' in shown
    assert "公章 90% 中国云杉工程学会" in shown

"""What counts, what can be taken along, where links lead and in which language faults are said."""

from pathlib import Path

from archive.accounts import Grant, Role
from config.doctor import free_bytes
from config.settings import Settings, WatchSettings
from intake.codes import Verdict
from intake.decisions.asking import Person
from intake.decisions.model import DecisionKind
from review_export.web.rendering import moment, size
from tests.archive.filings import CALL, NOON, OTHER_CALL
from tests.review_export.web.browsing import House
from tests.review_export.web.objects import enquiry, stored, submission

BASE = f"/calls/{CALL.name}"


def test_what_was_put_aside_counts_nowhere_and_is_listed_as_that(house: House) -> None:
    submission(house, CALL, "林下", Verdict.ACCEPTED)
    receipt, _ = submission(house, CALL, "林外", Verdict.ACCEPTED)
    subject = house.parts.decider.subject(receipt)
    house.parts.decider.decide(subject.decision(Person("test", NOON, "来电撤回"), DecisionKind.WITHDRAW))
    office = house.office()
    assert '<b>1</b><a href="/calls/2020-29/submissions?verdict=accepted">' in office.get(f"{BASE}/today").text
    every, accepted = (office.get(f"{BASE}/submissions{query}").text for query in ("", "?verdict=accepted"))
    assert "共2件" in every
    assert "已撤回" in every
    assert "共1件" in accepted
    assert receipt not in accepted


def test_an_attachment_of_a_mail_without_a_submission_is_taken_along(house: House) -> None:
    attached = stored(house, "a question")
    digest = enquiry(house, CALL, attached=attached)
    office, here = house.office(), f"{BASE}/waiting/mails/{digest}"
    assert f'href="{here}/documents/{attached.sha256}"' in office.get(here).text
    got = office.get(f"{here}/documents/{attached.sha256}")
    assert got.content == house.blobs.get(attached.sha256)
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert office.get(f"{here}/documents/{'0' * 64}").status_code == 404


def test_another_call_is_entered_at_the_first_page_that_is_one_s_own(house: House) -> None:
    reviewer = house.as_somebody(
        house.person("both", Grant(Role.REVIEWER, CALL.name), Grant(Role.OFFICE, OTHER_CALL.name))
    )
    shown = reviewer.get(f"{BASE}/activities").text
    for path in (f"{BASE}/activities", f"/calls/{OTHER_CALL.name}/today"):
        assert f'<li><a href="{path}">' in shown
        assert reviewer.get(path).status_code == 200


def test_a_score_s_fault_is_said_in_english_to_who_reads_english(house: House) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.ACCEPTED)
    reviewer = house.as_somebody(house.person("reviewer", Grant(Role.REVIEWER, CALL.name)))
    page = f"{BASE}/activities/{receipt}"
    wrong = {"score-theme": "101", "score-effect": "good", "comment": "x" * 2001}
    shown = reviewer.post(f"{page}/scores", wrong, page, **{"accept-language": "en"}).text
    assert "is 101 and should be from 0 to 100" in shown
    assert "“good” is not a number" in shown
    assert "no more than 2000 characters" in shown


def test_today_says_what_the_service_last_knew_of_itself(house: House, tmp_path: Path) -> None:
    watched = Settings(data=tmp_path, base=tmp_path, watch=WatchSettings(folder="in"))
    place = f"文件夹{watched.path('in')}"
    watching = House(house.records, house.blobs, house.drawer, settings=watched)
    office, path = watching.office(), f"/calls/{CALL.name}/today"
    assert place in office.get(path).text
    house.records.polled(place, NOON)
    page = office.get(path).text
    assert moment(NOON, "zh") in page.partition(place)[2][:80]
    assert "没有设置发信服务器" in page
    assert f"还剩{size(free_bytes(watched))[:-4]}" in page

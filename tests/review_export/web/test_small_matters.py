"""What counts, what can be taken along, where links lead and in which language faults are said."""

from archive.accounts import Grant, Role
from intake.codes import Verdict
from intake.decisions.asking import Person
from intake.decisions.model import DecisionKind
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

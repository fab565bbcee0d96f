"""A letter's HTML in a frame of its own: as its recipient sees it, and able to do nothing."""

import re

import pytest
from httpx2 import Response

from archive.accounts import Grant, Role
from intake.codes import Verdict
from intake.letters.wording import shipped_source
from review_export.web.rendering import browser
from tests.archive.filings import CALL
from tests.review_export.web.browsing import House
from tests.review_export.web.objects import letter_of, submission

BASE = f"/calls/{CALL.name}"
TEMPLATE = f"{BASE}/templates/correction.txt.j2"


def can_do_nothing(answer: Response) -> bool:
    policy = answer.headers["content-security-policy"]
    shut = ("default-src 'none'", "sandbox;", "frame-ancestors 'self'", "form-action 'none'")
    return all(each in policy for each in shut) and "script" not in policy and "allow-" not in policy


def test_a_letter_on_record_is_shown_as_it_was_written(house: House) -> None:
    office = house.office()
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    number = letter_of(house, receipt)
    row = house.parts.outbox.letter(number)
    assert row is not None
    path = f"{BASE}/letters/{number}/page"
    answer = office.get(path)
    assert answer.text == row.letter.html
    assert can_do_nothing(answer)
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    shown = office.get(f"{BASE}/letters")
    assert f'src="{path}"' in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]


def test_both_letters_that_a_decision_may_send_are_shown_before_it(house: House) -> None:
    office = house.office()
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    shown = office.get(f"{BASE}/waiting/{receipt}").text
    paths = re.findall('<iframe[^>]* src="([^"]+)"', shown)
    assert paths == [f"{BASE}/waiting/{receipt}/letters/{wish}" for wish in ("accept", "send_back")]
    answers = [office.get(path) for path in paths]
    assert all(can_do_nothing(each) and "<table" in each.text for each in answers)
    assert answers[0].text != answers[1].text
    assert office.get(f"{BASE}/waiting/{receipt}/letters/burn").status_code == 404


def test_a_template_s_letter_is_shown_to_whoever_typed_it(house: House) -> None:
    office = house.office()
    other = house.as_somebody(house.person("other", Grant(Role.OFFICE)))
    source = shipped_source("correction.txt.j2") + "盼复！"
    shown = office.post(f"{TEMPLATE}/preview", {"source": source}, TEMPLATE).text
    path = re.search('<iframe[^>]* src="([^"]+)"', shown)
    assert path
    answer = office.get(path[1])
    assert "盼复！" in answer.text
    assert answer.text.startswith("<!DOCTYPE html>")
    assert can_do_nothing(answer)
    assert other.get(path[1]).status_code == 404


def test_only_the_newest_previews_are_kept(house: House) -> None:
    previews = house.parts.previews
    first = previews.keep(1, "<p>1</p>")
    last = [previews.keep(1, "<p>2</p>") for _ in range(200)][-1]
    assert (previews.of(1, first), previews.of(1, last), previews.of(2, last)) == (None, "<p>2</p>", None)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Edg/120.0",
            "Edge 120, Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/158.0.0.0 Safari/537.36", "Chrome 158, Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_1) AppleWebKit/605.1 Version/17.1 Safari/605.1",
            "Safari 17, macOS",
        ),
        ("Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/111.0 MicroMessenger/8.0.42", "WeChat 8, Android"),
        ("curl/8.0", "curl/8.0"),
        ("", "—"),
    ],
    ids=["Edge", "Chrome", "Safari", "WeChat", "another", "none"],
)
def test_a_browser_is_called_as_people_call_it(agent: str, said: str) -> None:
    assert browser(agent) == said

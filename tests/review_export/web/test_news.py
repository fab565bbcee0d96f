"""News of a call are told once, and whatever came between a page and its stream of them is told, too."""

import re

from intake.codes import Verdict
from tests.archive.filings import CALL
from tests.review_export.web.browsing import House
from tests.review_export.web.objects import enquiry, submission

BASE = f"/calls/{CALL.name}"
NEWS = re.compile(f'data-news="({BASE}/news[?]seen=([0-9.]+))"')


def test_what_came_after_the_page_was_drawn_is_told_at_once_and_not_again(house: House) -> None:
    office = house.office()
    path, seen = NEWS.search(office.get(f"{BASE}/today").text).groups()
    nothing_new = office.get(path).text
    assert nothing_new == f"retry: 3000\nid: {seen}\n\n"
    enquiry(house, CALL)
    told = office.get(path).text
    now = NEWS.search(office.get(f"{BASE}/today").text)[2]
    assert now != seen
    assert told == f'retry: 3000\nid: {now}\nevent: news\ndata: {{"queue": 0}}\n\n'
    assert "event:" not in office.get(path, **{"last-event-id": now}).text


def test_what_came_between_two_streams_is_told(house: House) -> None:
    office = house.office()
    before = NEWS.search(office.get(f"{BASE}/waiting").text)[2]
    assert "event:" not in office.get(f"{BASE}/news", **{"last-event-id": before}).text
    submission(house, CALL, "林下", Verdict.REVIEW)
    assert "event: news" in office.get(f"{BASE}/news", **{"last-event-id": before}).text


def test_figures_say_how_old_they_are(house: House) -> None:
    office = house.office()
    shown = office.get(f"{BASE}/today").text
    assert f'data-seen="{NEWS.search(shown)[2]}"' in shown


def test_a_page_that_isn_t_about_what_happens_has_none(house: House) -> None:
    assert not NEWS.search(house.office().get(f"{BASE}/organisations").text)

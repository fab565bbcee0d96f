"""A page that was drawn for one is another's, too, as long as nothing has happened and both may the same."""

from math import inf

import pytest

from archive.accounts import Grant, Role
from archive.today import Pulse
from intake.codes import Verdict
from review_export.web.drawn import DrawnPages
from review_export.web.routes import ENTRIES
from tests.archive.filings import CALL, NOON, OTHER_CALL
from tests.review_export.web.browsing import PASSWORD, Browser, House
from tests.review_export.web.objects import filed_in, submission

BASE = f"/calls/{CALL.name}"
NOW, LATER = Pulse(1, 0), Pulse(2, 0)


@pytest.fixture
def house(house: House) -> House:
    """Whose drawn pages count for as long as nothing happens, however slow the machine is."""
    return House(house.records, house.blobs, house.drawer, settings=house.settings, moment=inf)


def of_the_office(house: House, name: str, *calls: str) -> Browser:
    """Their account's name is a letter; what is shown of it has to be escaped."""
    grants = [Grant(Role.OFFICE, call) for call in calls or (CALL.name,)]
    return house.as_somebody(
        house.parts.people.add(f"clerk-{name}", f"<{name}>", PASSWORD, grants, "test", NOON, must_change=False)
    )


def test_it_is_drawn_once_at_a_pulse_for_each_key() -> None:
    pages, drawn = DrawnPages(inf), []

    def page(key: str, pulse: Pulse) -> str:
        return pages.of(key, pulse, lambda: drawn.append((key, pulse)) or f"{key}{pulse.line}")  # type: ignore[func-returns-value]

    assert [page("a", NOW), page("a", NOW), page("b", NOW), page("a", LATER)] == ["a1", "a1", "b1", "a2"]
    assert drawn == [("a", NOW), ("b", NOW), ("a", LATER)]


def test_it_counts_for_a_moment_only_and_not_all_are_kept() -> None:
    numbers = iter(range(1000))
    at_once, pages = DrawnPages(0), DrawnPages(inf)
    assert [at_once.of("a", NOW, lambda: str(next(numbers))) for _ in range(2)] == ["0", "1"]
    assert pages.of("first", NOW, lambda: "old") == "old"
    for number in range(300):
        pages.of(number, NOW, lambda: "")
    assert pages.of("first", NOW, lambda: "new") == "new"


def test_each_finds_their_own_name_and_token(house: House) -> None:
    one, other = of_the_office(house, "甲"), of_the_office(house, "乙")
    submission(house, CALL, "林下", Verdict.REVIEW)
    for path in (entry.path for entry in ENTRIES if entry.is_drawn_for_all and "{receipt}" not in entry.path):
        first, second = (browser.get(path.format(call=CALL.name)).text for browser in (one, other))
        assert "&lt;甲&gt;" in first
        assert "&lt;乙&gt;" in second
        assert "&lt;甲&gt;" not in second
        assert not {house.parts.drawn.marks.csrf, house.parts.drawn.marks.name} & set(first.replace('"', " ").split())
        assert (
            first.replace("&lt;甲&gt;", "&lt;乙&gt;").replace(one.csrf(f"{BASE}/today"), other.csrf(f"{BASE}/today"))
            == second
        )


def test_forms_of_a_page_drawn_for_another_work(house: House) -> None:
    one, other = of_the_office(house, "甲"), of_the_office(house, "乙")
    filed_in(house)
    one.get(f"{BASE}/letters")
    assert other.post("/account/sessions", page=f"{BASE}/letters").status_code == 303


def test_who_may_less_sees_their_own_page(house: House) -> None:
    office = of_the_office(house, "甲")
    archivist = house.as_somebody(house.person("archivist", Grant(Role.ARCHIVIST, CALL.name)))
    both = of_the_office(house, "丁", CALL.name, OTHER_CALL.name)
    for _ in range(2):
        assert "登记来件" in office.get(f"{BASE}/today").text
        assert "登记来件" not in archivist.get(f"{BASE}/today").text
        assert [f"/calls/{OTHER_CALL.name}/" in each.get(f"{BASE}/today").text for each in (office, both)] == [
            False,
            True,
        ]
        assert "Today" in office.get(f"{BASE}/today", **{"accept-language": "en"}).text


def test_what_happened_is_seen_at_once(house: House) -> None:
    office = of_the_office(house, "甲")
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    assert "林下" in office.get(f"{BASE}/waiting").text
    submission(house, CALL, "林中", Verdict.REVIEW)
    assert "林中" in office.get(f"{BASE}/waiting").text
    office.post(f"{BASE}/waiting/{receipt}", {"decide": "accept"}, f"{BASE}/waiting/{receipt}")
    assert "林下" not in office.get(f"{BASE}/waiting").text


def test_a_number_that_leads_elsewhere_is_no_page(house: House) -> None:
    office = of_the_office(house, "甲")
    assert [office.get(f"{BASE}/submissions/2020-29-9999X").status_code for _ in range(2)] == [404, 404]

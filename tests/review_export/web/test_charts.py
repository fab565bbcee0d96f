"""The call's pictures on a page: whose, which, in both languages."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from archive.accounts import Grant, Role
from archive.charted import charted
from archive.scores import Entered, SqlScores
from archive.views import activities
from intake.call import Organisation
from intake.codes import Verdict
from intake.scoring import Ballot
from review_export.charts import Gathered, svg
from tests.archive.filings import CALL, NOON
from tests.review_export.web.browsing import SCORED, Browser, House
from tests.review_export.web.objects import submission

HERE = f"/calls/{CALL.name}/charts"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def filed(house: House) -> tuple[str, ...]:
    several = (
        ("林中", Verdict.ACCEPTED),
        ("林上", Verdict.ACCEPTED),
        ("林下", Verdict.REVIEW),
        ("林外", Verdict.CORRECTION),
    )
    return tuple(submission(house, CALL, activity, verdict)[0] for activity, verdict in several)


def with_roster(house: House, category: str) -> House:
    """The same records; the call has a roster of one organisation."""
    call = replace(SCORED, roster=(Organisation(("中国云杉学会",), category),))
    return House(house.records, house.blobs, house.drawer, calls=(call,))


def titles(browser: Browser, language: str = "zh") -> list[str]:
    shown = browser.get(HERE, **{"accept-language": language})
    assert shown.status_code == 200
    return re.findall(r'<h2 class="hidden" id="[^"]+">([^<]+)</h2>', shown.text)


def reviewer(house: House) -> Browser:
    return house.as_somebody(house.person("reviewer", Grant(Role.REVIEWER, CALL.name)))


def scored(house: House, receipts: tuple[str, ...]) -> None:
    store = SqlScores(house.records)
    for name in ("江评", "河评"):
        values = {each.key: 80.0 + len(name) for each in SCORED.criteria}
        entered = [Entered(Ballot(name, receipt, values, ""), "网页", (receipt,)) for receipt in receipts[:2]]
        store.replace(CALL.name, entered, NOON, name)


def test_clerks_see_findings_and_reviewers_what_has_passed(house: House, filed: tuple[str, ...]) -> None:
    house = with_roster(house, "全国学会")
    everything = ["逐日收到的筹备方案", "名册单位报送筹备方案的情况", "核对意见的种类"]
    assert titles(house.office()) == everything
    assert titles(reviewer(house)) == everything[:2]
    assert "共2项" in reviewer_page(house)


def reviewer_page(house: House) -> str:
    return house.as_somebody(house.person("another", Grant(Role.REVIEWER, CALL.name))).get(HERE).text


def test_scores_once_the_round_has_ended(house: House, filed: tuple[str, ...]) -> None:
    scored(house, filed)
    office, judging = house.office(), reviewer(house)
    archivist = house.as_somebody(house.person("archivist", Grant(Role.ARCHIVIST, CALL.name)))
    of_scores = ["得分分布", "评审人之间的一致程度"]
    assert not {*of_scores} & {*titles(office), *titles(judging)}
    assert office.get(f"{HERE}/scores").status_code == 404
    SqlScores(house.records).close(CALL.name, "office", NOON)
    assert titles(office)[-2:] == titles(judging)[-2:] == of_scores
    assert not {*of_scores} & {*titles(archivist)}
    assert office.get(f"{HERE}/scores").status_code == 200


def test_in_english_by_the_reader_s_language(house: House, filed: tuple[str, ...]) -> None:
    shown = house.office().get(HERE, **{"accept-language": "en"}).text
    assert "筹备方案: arrivals by day" in shown
    assert "Up to the deadline" in shown
    assert "首次收到" not in shown


def test_each_with_its_numbers_and_as_a_file(house: House, filed: tuple[str, ...]) -> None:
    office = house.office()
    page = office.get(HERE).text
    assert '<th scope="row">04-16</th><td class="number">4</td>' in page
    path = re.findall(rf'href="({HERE}/arrivals[^"]+)" download', page)[0]
    taken = office.get(path)
    assert taken.headers["content-disposition"].startswith("attachment; filename*=UTF-8''2020-29-")
    assert ElementTree.fromstring(taken.content).tag.endswith("svg")
    assert taken.text.partition("?>\n")[2].strip() in page  # the same picture, byte for byte


def test_what_others_wrote_stays_words(house: House, filed: tuple[str, ...]) -> None:
    page = with_roster(house, HOSTILE).office().get(HERE).text
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)" in page


def test_counted_in_the_records_as_row_by_row(house: House, filed: tuple[str, ...]) -> None:
    for verdict in ("", Verdict.ACCEPTED.value):
        counted, by_rows = Gathered((CALL,)), Gathered((CALL,))
        counted.take(CALL.name, charted(house.records, CALL.name, ("modules",), verdict))
        for row in activities(house.records, CALL.name):
            if verdict in ("", row.verdict):
                by_rows.add(row)
                by_rows.options[CALL.name].update(row.fields["modules"])
        assert [svg(each) for each in counted.figures()] == [svg(each) for each in by_rows.figures()]
        assert counted.options == by_rows.options
        assert counted.options[CALL.name]["团结引领"] == (2 if verdict else 4)

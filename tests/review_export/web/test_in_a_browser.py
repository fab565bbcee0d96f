"""In a real Chromium: each role on its pages, ten decisions by keyboard, without scripts, and what strangers send."""

import os
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Route

from archive.accounts import Role
from intake.codes import Verdict
from review_export.web.routes import ENTRIES
from tests.archive.filings import BOX, CALL
from tests.review_export.web.browsing import House
from tests.review_export.web.objects import Objects, enquiry, filed_in, submission
from tests.review_export.web.served import signed_in
from tests.review_export.web.test_pages import BASE, HOSTILE

pytestmark = pytest.mark.parts
NO_PAGES = ("/mine", "/ranking", "/roster", "/news", "{letter}/page")  # files, news, and what stands in a frame
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TOO_WIDE = "region => region.scrollWidth > region.clientWidth"
LOOKS = (
    (WIDE, "light", "zh-CN"),
    (PHONE, "dark", "en-GB"),
    (WIDE, "dark", "en-GB"),
    (PHONE, "light", "zh-CN"),
)


@pytest.fixture
def house(served: House) -> House:
    return served


def pages_of(role: Role, objects: Objects) -> list[str]:
    """All pages that a role may see, of its call; pictures, originals and the stream of news are looked at elsewhere."""
    return [
        objects.path(entry.path, CALL)
        for entry in ENTRIES
        if entry.method == "GET"
        and entry.who.roles
        and role in entry.who.roles
        and not {"{sha256}", "{job}", "{figure}", "{wish}", "{preview}"} & set(entry.path.split("/"))
        and not entry.path.endswith(NO_PAGES)
    ] + ["/account"]


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_pages_in_order(house: House, browser: Browser, role: Role) -> None:
    objects = filed_in(house)
    found = []
    for size, scheme, locale in LOOKS if "SCREENSHOTS" in os.environ else LOOKS[:2]:
        context, watched = signed_in(house, browser, role.value, viewport=size, color_scheme=scheme, locale=locale)
        for path in pages_of(role, objects):
            answer = watched.page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            found += [f"{path}: {fault}" for fault in watched.faults()]
            found += [f"{path}: wider than {size['width']}"] if watched.is_wider_than_its_window() else []
            watched.picture(f"{role}{path.replace('/', '-')}-{size['width']}-{scheme}")
        found += watched.said
        context.close()
    assert found == []


def test_long_names_are_broken_and_nothing_is_wider_than_the_window(house: House, browser: Browser) -> None:
    for endless in ("很长的活动名称" * 70, "Endless" * 70):
        receipt, _ = submission(house, CALL, endless, Verdict.REVIEW)
        mail = enquiry(house, CALL, endless)
    lists = ("today", "waiting", "submissions", "letters", "search?q=活动", "organisations")
    paths = [
        *lists,
        f"waiting/{receipt}",
        f"waiting/mails/{mail}",
        f"submissions/{receipt}",
        f"submissions/{receipt}/amend",
    ]
    wider = []
    for size in (WIDE, PHONE):
        context, watched = signed_in(house, browser, "office", viewport=size, color_scheme="light", locale="zh-CN")
        for path in paths:
            watched.page.goto(f"{BASE}/{path}")
            wider += [f"{path} at {size['width']}"] if watched.is_wider_than_its_window() else []
            if size is WIDE or path in {"waiting", "submissions"}:
                wider += [
                    f"a table of {path}" for each in watched.page.locator(".scroll").all() if each.evaluate(TOO_WIDE)
                ]
            watched.picture(f"long-{path.partition('?')[0].replace('/', '-')}-{size['width']}")
        context.close()
    assert wider == []


def test_ten_decisions_by_keyboard_and_the_last_one_back(house: House, browser: Browser) -> None:
    for number in range(10):
        submission(house, CALL, f"活动{number}", Verdict.REVIEW)
    context, watched = signed_in(house, browser, "office")
    page = watched.page
    page.goto(f"{BASE}/waiting")
    page.click("tbody a")
    page.wait_for_url(f"**{BASE}/waiting/*")
    for _ in range(10):
        page.wait_for_load_state()  # the keys' script has run
        before = page.url
        page.keyboard.press("a")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
    page.wait_for_selector("text=没有等人处理的")
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=决定已收回")
    page.goto(f"{BASE}/waiting")
    assert page.locator("tbody tr").count() == 1
    assert watched.said == []
    context.close()


def test_the_seal_is_boxed_where_it_is(house: House, browser: Browser) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    context, watched = signed_in(house, browser, "office")
    watched.page.goto(f"{BASE}/waiting/{receipt}", wait_until="networkidle")
    picture = watched.page.locator(".paper img")
    assert picture.evaluate("image => image.naturalWidth") == 1200
    paper, stamp = picture.bounding_box(), watched.page.locator("rect.stamp").bounding_box()
    assert paper is not None
    assert stamp is not None
    left, top = (stamp["x"] - paper["x"]) / paper["width"], (stamp["y"] - paper["y"]) / paper["height"]
    assert (left, top) == pytest.approx((BOX[0], BOX[1]), abs=0.01)
    assert watched.said == []
    context.close()


def test_a_field_s_place_is_lit_in_the_picture(house: House, browser: Browser) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW, "主办单位名称：中国云杉学会")
    for scripts in (True, False):
        context, watched = signed_in(house, browser, "office", java_script_enabled=scripts)
        page = watched.page
        page.goto(f"{BASE}/waiting/{receipt}")
        lit = page.locator("#f-host_organisation rect")
        before = lit.evaluate("each => getComputedStyle(each).stroke")
        page.click("a[data-lit=f-host_organisation]")
        assert before == "none"
        assert lit.evaluate("each => getComputedStyle(each).stroke") != "none"
        assert watched.said == []
        context.close()


def test_without_scripts_everything_is_served_and_decided(house: House, browser: Browser) -> None:
    objects = filed_in(house)
    context, watched = signed_in(house, browser, "office", java_script_enabled=False)
    for path in pages_of(Role.OFFICE, objects):
        answer = watched.page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert watched.page.locator("h1").count() == 1, path
    watched.page.goto(f"{BASE}/waiting")
    watched.page.click("tbody a:text('林下')")
    watched.page.click("button[value=accept]")
    watched.page.wait_for_selector("text=决定已记下")
    context.close()


def test_what_strangers_send_does_nothing(house: House, browser: Browser) -> None:
    receipt, sha256 = submission(house, CALL, HOSTILE, Verdict.REVIEW)
    digest = enquiry(house, CALL, HOSTILE)
    context, watched = signed_in(house, browser, "office")
    for path in (
        "today",
        "waiting",
        f"waiting/{receipt}",
        f"waiting/mails/{digest}",
        f"submissions/{receipt}",
        "letters",
    ):
        watched.page.goto(f"{BASE}/{path}")
    assert watched.said == []
    original = context.request.get(f"{BASE}/submissions/{receipt}/documents/{sha256}")
    assert original.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in original.headers["content-security-policy"]
    context.close()


def test_figures_change_even_if_the_news_came_before_they_were_listened_for(house: House, browser: Browser) -> None:
    context, watched = signed_in(house, browser, "office")
    came: list[str] = []

    def meanwhile(route: Route) -> None:
        if not came:
            came.append(enquiry(house, CALL))
        route.continue_()

    watched.page.route("**/news?*", meanwhile)
    watched.page.goto(f"{BASE}/today")
    watched.page.wait_for_selector(".tile.review b:text('1')")
    assert len(came) == 1
    assert watched.said == []
    context.close()


def test_figures_that_are_older_than_the_news_are_asked_for_again(house: House, browser: Browser) -> None:
    context, watched = signed_in(house, browser, "office")
    page, asked = watched.page, []
    page.clock.install()
    page.goto(f"{BASE}/today")
    before = context.request.get(f"{BASE}/today").text()

    def lags_once(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(body=before, content_type="text/html; charset=utf-8")

    page.route("**/today", lags_once)
    with page.expect_response("**/today"):
        enquiry(house, CALL)
    page.clock.run_for(11_000)
    page.wait_for_selector(".tile.review b:text('1')")
    assert len(asked) >= 2
    assert watched.said == []
    context.close()


def test_a_page_that_nobody_looks_at_keeps_no_connection_and_hears_afterwards(house: House, browser: Browser) -> None:
    context, watched = signed_in(house, browser, "office")
    page = watched.page
    page.goto(f"{BASE}/today")
    turn = (
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });"
        " document.dispatchEvent(new Event('visibilitychange')); }"
    )
    with page.expect_event("requestfailed", lambda request: "/news?" in request.url):  # taken back by the page itself
        page.evaluate(turn, True)
    enquiry(house, CALL)
    with page.expect_request("**/news?*"):
        page.evaluate(turn, False)
    page.wait_for_selector(".tile.review b:text('1')")
    assert watched.said == []
    context.close()


def test_figures_of_today_change_by_themselves(house: House, browser: Browser) -> None:
    context, watched = signed_in(house, browser, "office")
    watched.page.goto(f"{BASE}/today")
    enquiry(house, CALL)
    watched.page.wait_for_selector(".tile.review b:text('1')")
    assert watched.said == []
    context.close()


def test_scored_taken_along_and_opened_again(house: House, browser: Browser, tmp_path: Path) -> None:
    for number in range(2):
        submission(house, CALL, f"活动{number}", Verdict.ACCEPTED)
    context, watched = signed_in(house, browser, "reviewer", accept_downloads=True)
    page = watched.page
    page.click("text=评下一项")
    for number in range(2):
        page.wait_for_selector(f"h1:text('活动{number}')")
        for key in ("theme", "feature", "organising", "effect"):
            page.fill(f"[name=score-{key}]", str(80 + number))
        page.click("text=保存，评下一项")
    page.wait_for_selector("text=归您评2项，已评2项")
    with page.expect_download() as coming:
        page.click("text=下载我的评分表")
    coming.value.save_as(tmp_path / "mine.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "mine.xlsx")["评分表-reviewer"]
    assert [[cell.value for cell in row[4:8]] for row in sheet.iter_rows(min_row=3)] == [[80] * 4, [81] * 4]
    assert watched.said == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_table_is_taken_along(house: House, browser: Browser, tmp_path: Path, scripts: bool) -> None:
    submission(house, CALL, "林下", Verdict.ACCEPTED)
    context, watched = signed_in(house, browser, "office", accept_downloads=True, java_script_enabled=scripts)
    page = watched.page
    page.click("nav a:text-is('导出')")
    page.click("button:text-is('导出')")  # a quick machine sends the file at once
    while not scripts and page.locator("#jobs a[download]").count() == 0:
        page.goto(f"{BASE}/exports")
    page.wait_for_selector("#jobs a[download]")
    with page.expect_download() as coming:
        page.click("#jobs a[download]")
    coming.value.save_as(tmp_path / "all.xlsx")
    assert openpyxl.load_workbook(tmp_path / "all.xlsx")["活动汇总"]["D2"].value == "林下"
    assert watched.said == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_field_a_finding_and_a_belonging_are_set_right_and_taken_back(
    house: House, browser: Browser, scripts: bool
) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.REVIEW)
    context, watched = signed_in(house, browser, "office", java_script_enabled=scripts)
    page = watched.page
    page.goto(f"{BASE}/waiting/{receipt}")
    page.click("text=更正、补充、改归属")
    page.fill("[name=field-host_organisation]", "中国雪松学会")
    page.click("button:text-is('保存更正')")
    page.wait_for_selector(".brief >> text=中国雪松学会")
    page.click("text=更正、补充、改归属")
    page.select_option("[name=code]", "field_invalid")
    page.fill("[name=says]", "主办单位的名称请写全称。")
    page.click("button:text-is('补充')")
    page.wait_for_selector(".findings >> text=主办单位的名称请写全称。")
    page.click(".said button")
    page.wait_for_selector("text=决定已收回")
    assert page.locator(".findings >> text=主办单位的名称请写全称。").count() == 0
    page.goto(f"{BASE}/submissions/{receipt}/amend")
    page.check("[name=to][value=new]")
    page.click("button:text-is('改归属')")
    page.wait_for_selector("text=指定归属")
    page.click(".timeline li:has-text('更正栏目') button")
    page.wait_for_selector("text=决定已收回")
    page.goto(f"{BASE}/submissions/{receipt}")
    page.wait_for_selector(".timeline li:has-text('更正栏目') >> text=已收回")
    assert watched.said == []
    context.close()


def test_without_scripts_a_reviewer_scores_too(house: House, browser: Browser) -> None:
    receipt, _ = submission(house, CALL, "林下", Verdict.ACCEPTED)
    context, watched = signed_in(house, browser, "reviewer", java_script_enabled=False)
    page = watched.page
    page.goto(f"{BASE}/activities/{receipt}")
    page.fill("[name=score-theme]", "101")
    page.click("text=保存，评下一项")
    page.wait_for_selector("text=主题契合是101，应为0到100")
    page.fill("[name=score-theme]", "100")
    page.click("button:text-is('保存')")
    page.wait_for_selector("text=评分已保存")
    page.click("text=与这家单位有利害关系")
    page.click("text=回避这家单位")
    page.wait_for_selector("text=归您评0项")
    context.close()

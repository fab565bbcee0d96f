"""In a real Chromium: an office's afternoon from page to page, and a clerk who has no mouse."""

import csv
import io

import pytest
from playwright.sync_api import Browser, Page, expect

from archive.accounts import Grant, Role
from intake.codes import Verdict
from tests.archive.filings import CALL
from tests.review_export.web.browsing import PASSWORD, House
from tests.review_export.web.objects import a_page, submission
from tests.review_export.web.served import signed_in

pytestmark = pytest.mark.parts
BASE = f"/calls/{CALL.name}"
UNITS = tuple(
    f"中国{tree}{kind}学会" for tree in "松柏杉桐槐榆柳桦枫" for kind in ("培育", "观赏", "木材", "林下", "果实")
)


def roster_file() -> bytes:
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(("单位名称", "类别", "邮箱"))
    rows.writerows((name, "全国学会", f"office{number}@tree.example.org") for number, name in enumerate(UNITS))
    return written.getvalue().encode("utf-8-sig")


def ticked(page: Page) -> list[str]:
    return page.locator(".due input").evaluate_all("all => all.map(each => each.value)")


def test_an_afternoon_of_the_office(served: House, browser: Browser) -> None:
    served.person("everywhere", Grant(Role.OFFICE))  # a reminder to somebody silent names no call
    context, watched = signed_in(served, browser, "everywhere")
    page = watched.page
    page.goto(f"{BASE}/letters")
    page.click("text=信件模板")
    page.click("li:has-text('催报') a:text-is('文字版')")
    source = page.input_value("#source")
    page.fill("#source", source + "\n盼复为荷！\n")
    expect(page.locator("#preview pre").first).to_contain_text("盼复为荷！")  # by itself, shortly after the last key
    page.click("#preview summary")
    expect(page.frame_locator("#preview iframe").locator("body")).to_contain_text("盼复为荷！")
    page.click("button:text-is('保存')")
    page.wait_for_selector("text=已保存")
    page.goto(f"{BASE}/roster/import")
    page.set_input_files("[name=file]", {"name": "名册.csv", "mimeType": "text/csv", "buffer": roster_file()})
    page.click("text=看看有什么变化")
    expect(page.locator("summary:has-text('新增') .count")).to_have_text(str(len(UNITS)))
    page.click("text=按这份更新名册")
    page.wait_for_selector("text=名册已更新")
    page.goto(f"{BASE}/reminders")
    seen = ticked(page)
    for _ in range(2):
        page.click("a[rel=next]")
        seen += ticked(page)
    assert page.locator("a[rel=next]").count() == 0
    assert seen == list(UNITS)  # in pages of twenty, nobody twice and nobody left out
    page.click("text=拟好，逐封过目后放行")
    page.wait_for_selector("text=提醒已拟好")
    assert page.locator("article.letter").count() == len(UNITS) % 20
    page.click("article summary:text-is('信的内容') >> nth=0")
    letter = page.frame_locator("article iframe >> nth=0").locator("body")
    expect(letter).to_contain_text("盼复为荷！")
    assert (
        letter.evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(244, 245, 247)"
    )  # its own styles count
    page.goto(f"{BASE}/entering")
    page.fill("[name=organisation]", UNITS[0])
    page.set_input_files("[name=files]", {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": a_page("来件")})
    page.click("button:text-is('登记')")
    page.wait_for_selector("text=已登记，正在排队核对")
    page.wait_for_selector("li:has-text('等待核对')")
    assert watched.said == []
    context.close()


def test_an_administrator_tries_each_part(served: House, browser: Browser) -> None:
    context, watched = signed_in(served, browser, "administrator")
    page = watched.page
    page.goto("/settings")
    for number in range(page.locator("button[name=part]").count()):
        page.locator("button[name=part]").nth(number).click()
        page.wait_for_selector(".looks")
    page.goto("/users")
    page.fill("form.stack [name=name]", "新同事")
    page.check("form.stack [value='archivist@']")
    page.click("button:text-is('开户')")
    page.wait_for_selector("text=密码只显示这一次")
    assert page.locator("tbody tr:has-text('新同事') [value='archivist@']").is_checked()
    assert watched.said == []
    context.close()


def test_without_a_mouse_one_signs_in_finds_the_way_and_decides(served: House, browser: Browser) -> None:
    submission(served, CALL, "林下", Verdict.REVIEW)
    context = browser.new_context(locale="en-GB", base_url=served.address, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/login")
    go_to(page, "[name=name]")
    page.keyboard.type("office")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BASE}/today")
    go_to(page, ".menu")
    page.keyboard.press("Space")
    go_to(page, f"nav a[href='{BASE}/waiting']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BASE}/waiting")
    go_to(page, ".skip")
    page.keyboard.press("Enter")
    go_to(page, "tbody a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{BASE}/waiting/*")
    go_to(page, "button[value=accept]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Nothing waits for a person")
    context.close()


def go_to(page: Page, selector: str) -> None:
    """By Tab alone; wherever one comes by on the way, it can be seen that one is there."""
    page.wait_for_load_state()
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.locator(":focus")
        if here.count() == 0:
            continue  # the browser's own
        marked = "each => (each.matches('.menu') ? each.parentElement.querySelector('label') : each)"
        assert here.evaluate(f"each => getComputedStyle(({marked})(each)).outlineStyle") != "none"
        if here.evaluate("(each, wanted) => each.matches(wanted)", selector):
            return
    raise AssertionError(f"no way to {selector} by Tab")

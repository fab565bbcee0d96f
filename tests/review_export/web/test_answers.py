"""What every answer carries, what goes wrong and how it looks, and both languages."""

import pytest
from babel.messages.pofile import read_po

from intake.errors import StoreError
from review_export.web import language
from review_export.web.rendering import environment
from tests.review_export.web.browsing import House
from tests.review_export.web.wording import WEB, all_wording, outside_gettext


@pytest.mark.parametrize("path", ["/login", "/healthz", "/no-such-page", "/static/x/app.css", "/account"])
def test_every_answer_is_guarded(house: House, path: str) -> None:
    headers = house.visitor().get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_pages_aren_t_kept_and_files_are_until_they_change(house: House) -> None:
    browser = house.visitor()
    page = browser.get("/login")
    assert page.headers["cache-control"] == "no-store"
    sheet = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    kept = browser.get(sheet)
    assert "immutable" in kept.headers["cache-control"]
    assert "set-cookie" not in house.visitor().get(sheet).headers
    assert browser.get("/static/x/../app.py").status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a@127.0.0.1"])
def test_another_name_in_host_is_refused(house: House, host: str) -> None:
    answer = house.visitor().get("/login", host=host)
    assert answer.status_code == 400
    assert "nosniff" in answer.headers["x-content-type-options"]


def test_the_service_says_that_it_lives_and_whether_it_could_serve(house: House) -> None:
    browser = house.visitor()
    assert browser.get("/healthz").text == "ok\n"
    assert browser.get("/readyz").text == "ready\n"


def test_a_database_out_of_reach_is_told_without_a_word_about_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise StoreError("数据库/secret/place打不开")

    monkeypatch.setattr(house.records, "reading", refuse)
    browser = house.visitor()
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200
    browser.token = "anything"
    shown = browser.get("/account")
    assert (shown.status_code, "secret" in shown.text) == (503, False)


def test_a_fault_of_ours_is_a_page_without_a_traceback(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(house.parts.attempts), "admit", lambda *_: 1 / 0)
    shown = house.visitor(faults_raise=False).sign_in("li")
    assert shown.status_code == 500
    assert "ZeroDivisionError" not in shown.text
    assert "script-src 'self'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.1", "en"),
        ("fr,en;q=0.3,zh;q=0.2", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("en;q=x,;q=1,," + "zh," * 999, "zh"),
    ],
)
def test_the_language_is_the_browser_s(accepted: str, expected: str) -> None:
    assert language.chosen({}, accepted) == expected
    assert language.chosen({"language": "en"}, accepted) == "en"
    assert language.chosen({"language": "xx"}, accepted) == expected


def test_the_language_can_be_changed(house: House) -> None:
    browser = house.visitor()
    assert "登录" in browser.get("/login").text
    assert browser.post("/language", {"language": "en", "next": "/login"}).headers["location"] == "/login"
    shown = browser.get("/login").text
    assert "Sign in" in shown
    assert '<html lang="en">' in shown


def test_all_wording_has_its_english_and_no_english_is_left_over() -> None:
    with (WEB / "translations" / "en.po").open("rb") as file:
        english = {entry.id if isinstance(entry.id, str) else entry.id[0]: entry for entry in read_po(file)}
    del english[""]
    assert english.keys() == all_wording()
    assert [key for key, entry in english.items() if not all(entry.string) or entry.fuzzy] == []
    assert list(outside_gettext()) == []


def test_translated_words_are_escaped_all_the_same() -> None:
    for each in ("zh", "en"):
        template = environment(each).from_string("{{ _(words) }}{% trans n=words %}{{ n }}{% endtrans %}")
        assert template.render(words="<b>") == "&lt;b&gt;" * 2

"""The office's own templates: tried before they are used, and what is wrong with one is said with its file and line."""

import pytest

from intake.letters.trial import faults_of, samples
from intake.letters.wording import FORMS, KINDS, SHIPPED, Wording, shipped_source

TEXT = shipped_source("awaited.txt.j2")


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_template_passes_its_own_trial(kind: str) -> None:
    own = {f"{kind}.{form}.j2": shipped_source(f"{kind}.{form}.j2") + " " for form in FORMS}
    assert list(faults_of(Wording(own))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_sample_can_be_worded(kind: str) -> None:
    for view in samples(kind):
        text, html = SHIPPED.worded(kind, view)
        assert text.startswith("中国云杉工程学会：\n\n")
        assert html.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("edited", "said"),
    [
        (TEXT.replace("letter.received", "letter.recieved"), "第4行：没有letter.recieved这一项，是不是received？"),
        (TEXT.replace("submission.awaited", "submission.waited"), "没有submission.waited这一项，是不是awaited？"),
        (TEXT + "{% if false %}{{ letter.nothing_such }}{% endif %}", "没有letter.nothing_such这一项"),
        (TEXT.replace("letter.greeting", "greeting"), "没有greeting这一项"),
        (TEXT.replace("parts.ask", "parts.asks"), "没有parts.asks这一项，是不是ask？"),
        (TEXT + "{% if %}", "写法不对，请改正"),
        (TEXT + "{{ letter.files|nofilter }}", "写法不对，请改正"),
        (TEXT + "{{ letter.files[7].name }}", "试填失败，请改正"),
        (TEXT + "{{ letter.until + 1 }}", "试填失败，请改正"),
        (TEXT.replace("不代表审核通过或入选", ""), "须写有“本邮件仅确认收到材料，不代表审核通过或入选”"),
        (TEXT.replace("{{ parts.numbered(submission.faults) }}", ""), "没有写出要补正的问题"),
        ("{{ letter.greeting }}本邮件仅确认收到材料，不代表审核通过或入选", "没有写收件编号"),
    ],
)
def test_what_is_wrong_is_said_before_any_letter(edited: str, said: str) -> None:
    found = list(faults_of(Wording({"awaited.txt.j2": edited})))
    assert found[0].startswith("模板awaited.")
    assert said in found[0]


def test_the_neutral_receipt_names_no_finding() -> None:
    edited = shipped_source("receipt.txt.j2") + "{% for each in letter.faults %}{{ each }}{% endfor %}"
    assert list(faults_of(Wording({"receipt.txt.j2": edited}))) == [
        "模板receipt.txt.j2：这封信不能写核对出的问题，请删去"
    ]


def test_the_page_follows_the_text_that_was_edited_alone() -> None:
    wording = Wording({"late.txt.j2": shipped_source("late.txt.j2").replace("妥善登记", "<b>登记")})
    assert list(faults_of(wording)) == []
    text, html = wording.worded("late", samples("late")[0])
    assert "并已<b>登记。" in text
    assert "并已&lt;b&gt;登记。" in html
    assert "2020-29-0017K" in html


def test_the_page_alone_is_not_enough() -> None:
    found = list(faults_of(Wording({"late.html.j2": shipped_source("late.html.j2")})))
    assert found == ["模板late.html.j2：只改了网页版，请同时放一份late.txt.j2，两种格式说的要一样"]

"""What pages are made of is made once where it can be, and says the same."""

from dataclasses import replace

from archive.listing import Submission
from review_export.web.language import CHINESE, ENGLISH
from review_export.web.rendering import environment
from tests.archive.filings import NOON

EACH = Submission("2020-29-0001-0", "plan", "<林下>", "", "review", NOON, 1, "")


def test_constant_words_are_translated_and_others_when_they_are_known() -> None:
    said = environment(ENGLISH).from_string("{{ _('今日') }} {{ _(word) }} {{ _('今日') if no else _('设置') }}{{ _ }}")
    assert said.render(word="待处理", no=False, _=str).startswith("Today 待处理 Settings")
    assert environment(CHINESE).from_string("{{ _('今日') }}{{ '_(' }}").render() == "今日_("


def test_a_row_is_made_once_and_anew_where_anything_of_it_is_different() -> None:
    kept = environment(CHINESE).globals["kept"]
    row = kept("rows.html", "submission", EACH, "报送", "", "/calls/a/submissions")
    assert "&lt;林下&gt;" in row
    assert kept("rows.html", "submission", replace(EACH), "报送", "", "/calls/a/submissions") is row
    decided = kept("rows.html", "submission", replace(EACH, verdict="accepted"), "报送", "", "/calls/a/submissions")
    elsewhere = kept("rows.html", "submission", EACH, "报送", "", "/calls/b/submissions")
    assert "材料齐全" in decided
    assert "材料齐全" not in row
    assert "/calls/b/" in elsewhere
    assert kept("rows.html", "submission", EACH, "报送", "已撤回", "/calls/a/submissions") != row

"""Answers that wrap in narrow cells of a page: read whole, or not at all."""

import pytest

from parsers.facts import Line, Page, PagedDocument, TextSource
from parsers.form import read_paged
from tests.forms import SPEC

# text, left, top, right, bottom in thousandths: how a recogniser read the form as LibreOffice prints it
SCAN = (
    ("主办单位名", 113, 222, 225, 243),
    ("称", 116, 241, 146, 259),
    ("主题活动名", 113, 256, 225, 277),
    ("称", 116, 274, 146, 292),
    ("主题活动模", 114, 290, 226, 311),
    ("块", 118, 307, 146, 327),
    ("(请在相应", 128, 323, 228, 344),
    ("模块划√，", 116, 338, 216, 361),
    ("可多选)", 115, 354, 197, 379),
    ("承办单位名", 116, 374, 228, 395),
    ("称", 114, 391, 151, 412),
    ("联系人", 113, 407, 188, 429),
    ("云湖市量子生态学会", 243, 221, 433, 242),
    ("“星火同行”科技工作者座谈活动", 244, 254, 533, 276),
    ("团结引领", 239, 288, 332, 310),
    ("(√)", 253, 307, 295, 328),
    ("建家办事", 363, 287, 457, 311),
    ("()", 378, 308, 406, 327),
    ("为民服务", 490, 286, 580, 308),
    ("( )", 501, 305, 533, 328),
    ("开放合作", 617, 287, 708, 310),
    ("（）", 626, 304, 659, 327),
    ("表彰发布", 744, 286, 833, 308),
    ("()", 756, 305, 782, 325),
    ("云湖市科技馆", 243, 371, 372, 395),
    ("姓名", 241, 406, 306, 429),
    ("林知远", 369, 406, 439, 428),
    ("办公电话", 616, 401, 712, 428),
    ("0712)86", 742, 418, 854, 443),
    ("23 4410", 744, 437, 840, 458),
    ("0712-", 744, 455, 812, 474),
    ("86234411", 744, 471, 856, 491),
    ("手机", 241, 457, 308, 480),
    ("电子邮箱", 243, 491, 334, 511),
    ("13912340087", 372, 458, 517, 476),
    ("传", 619, 456, 654, 477),
    ("真", 641, 457, 695, 477),
    ("linzhiyuan@yunhu-qe.example.cn", 366, 491, 722, 509),
    ("二、工作方案", 120, 509, 248, 530),
    ("组织院士专家走进社区学校企业，开展科普报告。", 120, 530, 850, 550),
)


def read(
    *changes: tuple[str, str],
    source: TextSource = TextSource.OCR,
    added: tuple[tuple[str, int, int, int, int], ...] = (),
) -> dict[str, object]:
    """The one form on the page, where each change replaces a text; by "" it is lost."""
    new = dict(changes)
    assert set(new) <= {text for text, *_ in SCAN}
    lines = tuple(
        Line(text, (left / 1000, top / 1000, right / 1000, bottom / 1000), 0.98)
        for was, left, top, right, bottom in (*SCAN, *added)
        if (text := new.get(was, was))
    )
    (form,) = read_paged(PagedDocument((Page(1, 595, 842, lines, source),), 1, 0), [SPEC]).forms
    return {reading.key: reading.value for reading in form.fields}


@pytest.mark.parametrize("source", [TextSource.OCR, TextSource.NATIVE])
def test_a_form_in_narrow_cells(source: TextSource) -> None:
    assert read(source=source) == {
        "submitted_on": None,
        "host_organisation": "云湖市量子生态学会",
        "activity_name": "“星火同行”科技工作者座谈活动",
        "modules": ("团结引领",),
        "co_organisers": "云湖市科技馆",
        "contact_name": "林知远",
        "contact_office_phone": "0712-86234410",
        "contact_mobile": "13912340087",
        "contact_fax": "0712-86234411",
        "contact_email": "linzhiyuan@yunhu-qe.example.cn",
        "plan_text": "组织院士专家走进社区学校企业，开展科普报告。",
    }


@pytest.mark.parametrize(
    ("was", "became", "modules"),
    [
        ("( )", "(✓)", ("团结引领", "为民服务")),
        ("( )", "", None),  # its mark is lost
        ("( )", "(", None),
        ("( )", "(J)", None),  # a tick, or dirt
        ("表彰发布", "", None),
        ("表彰发布", "表影发布", None),
        ("(√)", "()", None),  # none is ticked
    ],
)
def test_modules_are_told_only_where_each_ones_mark_is_read(
    was: str, became: str, modules: tuple[str, ...] | None
) -> None:
    assert read((was, became))["modules"] == modules


def test_ticks_without_brackets() -> None:
    bare = (("(√)", "√"), ("()", ""), ("( )", ""), ("（）", ""))
    assert read(*bare)["modules"] == ("团结引领",)
    assert read(*bare, ("(√)", ""))["modules"] is None  # none of the options, not all of them


@pytest.mark.parametrize(
    ("was", "became", "key"),
    [
        ("23 4410", "", "contact_office_phone"),
        ("0712-", "", None),  # the local number is a whole one
        ("86234411", "8623441", None),  # seven digits may be one
        ("86234411", "86", "contact_fax"),
        ("13912340087", "1391234008", "contact_mobile"),
        ("linzhiyuan@yunhu-qe.example.cn", "linzhiyuanyunhu-qe.example.cn", "contact_email"),
    ],
)
def test_what_cant_be_the_answer_is_left_out(was: str, became: str, key: str | None) -> None:
    whole, found = read(), read((was, became))
    lost = {field for field in whole if whole[field] is not None and found[field] is None}
    assert lost == ({key} if key else set())


def test_a_name_over_two_lines() -> None:
    found = read(added=(("暨青年论坛", 244, 273, 380, 290),))
    assert found["activity_name"] == "“星火同行”科技工作者座谈活动暨青年论坛"
    assert found["modules"] == ("团结引领",)

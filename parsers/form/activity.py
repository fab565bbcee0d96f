"""Which activity a title or a report's first sentences speak of."""

import re

from parsers.form.names import UNIT_END

_QUOTED = re.compile(r"[“《「『\"]([^“”《》「」『』\"]{2,60})[”》」』\"]")
_PRAISE = r"(?:特色|亮点|优秀|典型|重点|品牌|系列){0,8}"
_PAPER = re.compile(
    rf"{_PRAISE}(?:主题)?(?:活动)?(?:开展)?(?:情况)?(?:的)?(?:工作)?"
    r"(?:总结报告|活动总结|工作总结|活动小结|工作小结|总结|小结|报告|汇报|材料|实施方案|工作方案|活动方案|筹备方案|方案)(?:[（(].{1,16}[)）])?$"
)
_UNIT_FIRST = re.compile(
    rf"^(?:关于)?([\u4e00-\u9fff（）()·]{{2,30}}?{UNIT_END})(?=[“《「\"]|关于|开展|举办|\d{{2,4}}年)"
)
_YEAR_FIRST = re.compile(r"^(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:度)?")
_DOING = re.compile(r"^(?:关于)?(?:组织)?(?:开展|举办|举行)?(?:好|了)?")
_NOT_A_NAME = re.compile(r"^(?:活动|工作|项目|特色|亮点|优秀|典型|重点|品牌|年度|主题|全国|的|和)*$")
_OPENING = 600  # characters of a text's beginning that introduce the activity


def activity_in_title(title: str) -> str:
    """The quoted name in a title, with what belongs to it, else the title without unit, year and paper's kind; "" where it names none.

    A quoted day behind a year (2020年“…日”) is the occasion, not the activity.
    """
    names = [match for match in _QUOTED.finditer(title) if not _is_occasion(title, match)]
    if names:
        return _quoted_name(title, names[-1])
    if _QUOTED.search(title):
        return ""
    stem = _YEAR_FIRST.sub("", _DOING.sub("", _without_unit(title)))
    name = _PAPER.sub("", stem).strip("—-")
    return name if name != stem and not _NOT_A_NAME.match(name) else ""


def _quoted_name(title: str, match: re.Match[str]) -> str:
    """The quoted words alone before 活动总结报告 or a subtitle; with what they are a part of: “…”科技工作者座谈活动."""
    behind = title[match.end() :]
    more = _PAPER.sub("", behind)
    if more == behind or _NOT_A_NAME.match(more) or more.startswith("—"):
        return match[1]
    return f"{match[0]}{more}{'活动' if behind[len(more) :].startswith('活动') else ''}"


def activity_in_text(text: str, title: str) -> str:
    """The first quoted name that the text's beginning calls an activity; "" where there is none."""
    opening = re.sub(r"\s+", "", text[:_OPENING])
    for match in _QUOTED.finditer(opening):
        behind = opening[match.end() : match.end() + 8]
        if "活动" in behind and match[1] not in title and not _is_occasion(opening, match):
            return match[1]
    return ""


def unit_before_activity(title: str) -> str:
    """The organisation that a title begins with: …学会“…”活动总结报告."""
    found = _UNIT_FIRST.match(title)
    return found[1] if found else ""


def _without_unit(title: str) -> str:
    found = _UNIT_FIRST.match(title)
    return title[found.end(1) :] if found else title


def _is_occasion(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()]
    return match[1].endswith(("日", "周", "月")) and bool(
        re.search(r"年(?:度)?$|^$|第.{1,5}届?$", before) or "全国" in match[1]
    )

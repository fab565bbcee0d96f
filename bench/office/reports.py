"""Reports without a form, as offices write them: title, unit, activity, text, and where each of them stands."""

from dataclasses import dataclass
from random import Random

from bench.office import names, writings
from bench.office.wordml import Cell, Package, paragraph, picture, table, text

_CENTRED = '<w:jc w:val="center"/>'
_RIGHT = '<w:jc w:val="right"/>'
_HEADINGS = ("一、活动概况", "二、主要做法", "三、活动成效", "四、经验与不足", "（一）精心组织", "（二）广泛发动")


@dataclass(frozen=True)
class Report:
    """A docx and what it says; `organisation` and `activity` are "" where it doesn't clearly say them."""

    name: str
    data: bytes
    title: str
    organisation: str
    activity: str
    text: str
    habits: tuple[str, ...]


def report(seed: int, number: int) -> Report:
    """The report with this number in the run with this seed."""
    rng = Random(f"{seed}/report/{number}")
    unit, activity = names.organisation(rng), f"{rng.choice(names.THEMES)}{rng.choice(names.EVENTS)}"
    habit, title_lines, names_activity = _title(rng, unit, activity)
    where_unit = rng.choice(("signature", "under the title", "labelled", "in a table", "signature"))
    where_activity = "title" if names_activity else rng.choice(("labelled", "in a table", "first sentence"))
    body = [paragraph(text(rng.choice(("附件2", "附件", "附件2："))))] if rng.random() < 0.2 else []
    body += [paragraph(text(_set(rng, line)), properties=_CENTRED) for line in title_lines]
    body += _head(rng, where_unit, where_activity, unit, activity)
    lines = _text(rng, unit, activity, where_activity == "first sentence")
    for line in lines:
        body.append(paragraph(text(rng.choice(("　　", "    ", "")) + line)))
        if rng.random() < 0.1:
            body.append(paragraph(picture(120, 80), properties=_CENTRED))
    body += _signature(rng, unit if where_unit == "signature" or rng.random() < 0.4 else "")
    habits = (habit, f"unit: {where_unit}", f"activity: {where_activity}")
    package = Package(body)
    return Report(f"report-{number}", package.data(), "".join(title_lines), unit, activity, "\n".join(lines), habits)


def _set(rng: Random, line: str) -> str:
    return rng.choice((line, line, f"　{line}　", f"  {line}"))


def _title(rng: Random, unit: str, activity: str) -> tuple[str, list[str], bool]:
    """The title's lines, and whether it names the activity."""
    paper = rng.choice(("总结报告", "活动总结", "工作总结报告", "总结"))
    return rng.choice(
        (
            ("activity quoted", [f"“{activity}”{paper}"], True),
            ("activity quoted, two lines", [f"“{activity}”", paper], True),
            ("the day's own name", ["2020年“全国科技工作者日”", f"特色亮点活动{paper}"], False),
            ("unit first", [f"{unit}“{activity}”{paper}"], True),
            ("about", [f"关于“{activity}”的{paper}"], True),
            ("paper alone", [rng.choice(("总结报告", "活动总结报告"))], False),
            ("subtitle", ["传承科学精神　凝聚奋进力量".replace("　", "，"), f"——“{activity}”{paper}"], True),
        )
    )


def _head(rng: Random, where_unit: str, where_activity: str, unit: str, activity: str) -> list[str]:
    head = []
    if where_unit == "under the title":
        head.append(paragraph(text(unit), properties=_CENTRED))
    if where_unit == "labelled":
        head.append(
            paragraph(
                text(rng.choice(("报送单位：{}", "主办单位：{}", "报送单位（盖章）：{}", "单位名称: {}")).format(unit))
            )
        )
    if where_activity == "labelled":
        head.append(
            paragraph(text(rng.choice(("活动名称：{}", "主题活动名称：{}", "活动名称：“{}”")).format(activity)))
        )
    rows = [
        (label, value)
        for label, value, place in (("报送单位", unit, where_unit), ("活动名称", activity, where_activity))
        if place == "in a table"
    ]
    if rows:
        head.append(table([[Cell(paragraph(text(a)), 3), Cell(paragraph(text(b)), 9)] for a, b in rows]))
    if rng.random() < 0.15:
        head.append(paragraph(text(f"（{writings.a_date(rng).value[:4]}年6月10日）"), properties=_CENTRED))  # type: ignore[index]
    return head


def _text(rng: Random, unit: str, activity: str, says_activity: bool) -> list[str]:
    first = f"为庆祝全国科技工作者日，{unit}精心组织开展了{f'“{activity}”活动' if says_activity else '系列活动'}，取得良好成效。"
    lines = [first]
    for heading in _HEADINGS[: rng.randrange(1, len(_HEADINGS))]:
        lines += [heading, *names.sentences(rng, rng.randrange(1, 4))]
    return lines


def _signature(rng: Random, unit: str) -> list[str]:
    if not unit:
        return []
    day = rng.choice(("2020年6月10日", "2020年 6 月 10 日", "二〇二〇年六月十日", "2020.6.10"))
    signed = [paragraph(text(rng.choice((unit, f"{unit}（盖章）", f"　　　　{unit}"))), properties=_RIGHT)]
    return [paragraph(), *signed, paragraph(text(day), properties=_RIGHT)]

"""What a document without a form says of itself: title, unit, activity, text (a report, as offices write it)."""

import re
from collections.abc import Sequence

from parsers.facts import PagedDocument, Paragraph, Prose, WordDocument
from parsers.form.labels import compact
from parsers.word.counting import characters

# what names of Chinese organisations end in
_UNIT_END = r"(?:学会|协会|研究会|联合会|促进会|科协|科学技术协会|委员会|大学|学院|研究院|研究所|科学院|中心|公司|集团|医院|出版社|博物馆|科技馆|总会|学校|基金会|厅|局|部)"
_UNIT = re.compile(rf"^[\u4e00-\u9fff（）()·]{{2,40}}{_UNIT_END}(?:[（(][^（()）]{{1,12}}[)）])?$")
_UNIT_LINE = re.compile(r"^(?:报送单位|主办单位(?:名称)?|申报单位|单位名称|单位|填报单位|组织单位)[：:](.{2,60})$")
_ACTIVITY_LINE = re.compile(r"^(?:主题活动名称|活动名称|活动主题|项目名称|案例名称)[：:](.{2,80})$")
_DATE_LINE = re.compile(
    r"^[\d〇○零一二三四五六七八九十]{2,4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_QUOTED = re.compile(r"[“《「]([^“”《》「」]{2,60})[”》」]")
_KIND_OF_PAPER = re.compile(
    r"(?:活动)?(?:的)?(?:工作)?(?:总结报告|活动总结|工作总结|总结|报告|筹备方案|实施方案|工作方案|方案)(?:[（(].{1,12}[)）])?$"
)
_TITLE_LENGTH = 60


def read_prose(document: WordDocument) -> Prose:
    """What the document says of itself; each field "" where it isn't clearly said."""
    lines = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.text.split("\n")]
    cells = [cell.text for block in document.blocks if not isinstance(block, Paragraph) for cell in block.cells]
    return prose_of([line for line in (*lines, *cells) if line.strip()])


def prose_of_pages(document: PagedDocument) -> Prose:
    """The same from a PDF's lines, which break wherever the page ended."""
    return prose_of([line.text for page in document.pages for line in page.lines if line.text.strip()])


def prose_of(lines: Sequence[str]) -> Prose:
    """From non-empty lines in reading order."""
    plain = [compact(line) for line in lines]
    title_end = _title_lines(plain)
    title = "".join(plain[:title_end])
    body_end = _signature_start(plain, title_end)
    body_start = title_end
    while body_start < body_end and (_UNIT.match(plain[body_start]) or _DATE_LINE.match(plain[body_start])):
        body_start += 1
    text = "\n".join(line.strip() for line in lines[body_start:body_end])
    return Prose(
        title=title,
        organisation=_organisation(plain, title_end, body_end),
        activity=_activity(plain, title),
        text=text,
        characters=characters(text),
    )


def _title_lines(plain: Sequence[str]) -> int:
    """How many of the first lines are the title: short ones without a full stop, up to the paper's kind (…报告)."""
    for index, line in enumerate(plain[:4]):
        if len(line) > _TITLE_LENGTH or line.endswith(("。", "；", "，")):
            return index
        if _KIND_OF_PAPER.search(line):
            return index + 1
    return 1 if plain and len(plain[0]) <= _TITLE_LENGTH and not plain[0].endswith("。") else 0


def _signature_start(plain: Sequence[str], after: int) -> int:
    """Where the closing signature (unit, date) begins; the end where there is none."""
    end = len(plain)
    while end > after and (_DATE_LINE.match(plain[end - 1]) or _UNIT.match(_unsealed(plain[end - 1]))):
        end -= 1
    return end


def _unsealed(line: str) -> str:
    return re.sub(r"[（(](?:盖章|公章|章)[）)]$", "", line)


def _organisation(plain: Sequence[str], title_end: int, body_end: int) -> str:
    labelled = next((match[1] for line in plain if (match := _UNIT_LINE.match(line))), "")
    if labelled:
        return _unsealed(labelled)
    near = [*plain[body_end:], *plain[title_end : title_end + 2]]
    return next((_unsealed(line) for line in near if _UNIT.match(_unsealed(line))), "")


def _activity(plain: Sequence[str], title: str) -> str:
    labelled = next((match[1] for line in plain if (match := _ACTIVITY_LINE.match(line))), "")
    if labelled:
        return labelled
    quoted = _QUOTED.findall(title)
    if quoted:
        return str(max(quoted, key=len))
    stem = _KIND_OF_PAPER.sub("", title)
    return stem if stem != title else ""

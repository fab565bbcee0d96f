"""What a document without a form says of itself: title, unit, activity, text (a report, as offices write it).

after 附件 marks: title lines, then lines that say who, what and when; the text; the signature (unit, date) at its end
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.facts import PagedDocument, Paragraph, Prose, Table, WordDocument
from parsers.facts.counting import characters
from parsers.form.activity import activity_in_text, activity_in_title, unit_before_activity
from parsers.form.grid import Grid
from parsers.form.labels import compact
from parsers.form.names import is_organisation, without_seal_note
from parsers.form.normalise import closed_up

_BRACKET = r"(?:[（(][^（()）]{1,12}[)）])?"
_UNIT_WORDS = r"(?:报送|主办|申报|组织|填报|推荐|总结)?单位(?:名称|全称)?"
_ACTIVITY_WORDS = r"[\u4e00-\u9fff]{0,4}(?:活动|项目|案例)(?:名称|主题)"
_UNIT_LINE = re.compile(rf"^[（(]?(?:{_UNIT_WORDS}){_BRACKET}[:：](.{{2,60}})$")
_ACTIVITY_LINE = re.compile(rf"^(?:{_ACTIVITY_WORDS}){_BRACKET}[:：](.{{2,80}})$")
_OTHER_LINE = re.compile(r"^(?:报送|填报|活动)?(?:时间|日期)[:：][^；;。，,]{2,30}$")
_CONTACT_LINE = re.compile(r"^(?:联系人|联系电话|办公电话|电话|手机|电子邮箱|邮箱|传真|地址|联系方式)[:：]")
_NUMERAL = r"[\d〇○零OoО一二三四五六七八九十]"
_DATE = rf"[（(]?{_NUMERAL}{{2,4}}(?:年|[./\-]){_NUMERAL}{{1,3}}(?:月|[./\-]){_NUMERAL}{{1,3}}[日号]?[)）]?|{_NUMERAL}{{4}}年{_NUMERAL}{{1,2}}月"
_DATE_LINE = re.compile(rf"^(?:{_DATE})$")
_SIGNED = re.compile(rf"^(?P<unit>.{{4,40}}?)[（(]?(?:{_DATE})$")  # unit and date on one line
_ATTACHMENT = re.compile(r"^附[件表]?[\d一二三四五六七八九十]*[:：]?$")
_PAPER = re.compile(r"(?:总结|小结|报告|方案|汇报|材料)(?:[（(].{1,16}[)）])?$")
_TITLE_LENGTH = 60
_TITLE_LINES = 4
_STOPS = ("。", "；", "，", "：", ":", ";")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that isn't empty: as written, compacted, and whether it is centred."""

    text: str
    plain: str
    centred: bool = False

    @property
    def shown(self) -> str:
        """As written, blanks that only set it apart closed up: what is taken from it is taken from here."""
        return closed_up(self.text)


def read_prose(document: WordDocument) -> Prose:
    """What the document says of itself; each field "" where it isn't clearly said."""
    return _prose(list(_lines_of(document)))


def prose_of_pages(document: PagedDocument) -> Prose:
    """The same from a PDF's lines, which break wherever the page ended."""
    return _prose([_Line(ln.text, compact(ln.text)) for page in document.pages for ln in page.lines if ln.text.strip()])


def without_signature(texts: Sequence[str]) -> list[str]:
    """Paragraphs without a closing signature, if they end in one: a line with a date, and the unit's before it."""
    plain = [compact(text) for text in texts]
    end = len(texts)
    while end and (not plain[end - 1] or _DATE_LINE.match(plain[end - 1]) or _signed(plain[end - 1])):
        end -= 1
    if not any(plain[end:]):
        return list(texts)
    while end and (not plain[end - 1] or is_organisation(_unwrapped(plain[end - 1]))):
        end -= 1
    return list(texts[:end])


def _lines_of(document: WordDocument) -> Iterator[_Line]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            for line in block.text.split("\n"):
                if line.strip():
                    yield _Line(line.strip(), compact(line), block.centred)
        else:
            yield from _rows(block)


def _rows(table: Table) -> Iterator[_Line]:
    """A table's lines; a row of two short cells reads as `label：answer`."""
    grid = Grid(table)
    for number in range(table.rows):
        cells = [cell for cell in grid.row(number) if cell.text.strip()]
        if len(cells) == 2 and re.fullmatch(rf"{_UNIT_WORDS}|{_ACTIVITY_WORDS}", compact(cells[0].text).rstrip(":")):
            text = f"{cells[0].text.strip().rstrip('：:')}：{cells[1].text.strip()}"
            yield _Line(text, compact(text))
            continue
        for line in (line for cell in cells for line in cell.text.split("\n") if line.strip()):
            yield _Line(line.strip(), compact(line))


def _prose(lines: Sequence[_Line]) -> Prose:
    begin = next((n for n, line in enumerate(lines) if not _ATTACHMENT.match(line.plain)), len(lines))
    title_end = begin + _title_lines(lines[begin:])
    end = _signature_start(lines, title_end)
    start = title_end
    while start < end and _says_who_or_when(lines[start].plain):
        start += 1
    title = "".join(line.shown for line in lines[begin:title_end])
    text = "\n".join(line.text for line in lines[start:end])
    return Prose(
        title=title,
        organisation=_organisation(lines, begin, title_end, start, end),
        activity=_activity(lines, title, text),
        text=text,
        characters=characters(text),
    )


def _title_lines(lines: Sequence[_Line]) -> int:
    """How many of the first lines are the title: short ones up to the paper's kind (…报告), with a subtitle (——…)."""
    count = 0
    for line in lines[:_TITLE_LINES]:
        if not _may_be_title(line.plain):
            break
        count += 1
        if _PAPER.search(line.plain):
            return count + _subtitle(lines[count : count + 1])
    centred = next((n for n, line in enumerate(lines[:count]) if not line.centred), count)
    return centred or min(count, 1)


def _may_be_title(plain: str) -> bool:
    return (
        len(plain) <= _TITLE_LENGTH
        and not plain.endswith(_STOPS)
        and not _UNIT_LINE.match(plain)
        and not _ACTIVITY_LINE.match(plain)
    )


def _subtitle(following: Sequence[_Line]) -> int:
    return sum(1 for line in following if re.match(r"^[—-]{1,2}", line.plain) and len(line.plain) <= _TITLE_LENGTH)


def _says_who_or_when(plain: str) -> bool:
    bare = _unwrapped(plain)
    return bool(
        is_organisation(bare)
        or _signed(plain)
        or _DATE_LINE.match(plain)
        or _UNIT_LINE.match(plain)
        or _ACTIVITY_LINE.match(plain)
        or _OTHER_LINE.match(plain)
    )


def _signed(line: str) -> str:
    """The organisation on a line that holds it and a date, "" for any other line."""
    found = _SIGNED.match(line)
    unit = _unwrapped(found["unit"].strip(" ,，、")) if found else ""
    return unit if is_organisation(unit) else ""


def _signature_start(lines: Sequence[_Line], after: int) -> int:
    """Where the closing signature (unit, date, whom to call) begins; the end where there is none."""
    end = len(lines)
    while end > after and (_says_who_or_when(lines[end - 1].plain) or _CONTACT_LINE.match(lines[end - 1].plain)):
        end -= 1
    return end


def _organisation(lines: Sequence[_Line], begin: int, title_end: int, start: int, end: int) -> str:
    """From a line that names it so, else the signature, a line under or in the title, the title's own beginning."""
    head_and_signature = [*lines[begin:start], *lines[end:]]
    labelled = (
        match[1] for line in (*head_and_signature, *lines[start:end]) if (match := _UNIT_LINE.match(line.shown))
    )
    if found := next(labelled, ""):
        return _unwrapped(found)
    near = [*lines[end:], *lines[title_end:start], *lines[begin:title_end]]
    for line in near:
        bare = _signed(line.shown) or _unwrapped(line.shown)
        if is_organisation(bare):
            return bare
    titles = [line.shown for line in lines[begin:title_end]]
    said = (unit_before_activity(title) for title in ("".join(titles), *(title.lstrip("—-") for title in titles)))
    return next(filter(None, said), "")


def _unwrapped(text: str) -> str:
    """Without a note to seal, and without brackets around all of it; （筹） at its end is part of a name."""
    bare = without_seal_note(text.strip())
    return bare[1:-1] if bare[:1] in ("(", "（") and bare[-1:] in (")", "）") else bare.lstrip("(（")


def _activity(lines: Sequence[_Line], title: str, text: str) -> str:
    labelled = (match[1] for line in lines if (match := _ACTIVITY_LINE.match(line.shown)))
    return _unquoted(next(labelled, "").strip()) or activity_in_title(title) or activity_in_text(text, title)


def _unquoted(name: str) -> str:
    """A name without the one pair of quotes that encloses all of it."""
    return name[1:-1] if re.fullmatch(r"“[^“”]*”|《[^《》]*》|\"[^\"]*\"", name) else name

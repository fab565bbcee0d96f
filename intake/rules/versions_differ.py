"""versions_differ: PDF and Word are not the same text."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from intake.rules.form import form_of
from intake.rules.silence import is_unread
from parsers.facts import Difference, PagedDocument, WordDocument

_NAMED = 3  # differences that the sentence names
_ANOTHER = 0.5  # similarity below which it is another document


def check(case: Case, material: Material) -> Iterator[Finding]:
    """For a person: with what differs, or that the PDF's text couldn't be read and so nothing was compared."""
    if material.word is None or material.pdf is None:
        return
    word, pdf = material.word.document.content, material.pdf.document.content
    if not isinstance(word, WordDocument) or not isinstance(pdf, PagedDocument):
        return
    form = form_of(material)
    if is_unread(material.word.document) or is_unread(material.pdf.document) or (form is not None and form.blank):
        return
    here = case.here(material.pdf)
    detail = _detail(material, pdf)
    if detail:
        yield Finding(Code.VERSIONS_DIFFER, Code.VERSIONS_DIFFER.severity, detail, here.id if here else None)


def _detail(material: Material, pages: PagedDocument) -> str:
    comparison = material.comparison
    if comparison is None:
        why = "与Word版的比对未能完成" if pages.text.strip() else "未能识别出文字，无法与Word版比对"
        return f"PDF版{why}，须人工核对。"
    if comparison.similarity < _ANOTHER:
        return f"PDF版与Word版大部分内容不同（相同部分约{comparison.similarity:.0%}），须人工核对是否为同一份材料。"
    if not comparison.differences:
        return ""
    named = "；".join(_words(difference) for difference in comparison.differences[:_NAMED])
    more = f"等{len(comparison.differences)}处" if len(comparison.differences) > _NAMED else ""
    return f"PDF版与Word版内容不一致：{named}{more}，须人工核对。"


def _words(difference: Difference) -> str:
    place = f"第{difference.page}页" if difference.page else ""
    if difference.lacking:
        return f"PDF版没有Word版自“{_short(difference.word)}”起的内容（约{difference.lacking}字），可能漏了一页"
    if not difference.pdf:
        return f"Word版有“{_short(difference.word)}”，PDF版没有"
    if not difference.word:
        return f"PDF版{place}有“{_short(difference.pdf)}”，Word版没有"
    return f"Word版为“{_short(difference.word)}”，PDF版{place}为“{_short(difference.pdf)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:30]}…"

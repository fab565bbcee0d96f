"""type_mismatch: the name's ending tells another type than the content. Costs the sender nothing."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding
from intake.rules.silence import is_unread
from parsers.facts import Document, Kind

_NAMES = {
    Kind.IMAGE: "图片",
    Kind.ARCHIVE: "压缩包",
    Kind.TEXT: "纯文本",
    Kind.SPREADSHEET: "表格",
    Kind.PRESENTATION: "演示文稿",
    Kind.MESSAGE: "邮件",
    Kind.EXECUTABLE: "程序",
}


def check(case: Case, document: Document) -> Iterator[Finding]:
    """One finding where the ending promises something else."""
    del case
    promised = document.expected_kinds
    if not promised or document.kind in promised or document.kind is Kind.OTHER or is_unread(document):
        return
    ending = document.name.rpartition(".")[2]
    actual = _NAMES.get(document.kind, document.kind.value)
    detail = f"“{document.name}”的扩展名是.{ending}，内容实际是{actual}，已按实际内容处理，下次请保存为相符的格式。"
    yield Finding(Code.TYPE_MISMATCH, Code.TYPE_MISMATCH.severity, detail, document.id)

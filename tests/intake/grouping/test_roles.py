"""Roles are told by content first, then by what a document calls itself, then by its name and the day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from parsers.facts import Document, Kind, TroubleKind
from tests.cases import (
    OTHER_ANSWERS,
    OTHER_TEXT,
    PDF,
    SEAL,
    SHANGHAI,
    TEXT,
    WORD,
    archive,
    arrived,
    broken,
    form,
    mail,
    pdf,
    picture,
    prose_word,
    word,
)

JUNE = datetime(2020, 6, 10, 9, 0, tzinfo=SHANGHAI)
OFD = Document("3", "方案.ofd", None, "7" * 64, 9, Kind.OFD)
PROGRAM = Document("3", "a.exe", None, "e" * 64, 9, Kind.EXECUTABLE)
LOGO = Document("3", "logo.png", None, "6" * 64, 9, Kind.IMAGE, signature_picture=True)
SHEET = Document("3", "回执表.xlsx", None, "5" * 64, 9, Kind.SPREADSHEET)
REPORT = prose_word("1", "材料.docx", TEXT, "云杉林下的科技工作者节总结报告")


@pytest.mark.parametrize(
    ("documents", "roles"),
    [
        ((WORD, PDF), ["plan_word", "plan_pdf"]),
        ((replace(WORD, name="1.docx"), replace(PDF, name="扫描件.pdf")), ["plan_word", "plan_pdf"]),
        ((replace(WORD, name="总结报告.docx"), replace(PDF, name="总结报告.pdf")), ["plan_word", "plan_pdf"]),
        ((REPORT, pdf("2", "扫描.pdf", text=TEXT)), ["report_word", "report_pdf"]),
        ((WORD, PDF, picture("3")), ["plan_word", "plan_pdf", "supporting"]),
        ((WORD, PDF, OFD), ["plan_word", "plan_pdf", "supporting"]),
        ((replace(PDF, id="3", content=None, portfolio=True), WORD, PDF), ["ignored", "plan_word", "plan_pdf"]),
        ((WORD, PDF, SHEET), ["plan_word", "plan_pdf", "supporting"]),
        ((WORD, PDF, LOGO), ["plan_word", "plan_pdf", "ignored"]),
        ((WORD, PDF, PROGRAM), ["plan_word", "plan_pdf", "ignored"]),
        ((WORD, PDF, archive("3")), ["plan_word", "plan_pdf", "ignored"]),
        ((WORD, PDF, replace(archive("3"), kind=Kind.OTHER)), ["plan_word", "plan_pdf", "ignored"]),
        ((WORD, PDF, replace(archive("3"), kind=Kind.MESSAGE)), ["plan_word", "plan_pdf", "ignored"]),
        (
            (WORD, PDF, pdf("3", "关于报送材料的函.pdf", text="关于报送材料的函")),
            ["plan_word", "plan_pdf", "supporting"],
        ),
        ((WORD, PDF, prose_word("3", "承诺书.docx", "承诺")), ["plan_word", "plan_pdf", "supporting"]),
        ((WORD, PDF, pdf("3", "场地照片.pdf", text="")), ["plan_word", "plan_pdf", "supporting"]),
        ((WORD, PDF, broken(pdf("3", "说明.pdf"), TroubleKind.ENCRYPTED)), ["plan_word", "plan_pdf", "supporting"]),
        ((WORD, broken(PDF, TroubleKind.ENCRYPTED)), ["plan_word", "plan_pdf"]),
        ((broken(WORD, TroubleKind.UNREADABLE), PDF), ["plan_word", "plan_pdf"]),
        ((WORD, pdf("2", "扫描全能王.pdf", text="")), ["plan_word", "plan_pdf"]),
    ],
)
def test_roles(documents: tuple[Document, ...], roles: list[str]) -> None:
    assert list(arrived(*documents).case().roles.values()) == roles


def _roles(
    *documents: Document, subject: str = "材料", text: str = "请查收。", when: datetime = JUNE
) -> Mapping[str, str]:
    return arrived(*documents, mail=mail(text, subject), received_at=when).case().roles


@pytest.mark.parametrize(
    ("subject", "text", "role"),
    [
        ("总结报告", "请查收。", "report_word"),
        ("筹备方案", "请查收。", "plan_word"),
        ("方案总结", "请查收。", "report_word"),  # the later word decides
        ("材料", "现报送我会总结报告，请查收。", "report_word"),
        ("材料", "请查收。", "report_word"),  # the stage under way
        ("材料", "谢谢。", "supporting"),  # nothing is handed in
    ],
)
def test_a_nameless_document_in_june(subject: str, text: str, role: str) -> None:
    assert _roles(prose_word("1", "材料.docx", OTHER_TEXT), subject=subject, text=text)["1"] == role


def test_members_of_a_container_are_documents_like_others() -> None:
    inside = [replace(WORD, id="1.1", container="材料.zip"), replace(PDF, id="1.2", container="材料.zip")]
    case = arrived(archive("1"), *inside)
    assert list(case.case().roles.values()) == ["ignored", "plan_word", "plan_pdf"]
    assert case.judged().submissions[0].material.documents == ("1.1", "1.2")


def test_both_stages_in_one_mail() -> None:
    case = arrived(
        WORD, PDF, replace(REPORT, id="3"), pdf("4", "总结报告.pdf", text=REPORT.content.text if REPORT.content else "")
    )
    assert [material.stage.key for material in case.grouping().materials] == ["plan", "report"]


def test_a_report_quotes_its_plan_and_stays_a_report() -> None:
    case = arrived(
        word("1", "红松.docx", form(OTHER_ANSWERS)),
        pdf("2", "红松.pdf", OTHER_ANSWERS, stamps=(SEAL,)),
        prose_word("3", "总结报告.docx", "方案执行情况如下。" + TEXT, "总结报告"),
    )
    assert case.case().roles["3"] == "report_word"

"""What lies at a path, and as which mails it is offered."""

import os
from pathlib import Path

from intake.history import Offer, Unread, find

MAIL = b"From: a@example.org\r\nSubject: x\r\n\r\nhello\r\n"


def laid(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MAIL if path.suffix in (".eml", ".msg") else name.encode())
    return root


def offered(root: Path) -> list[tuple[str, list[str]]]:
    """Subjects (of mails: their names) and the names of the files in each."""
    offers = [each for each in find(root) if isinstance(each, Offer)]
    return [(each.subject or each.paths[0].name, [path.name for path in each.paths]) for each in offers]


def unread(root: Path) -> list[tuple[str, str]]:
    return [(Path(each.source).name, each.why) for each in find(root) if isinstance(each, Unread)]


def test_mails_wherever_they_lie_and_documents_beside_them(tmp_path: Path) -> None:
    laid(tmp_path / "去年", "b.eml", "再往前/a.msg", "再往前/.hidden.eml", "通知.docx")
    assert offered(tmp_path / "去年") == [
        ("b.eml", ["b.eml"]),
        ("a.msg", ["a.msg"]),
        ("去年", ["通知.docx"]),
    ]


def test_a_folder_of_documents_is_one_mail_with_what_lies_below(tmp_path: Path) -> None:
    laid(tmp_path / "中国云杉学会", "方案.docx", "盖章/方案.pdf", "照片/1.jpg", "Thumbs.db", "~$方案.docx")
    assert offered(tmp_path / "中国云杉学会") == [("中国云杉学会", ["方案.docx", "1.jpg", "方案.pdf"])]


def test_nested_folders_of_last_years_call_are_a_mail_each(tmp_path: Path) -> None:
    laid(tmp_path / "2019", "汇总.xlsx", "云杉学会/方案.docx", "云杉学会/盖章/方案.pdf", "莲花学会/活动一/方案.doc")
    laid(tmp_path / "2019", "莲花学会/活动二/方案.wps", "白桦学会/扫描.pdf")
    assert offered(tmp_path / "2019") == [
        ("2019", ["汇总.xlsx"]),
        ("云杉学会", ["方案.docx", "方案.pdf"]),
        ("白桦学会", ["扫描.pdf"]),
        ("莲花学会 活动一", ["方案.doc"]),
        ("莲花学会 活动二", ["方案.wps"]),
    ]


def test_many_documents_side_by_side_go_by_their_names(tmp_path: Path) -> None:
    laid(tmp_path / "2019", *(f"学会{n:02d}.{end}" for n in range(11) for end in ("docx", "pdf")))
    found = offered(tmp_path / "2019")
    assert len(found) == 11
    assert found[3] == ("学会03", ["学会03.docx", "学会03.pdf"])


def test_a_maildir_and_its_folders(tmp_path: Path) -> None:
    laid(tmp_path / "box", "cur/1.host:2,S", "new/2.host", "tmp/3.host", ".去年/cur/4.host:2,", ".去年/new/5.host")
    (tmp_path / "box" / "dovecot-uidlist").write_text("3 V1 N5")
    assert [names for _, names in offered(tmp_path / "box")] == [["1.host:2,S"], ["2.host"], ["4.host:2,"], ["5.host"]]


def test_a_single_document_is_a_mail(tmp_path: Path) -> None:
    laid(tmp_path, "方案.docx")
    assert offered(tmp_path / "方案.docx") == [("方案.docx", ["方案.docx"])]


def test_what_cannot_be_read_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    laid(tmp_path, "good.eml", "outlook.pst", "not.mbox")
    (tmp_path / "empty.eml").write_bytes(b"")
    (tmp_path / "mbox").write_bytes(b"From here on nothing is a mail\n")
    os.mkfifo(tmp_path / "pipe.eml")
    assert offered(tmp_path) == [("good.eml", ["good.eml"])]
    assert unread(tmp_path) == [
        ("empty.eml", "文件是空的"),
        ("mbox", "开头像mbox，里面却没有来信"),
        ("not.mbox", "不是mbox文件"),
        ("outlook.pst", "没有地方展开.pst，请用baosong import收"),
    ]
    assert unread(tmp_path / "nothing") == [("nothing", "没有这个文件或文件夹")]
    assert unread(tmp_path / "pipe.eml") == [("pipe.eml", "不是文件或文件夹")]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    laid(tmp_path / "2019", "a.eml")
    (tmp_path / "2019" / "again").symlink_to(tmp_path / "2019")
    assert offered(tmp_path / "2019") == [("a.eml", ["a.eml"])]

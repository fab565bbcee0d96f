"""Containers: what is in them, under which names, and where it stops."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Sequence

import pytest

from config.demo.generator.mails import File, gbk_zip
from parsers.containers import Budget, members
from parsers.facts import TroubleKind
from parsers.limits import Limits
from parsers.trouble import DocumentTrouble

PLAN = ("筹备方案.docx", b"PK word")


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, data in files:
            package.writestr(name, data)
    return buffer.getvalue()


def tarred(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as package:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            package.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def unpacked(data: bytes, limits: Limits = Limits()) -> Sequence[tuple[str, bytes]]:
    return [(member.path, member.data) for member in members(data, Budget(limits))]


def trouble(data: bytes, limits: Limits = Limits()) -> TroubleKind:
    with pytest.raises(DocumentTrouble) as caught:
        unpacked(data, limits)
    return caught.value.trouble.kind


@pytest.mark.parametrize(
    "data",
    [
        zipped(PLAN),
        zipped(PLAN, method=zipfile.ZIP_STORED),
        gbk_zip([File(*PLAN)]),
        tarred(PLAN),
        gzip.compress(tarred(PLAN)),
    ],
    ids=["zip", "stored", "zip with GBK names", "tar", "tar.gz"],
)
def test_what_is_inside(data: bytes) -> None:
    assert unpacked(data) == [PLAN]


def test_folders_are_kept_in_the_path_and_what_desktops_leave_is_passed_over() -> None:
    data = zipped(
        ("材料/", b""),
        ("材料/筹备方案.docx", b"a"),
        ("__MACOSX/材料/._筹备方案.docx", b"b"),
        ("材料/.DS_Store", b"c"),
        ("材料/Thumbs.db", b"d"),
        ("材料/~$筹备方案.docx", b"e"),
    )
    assert unpacked(data) == [("材料/筹备方案.docx", b"a")]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\zhang\\方案.docx", "Users/zhang/方案.docx"),
        ("a/../../b.docx", "a/b.docx"),
        ("..", "未命名"),
        ("a\u202efdp.exe", "afdp.exe"),
    ],
)
def test_no_name_leaves_the_container(name: str, path: str) -> None:
    assert unpacked(zipped((name, b"x"))) == [(path, b"x")]


def test_a_password() -> None:
    assert trouble(gbk_zip([File(*PLAN)], encrypted=True)) is TroubleKind.ENCRYPTED
    assert unpacked(gbk_zip([File(*PLAN)])) == [PLAN]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_one_cut_short(cut: float) -> None:
    whole = zipped(("a.bin", bytes(range(256)) * 40), PLAN)
    assert len(unpacked(whole)) == 2
    assert trouble(whole[: int(len(whole) * cut)]) is TroubleKind.UNREADABLE


def test_one_cut_behind_a_document_stored_in_it() -> None:
    inner = zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>"))
    outer = zipped(("方案.docx", inner), ("方案.pdf", b"%PDF-" * 50), method=zipfile.ZIP_STORED)
    cut = outer[: outer.index(inner) + len(inner)]
    assert zipfile.is_zipfile(io.BytesIO(cut))  # Python takes the inner directory for the outer one's
    assert trouble(cut) is TroubleKind.UNREADABLE


def test_damage_inside_a_member() -> None:
    data = bytearray(zipped(("a.bin", b"some text that is long enough to be packed " * 20)))
    data[60:70] = b"\xff" * 10
    assert trouble(bytes(data)) is TroubleKind.UNREADABLE


@pytest.mark.parametrize("data", [b"Rar!\x1a\x07\x00broken", b"7z\xbc\xaf\x27\x1cbroken", b"PK\x05\x06" + bytes(18)])
def test_what_is_none_or_empty(data: bytes) -> None:
    assert trouble(data) in (TroubleKind.UNREADABLE, TroubleKind.EMPTY)


@pytest.mark.parametrize(
    ("limits", "data", "within"),
    [
        (
            Limits(files=3),
            zipped(*((f"{n}.txt", b"x") for n in range(4))),
            zipped(*((f"{n}.txt", b"x") for n in range(3))),
        ),
        (Limits(unpacked_bytes=1000), zipped(("a", b"y" * 1001)), zipped(("a", b"y" * 1000))),
        (Limits(ratio=10, ratio_from_bytes=1000), zipped(("a", bytes(50_000))), zipped(("a", b"0123456789" * 90))),
    ],
    ids=["files", "bytes", "ratio"],
)
def test_limits(limits: Limits, data: bytes, within: bytes) -> None:
    assert trouble(data, limits) is TroubleKind.TOO_LARGE
    assert unpacked(within, limits)


def test_a_bomb_stops_before_memory_is_spent() -> None:
    bomb = zipped(("zeros", bytes(40_000_000)))
    assert len(bomb) < 60_000
    assert trouble(bomb) is TroubleKind.TOO_LARGE


def test_the_budget_is_one_for_all_containers_of_a_mail() -> None:
    budget = Budget(Limits(files=3))
    assert len(list(members(zipped(("a", b"1"), ("b", b"2")), budget))) == 2
    with pytest.raises(DocumentTrouble):
        list(members(zipped(("c", b"3"), ("d", b"4")), budget))

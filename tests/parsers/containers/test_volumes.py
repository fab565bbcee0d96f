"""Archives sent in volumes: joined where all of them came in one mail, told one by one where not."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from parsers.examine import examine
from parsers.facts import Document, Kind, TroubleKind
from parsers.limits import Limits
from tests.parsers.containers.test_more_containers import rar5, varint
from tests.parsers.containers.test_rare_kinds import DATA, NAME, written

PLAN, REPORT = ("材料/筹备方案.txt", bytes(range(256)) * 12), ("总结报告.txt", b"report " * 300)


def whole(*files: tuple[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, data in files:
            package.writestr(name, data)
    return buffer.getvalue()


def cut(data: bytes, *at: int) -> list[bytes]:
    return [data[begin:end] for begin, end in zip((0, *at), (*at, len(data)), strict=True)]


def numbered(data: bytes, name: str, count: int) -> list[tuple[str, bytes]]:
    """Cut raw, as 7-Zip does."""
    size = len(data) // count + 1
    return [(f"{name}.{n + 1:03}", data[n * size : (n + 1) * size]) for n in range(count)]


def spanned(*at: int) -> list[tuple[str, bytes]]:
    """Cut as Info-ZIP and WinZip do: a marker first, the directory's places counted from each disk's beginning."""
    marked = bytearray(b"PK\x07\x08" + whole(PLAN, REPORT))
    end = marked.rfind(b"PK\x05\x06")
    size, offset = struct.unpack_from("<II", marked, end + 12)
    starts = (0, *at)

    def disk(place: int) -> tuple[int, int]:
        number = max(n for n, start in enumerate(starts) if start <= place)
        return number, place - starts[number]

    entry = offset + 4
    for _ in range(2):
        number, place = disk(struct.unpack_from("<I", marked, entry + 42)[0] + 4)
        struct.pack_into("<H", marked, entry + 34, number)
        struct.pack_into("<I", marked, entry + 42, place)
        entry += 46 + sum(struct.unpack_from("<HHH", marked, entry + 28))
    number, place = disk(offset + 4)
    struct.pack_into("<HHHHII", marked, end + 4, len(at), number, 2, 2, size, place)
    names = [f"材料.z{n:02}" for n in range(1, len(at) + 1)]
    return list(zip([*names, "材料.zip"], cut(bytes(marked), *at), strict=True))


def rar_parts(name: str, data: bytes, *at: int) -> list[tuple[str, bytes]]:
    """A stored member over RAR 5 volumes (RAR 5.0 archive format, "split before" and "split after")."""

    def block(body: bytes) -> bytes:
        sized = varint(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    pieces, text = cut(data, *at), name.encode()
    parts = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        head = varint(2) + varint(2 | (0x08 if number else 0) | (0 if last else 0x10)) + varint(len(piece)) + varint(4)
        head += varint(len(data)) + varint(0o100644) + struct.pack("<I", zlib.crc32(data if last else piece))
        head += varint(0) + varint(1) + varint(len(text)) + text
        main = varint(1) + varint(0) + (varint(3) + varint(number) if number else varint(1))
        end = varint(5) + varint(0) + varint(0 if last else 1)
        packed = b"Rar!\x1a\x07\x01\x00" + block(main) + block(head) + piece + block(end)
        parts.append((f"材料.part{number + 1}.rar", packed))
    return parts


def rar4_volumes(names: list[str], name: str, data: bytes, *at: int) -> list[tuple[str, bytes]]:
    """A stored member over RAR 4 volumes, its name in GBK: main head 0x73, file head 0x74, end 0x7B (technote.txt)."""

    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    pieces, raw = cut(data, *at), name.encode("gbk")
    parts = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        main = block(0x73, 0x01 | (0x10 if ".part" in names[0] else 0) | (0 if number else 0x100), bytes(6))
        sizes = struct.pack("<IIBI", len(piece), len(data), 2, zlib.crc32(data if last else piece))
        more = struct.pack("<IBBHI", 0x50905A00, 20, 0x30, len(raw), 0x20) + raw
        head = block(0x74, 0x8000 | (0x01 if number else 0) | (0 if last else 0x02), sizes + more)
        end = block(0x7B, 0x4000 | (0 if last else 0x01), b"")
        parts.append((names[number], b"Rar!\x1a\x07\x00" + main + head + piece + end))
    return parts


def sent(tmp_path: Path, files: list[tuple[str, bytes]], limits: Limits = Limits()) -> tuple[Document, ...]:
    message = EmailMessage()
    message["From"] = "a@b.example.org"
    message.set_content("请查收")
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return examine(message.as_bytes(), [], tmp_path, limits).documents


TWO = [("筹备方案.txt", len(PLAN[1])), ("总结报告.txt", len(REPORT[1]))]
SETS = [
    (numbered(whole(PLAN, REPORT), "材料.zip", 3), TWO),
    (spanned(1500), TWO),
    (spanned(100, 3300, 3400), TWO),
    (rar_parts(PLAN[0], PLAN[1], 1000, 2000), TWO[:1]),
    (rar4_volumes([f"材料.part{n}.rar" for n in (1, 2, 3)], *PLAN, 1000, 2000), TWO[:1]),
    (rar4_volumes(["材料.rar", "材料.r00", "材料.r01"], *PLAN, 1000, 2000), TWO[:1]),
    (numbered(rar5(*PLAN), "材料.rar", 2), TWO[:1]),
    (numbered(written("7zip"), "材料.7z", 2), [(NAME, len(DATA))]),
]
IDS = ["zip.001", "z01 + zip", "z01, z02, z03 + zip", "part1.rar", "part1.rar, 4", "rar, r00, r01", "rar.001", "7z.001"]


@pytest.mark.parametrize(("files", "inside"), SETS, ids=IDS)
@pytest.mark.parametrize("turned", [False, True])
def test_volumes_that_all_came(
    tmp_path: Path, files: list[tuple[str, bytes]], inside: list[tuple[str, int]], turned: bool
) -> None:
    found = sent(tmp_path, files[::-1] if turned else files)
    volumes = [each for each in found if each.container is None]
    assert [(each.kind, each.troubles) for each in volumes] == [(Kind.ARCHIVE, ())] * len(files)
    first = "材料.z01" if "材料.z01" in dict(files) else files[0][0]
    members = [each for each in found if each.container is not None]
    assert [(each.name, each.size, each.container) for each in members] == [(*each, first) for each in inside]
    place = next(each.id for each in volumes if each.name == first)
    assert [each.id for each in members] == [f"{place}.{n + 1}" for n in range(len(inside))]
    for each in (*volumes, *members):
        assert (tmp_path / each.sha256).stat().st_size == each.size


@pytest.mark.parametrize("files", [each for each, _ in SETS], ids=IDS)
@pytest.mark.parametrize("lost", [0, -1])
def test_one_volume_is_not_there(tmp_path: Path, files: list[tuple[str, bytes]], lost: int) -> None:
    found = sent(tmp_path, [each for each in files if each is not files[lost]])
    assert any(each.kind is Kind.ARCHIVE and each.has(TroubleKind.UNREADABLE) for each in found)


def test_volumes_in_a_forwarded_mail(tmp_path: Path) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner.set_content("请查收")
    for name, data in spanned(1500):
        inner.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    outer.set_content("转发")
    outer.add_attachment(inner)
    assert [each.name for each in examine(outer.as_bytes(), [], tmp_path).documents if each.name.endswith(".txt")] == [
        "筹备方案.txt",
        "总结报告.txt",
    ]


@pytest.mark.parametrize(("files", "inside"), SETS, ids=IDS)
def test_volumes_inside_a_container(
    tmp_path: Path, files: list[tuple[str, bytes]], inside: list[tuple[str, int]]
) -> None:
    """In one folder of a zip, beside a document; the same names in another folder are another set."""
    note = ("说明.txt", b"volumes")
    found = sent(tmp_path, [("全部.zip", whole(note, *((f"卷/{name}", data) for name, data in files)))])
    first = "材料.z01" if "材料.z01" in dict(files) else files[0][0]
    deep = [each for each in found if each.container == f"全部.zip/{first}"]
    assert [(each.name, each.size) for each in deep] == inside
    assert all(each.troubles == () for each in found if each.kind is Kind.ARCHIVE)
    scattered = sent(tmp_path, [("全部.zip", whole(*((f"{n}/{name}", data) for n, (name, data) in enumerate(files))))])
    assert any(each.has(TroubleKind.UNREADABLE) for each in scattered)


def test_volumes_that_came_before_a_broken_member_are_joined_all_the_same(tmp_path: Path) -> None:
    volumes = numbered(whole(PLAN), "材料.zip", 2)
    packed = bytearray(whole(*volumes, ("坏.txt", bytes(range(256)) * 8)))
    packed[packed.rindex(bytes(range(200)))] ^= 0xFF
    found = sent(tmp_path, [("全部.zip", bytes(packed))])
    assert [each.name for each in found if each.name == "筹备方案.txt"] == ["筹备方案.txt"]
    assert found[0].has(TroubleKind.UNREADABLE)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("甲.part1.rar", rar5(*PLAN)), ("甲.part2.rar", rar5(*REPORT))], TWO),
        ([("材料.z01", b"notes"), ("材料.zip", whole(PLAN))], TWO[:1]),
        ([("a.zip.001", whole(PLAN)), ("a.zip.002", whole(REPORT))], TWO[:1]),
        ([("材料.zip", whole(PLAN)), ("材料.rar", rar5(*REPORT))], TWO),
    ],
    ids=["whole ones called parts", "a zip that is no last volume", "two zips, numbered", "a zip and a rar"],
)
def test_what_is_no_set_is_not_joined(
    tmp_path: Path, files: list[tuple[str, bytes]], expected: list[tuple[str, int]]
) -> None:
    found = sent(tmp_path, files)
    assert [(each.name, each.size) for each in found if each.container is not None] == expected


def test_the_limits_hold_for_what_is_joined(tmp_path: Path) -> None:
    files = numbered(whole(PLAN, REPORT), "材料.zip", 3)
    too_long = sent(tmp_path, files, Limits(document_bytes=4000))
    assert [each.troubles[0].kind for each in too_long] == [TroubleKind.UNREADABLE] * 3  # each told as a volume
    bomb = numbered(whole(("a", bytes(900_000)), method=zipfile.ZIP_DEFLATED), "材料.zip", 2)
    (first, second) = sent(tmp_path, bomb, Limits(ratio=20, ratio_from_bytes=100_000))
    assert (first.troubles[0].kind, second.troubles) == (TroubleKind.TOO_LARGE, ())


def test_a_last_volume_that_lacks_where_a_file_ends(tmp_path: Path) -> None:
    """Each file whole, but the end block says that another volume follows."""
    first = rar_parts(PLAN[0], PLAN[1], 1000)
    following = rar_parts(REPORT[0], REPORT[1], 1000)[0][1]
    found = sent(tmp_path, [*first[:1], ("材料.part2.rar", following)])
    assert [each.troubles[0].kind for each in found] == [TroubleKind.UNREADABLE] * 2

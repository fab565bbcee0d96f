"""csv files as office programs save them."""

from pathlib import Path

import pytest

from review_export.csv_file import rows_of

ROWS = [["单位名称", "备注"], ["青河省科协", '第一行\n第二行，“引号”"'], ["", ""]]
TEXT = '单位名称,备注\r\n青河省科协,"第一行\n第二行，“引号”"""\r\n,\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_whatever_it_was_saved_as(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT.encode(encoding))
    assert list(rows_of(tmp_path / "a.csv")) == ROWS


def test_old_line_ends_and_lines_within_a_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes('a,b\rc,"d\u2028e"\r'.encode())
    assert list(rows_of(tmp_path / "a.csv")) == [["a", "b"], ["c", "d\u2028e"]]


def test_what_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(UnicodeDecodeError):
        list(rows_of(tmp_path / "a.csv"))

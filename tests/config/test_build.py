"""What the house is built of, from its settings."""

from pathlib import Path

from config.build import house
from config.settings import load_settings

_CONFIG = """
call = ["2020-29"]
[[mailbox]]
host = "one.example.org"
username = "a"
poll_seconds = 5
[[mailbox]]
host = "two.example.org"
username = "b"
poll_seconds = 300
[watch]
folder = "drop"
"""


def test_each_mailbox_is_polled_as_often_as_it_says(tmp_path: Path) -> None:
    (tmp_path / "baosong.toml").write_text(_CONFIG)
    with house(load_settings(tmp_path / "baosong.toml", None)) as built:
        paces = {source.name: source.poll_seconds for source in built.service.sources}
    assert paces == {"邮箱a": 5, "邮箱b": 300, f"文件夹{tmp_path / 'drop'}": 30}
    assert list((tmp_path / "baosong-data" / "scratch").iterdir()) == []

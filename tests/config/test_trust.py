"""signatures.trust_folder: certificates in, or one clear line."""

from pathlib import Path

import pytest

from config.build import limits
from config.settings import Settings, SignatureSettings
from intake.errors import ConfigurationError
from tests.signing import AUTHORITY


def settings(folder: Path) -> Settings:
    return Settings(signatures=SignatureSettings(trust_folder=str(folder)))


def test_certificates_of_the_folder_go_to_the_parsing_processes(tmp_path: Path) -> None:
    (tmp_path / "root.cer").write_bytes(AUTHORITY.certificate)
    (tmp_path / "notes.txt").write_text("no certificate")
    assert limits(settings(tmp_path)).trust_roots == (AUTHORITY.certificate,)
    assert limits(Settings()).trust_roots == ()


@pytest.mark.parametrize(
    ("files", "says"),
    [({}, "没有证书文件"), ({"root.pem": b"nothing of the kind"}, "不是证书文件"), (None, "不能读取")],
    ids=["none", "no certificate", "no folder"],
)
def test_what_is_wrong_with_the_folder_is_said(files: dict[str, bytes] | None, says: str, tmp_path: Path) -> None:
    for name, data in (files or {}).items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigurationError, match=says):
        limits(settings(tmp_path / "gone" if files is None else tmp_path))

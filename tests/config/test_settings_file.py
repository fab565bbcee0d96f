"""Settings: defaults, paths, secrets, and one clear Chinese line for everything that is wrong with them."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from config.settings import DEFAULT_DATA, Secrets, Settings, load_settings
from intake.errors import ConfigurationError

EXAMPLE = Path(__file__).parents[2] / "config" / "example.toml"
_SMTP = '[smtp]\nhost = "h"\nfrom = "a@example.org"\n'
_MAILBOX = '[[mailbox]]\nhost = "h"\nusername = "u"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "baosong.toml"
    file.write_text(text, "utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(written(folder, text), None)
    return str(caught.value)


def section_of(annotation: Any) -> type[BaseModel] | None:
    """The model of a section, behind `| None` or in a tuple."""
    models = [
        each for each in (annotation, *get_args(annotation)) if isinstance(each, type) and issubclass(each, BaseModel)
    ]
    return models[0] if models else None


def keys(model: type[BaseModel]) -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        key = field.alias or name
        section = section_of(field.annotation)
        found |= {f"{key}.{inner}" for inner in keys(section)} if section else {key}
    return found


def test_the_example_shows_every_setting_and_loads() -> None:
    content = tomllib.loads(EXAMPLE.read_text("utf-8"))
    shown: set[str] = set()
    for key, value in content.items():
        section = value[0] if isinstance(value, list) and isinstance(value[0], dict) else value
        shown |= {f"{key}.{inner}" for inner in section} if isinstance(section, dict) else {key}
    assert shown == keys(Settings)
    assert load_settings(EXAMPLE, None).mailbox[0].since == date(2020, 4, 9)


def test_the_example_shows_the_defaults() -> None:
    shown = load_settings(EXAMPLE, None)
    for name, section in (
        ("mailbox", shown.mailbox[0]),
        ("smtp", shown.smtp),
        *((key, getattr(shown, key)) for key in ("records", "blobs", "queue", "replies", "watch", "web", "parsing")),
    ):
        for key, field in type(section).model_fields.items():
            if not field.is_required() and key not in ("since", "username", "password_file"):
                assert getattr(section, key) == field.default, f"{name}.{key}"


def test_the_example_explains_every_setting() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    told = [number for number, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    assert told
    for number in told:
        explained = lines[number - 1].startswith("# ") or lines[number].startswith("password_env")
        assert explained, lines[number]


def test_contract_defaults() -> None:
    settings = load_settings(None, None)
    assert settings.call == ()
    assert settings.records_url == "sqlite:///baosong-data/records.db"
    assert settings.blobs_folder == Path("baosong-data/blobs")
    assert (settings.queue.kind, settings.queue.workers) == ("embedded", 2)
    assert (settings.replies.mode, settings.replies.wait_seconds, settings.replies.max_per_hour) == ("send", 180, 600)
    assert (settings.replies.max_per_address_day, settings.replies.max_per_submission_day) == (20, 10)
    assert (settings.web.host, settings.web.port) == ("127.0.0.1", 8029)
    assert settings.watch.folder == ""


def test_contract_defaults_of_servers(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, _MAILBOX + _SMTP), None)
    (box,), smtp = settings.mailbox, settings.smtp
    assert (box.port, box.security, box.folders, box.done, box.poll_seconds) == (993, "tls", ("INBOX",), "flag", 30)
    assert box.since is None
    assert smtp is not None
    assert (smtp.port, smtp.security, smtp.username, smtp.sent_folder, smtp.sender) == (
        465,
        "tls",
        "",
        "",
        "a@example.org",
    )


def test_paths_are_the_files(tmp_path: Path) -> None:
    file = written(tmp_path, '[records]\nurl = "sqlite:///store/r.db"\n[blobs]\nurl = "file:store/b"\n')
    settings = load_settings(file, None)
    assert settings.records_url == f"sqlite:///{tmp_path}/store/r.db"
    assert settings.blobs_folder == tmp_path / "store/b"


def test_absolute_paths_stay(tmp_path: Path) -> None:
    settings = load_settings(
        written(tmp_path, '[records]\nurl = "sqlite:////var/r.db"\n[blobs]\nurl = "file:///var/b"\n'), None
    )
    assert (settings.records_url, settings.blobs_folder) == ("sqlite:////var/r.db", Path("/var/b"))


def test_defaults_lie_beside_the_file(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, ""), None).data == tmp_path / DEFAULT_DATA


def test_data_moves_the_defaults_only(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[blobs]\nurl = "file:b"\n'), Path("elsewhere"))
    assert (settings.records_url, settings.blobs_folder) == ("sqlite:///elsewhere/records.db", tmp_path / "b")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "baosong.toml"
    file.write_bytes(b"\xef\xbb\xbf[web]\nport = 9000\n")
    assert load_settings(file, None).web.port == 9000


def test_password_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, ""), None)
    (tmp_path / "s").write_text("correct horse \r\n")
    assert settings.secret(Secrets(password_file="s"), "smtp") == "correct horse "


def test_password_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(written(tmp_path, ""), None)
    monkeypatch.setenv("THE_SECRET", "battery")
    assert settings.secret(Secrets(password_env="THE_SECRET"), "smtp") == "battery"
    assert settings.secret(Secrets(), "smtp") == ""


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (Secrets(password_env="NOT_THERE_AT_ALL"), "mailbox[0].password_env所指的环境变量NOT_THERE_AT_ALL没有设置"),
        (Secrets(password_file="missing"), "没有这个文件"),
        (Secrets(password_file="."), "目录"),
        (Secrets(password_file="binary"), "不是文本文件"),
    ],
)
def test_a_password_out_of_reach(section: Secrets, said: str, tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\xff")
    settings = load_settings(written(tmp_path, ""), None)
    with pytest.raises(ConfigurationError) as caught:
        settings.secret(section, "mailbox[0]")
    assert said in str(caught.value)
    assert "mailbox[0].password_" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('cal = ["2020-29"]', "不认识的设置cal，是不是call？"),
        ("[web]\nprot = 1", "不认识的设置web.prot，是不是port？"),
        ("[zzzzzz]\na = 1", "不认识的设置zzzzzz，请删去"),
        ('call = "2020-29"', "设置call是“2020-29”，应为列表"),
        ("[web]\nport = 70000", "设置web.port是70000，不应大于65535"),
        ("[web]\nport = 0", "设置web.port是0，不应小于1"),
        ('[web]\nport = "many"', "设置web.port是“many”，应为整数"),
        ("[web]\nport = 80.5", "设置web.port是80.5，应为整数"),
        ("[web]\nhost = 7", "设置web.host是7，应为文字"),
        ("web = 7", "设置web是7，应为一节设置"),
        ('[replies]\nmode = "sned"', "设置replies.mode是“sned”，应为'send'或'hold'"),
        ("[replies]\nwait_seconds = -1", "设置replies.wait_seconds是-1，不应小于0"),
        ('[replies]\nwait_seconds = "long"', "设置replies.wait_seconds是“long”，应为数字"),
        ("[queue]\nworkers = 0", "设置queue.workers是0，不应小于1"),
        ('[queue]\nkind = "magic"', "设置queue.kind是“magic”，应为"),
        ('[[mailbox]]\nhost = "h"', "缺少设置mailbox[0].username，请补上"),
        (_MAILBOX + 'security = "ssl"', "设置mailbox[0].security是“ssl”，应为'tls', 'starttls'或'none'"),
        (_MAILBOX + 'since = "yesterday"', "设置mailbox[0].since是“yesterday”，应为日期"),
        (_MAILBOX + "since = 2020-04-09T10:00:00", "设置mailbox[0].since是2020-04-09T10:00:00，应为日期"),
        (_MAILBOX + "poll_seconds = 0", "设置mailbox[0].poll_seconds是0，应大于0"),
        (_MAILBOX + _MAILBOX + "port = 0", "设置mailbox[1].port是0"),
        (_MAILBOX + 'password = "in the open"', "不认识的设置mailbox[0].password"),
        ('[smtp]\nhost = "h"', "缺少设置smtp.from，请补上"),
        ('[smtp]\nhost = ""\nfrom = "a@example.org"', "设置smtp.host是“”，不能为空"),
        ('[smtp]\nhost = "h"\nfrom = "活动办公室"', "设置smtp.from是“活动办公室”，应为“名称 <地址>”"),
        ('[smtp]\nhost = "h"\nfrom = "a..b@example.org"', "应为“名称 <地址>”"),
        ('[[mailbox]]\nhost = ""\nusername = "u"', "设置mailbox[0].host是“”，不能为空"),
        ('[[mailbox]]\nhost = "h"\nusername = ""', "设置mailbox[0].username是“”，不能为空"),
        (_MAILBOX + "folders = []", "设置mailbox[0].folders是[]，不能为空"),
        ('[web]\nhost = ""', "设置web.host是“”，不能为空"),
        ("mailbox = 1", "设置mailbox是1，应为列表"),
        ("[web\n", "不是有效的TOML"),
        ('base = "/"', "不认识的设置base"),
        ('data = "/"', "不认识的设置data"),
    ],
)
def test_a_wrong_setting(text: str, said: str, tmp_path: Path) -> None:
    line = refusal(tmp_path, text)
    assert said in line
    assert str(tmp_path / "baosong.toml") in line
    assert "\n" not in line
    assert "in the open" not in line


def test_a_file_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml不能读取（没有这个文件"):
        load_settings(tmp_path / "nowhere.toml", None)


def test_a_folder_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="不能读取（这是一个目录，应为文件）"):
        load_settings(tmp_path, None)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "gbk.toml"
    file.write_bytes('[watch]\nfolder = "材料"\n'.encode("gbk"))
    with pytest.raises(ConfigurationError, match="请另存为UTF-8编码"):
        load_settings(file, None)


@pytest.mark.parametrize("url", ["s3:bucket", "s3://", "s3:///prefix", "blobs", "http://example.org"])
def test_a_store_that_is_none(url: str, tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, f'[blobs]\nurl = "{url}"\n'), None)
    with pytest.raises(ConfigurationError, match=f"blobs.url“{url}”不能用，请用file:目录或s3://存储桶/前缀"):
        assert settings.blobs_folder


_BUCKET = '[blobs]\nurl = "s3://bucket/prefix"\n'


def test_a_buckets_keys_come_from_files_or_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings(written(tmp_path, _BUCKET), None)
    assert settings.blobs_folder is None
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert settings.bucket_keys == ("", "")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "office")
    with pytest.raises(ConfigurationError, match="缺少secret_key，请设置secret_key_file或secret_key_env"):
        assert settings.bucket_keys
    (tmp_path / "s3.secret").write_text("correct-horse\n")
    settings = load_settings(written(tmp_path, _BUCKET + 'secret_key_file = "s3.secret"\n'), None)
    assert settings.bucket_keys == ("office", "correct-horse")
    settings = load_settings(written(tmp_path, _BUCKET + 'secret_key_file = "nowhere"\n'), None)
    with pytest.raises(ConfigurationError, match=r"^blobs.secret_key_file所指的.*nowhere不能读取"):
        assert settings.bucket_keys


def test_nobodys_home_stays_as_written(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, '[watch]\nfolder = "~nosuchperson/in"\n'), None)
    assert settings.path(settings.watch.folder) == tmp_path / "~nosuchperson/in"

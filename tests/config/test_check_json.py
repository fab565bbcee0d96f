"""`baosong check --json` is CONTRACT's, over all sample mails and whatever else a path may name."""

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config.demo.prepared import SAMPLES
from tests.config import schema
from tests.config.commands import Commands, Said, as_a_process, as_a_user, one_line
from tests.forms import filled

pytestmark = pytest.mark.parts  # the whole command over all samples, with its processes

EXPECTED = tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8"))
ENQUIRY = "11-enquiry.eml"
AUTOMATIC = "10-auto-reply.eml"
LINK = "12-cloud-link.eml"


def objects(said: Said) -> list[dict[str, Any]]:
    assert "Traceback" not in said.err
    found = [json.loads(line) for line in said.out.splitlines()]
    for each in found:
        schema.message(each, each["source"])
        schema.consistent(each)
    return found


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Said:
    folder = tmp_path_factory.mktemp("user") / "home"
    folder.mkdir()
    done = as_a_user(folder, "check", str(SAMPLES), "--json")
    return Said(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def by_name(samples: Said) -> dict[str, dict[str, Any]]:
    return {Path(each["source"]).stem: each for each in objects(samples)}


def test_samples_have_the_contracts_shape(samples: Said) -> None:
    assert [each["source"] for each in objects(samples)] == sorted(path.name for path in SAMPLES.glob("*.eml"))
    assert (samples.code, samples.err) == (1, "")


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_sample_as_intended(name: str, by_name: dict[str, dict[str, Any]]) -> None:
    each = by_name[name]
    codes = [f["code"] for f in each["findings"]] + [f["code"] for s in each["submissions"] for f in s["findings"]]
    assert (each["verdict"], codes) == (EXPECTED[name]["verdict"], EXPECTED[name]["findings"])


def test_a_complete_sample_in_full(by_name: dict[str, dict[str, Any]]) -> None:
    each = by_name["01-complete-scan"]
    assert each["message"] == {
        "message_id": "<demo.0001@spruce.example.org>",
        "from": "jiang@spruce.example.org",
        "subject": "筹备方案报送",
        "received_at": "2020-04-16T10:12:05+08:00",
        "automatic": False,
        "reply_to": "jiang@spruce.example.org",
    }
    word, pdf = each["documents"]
    assert (word["kind"], word["role"], word["pages"], word["text_source"]) == ("docx", "plan_word", None, "native")
    assert (pdf["kind"], pdf["role"], pdf["pages"], pdf["text_source"]) == ("pdf", "plan_pdf", 1, "ocr")
    (stamp,) = pdf["stamps"]
    assert (stamp["page"], stamp["kind"], stamp["shape"], stamp["matches_organisation"]) == (1, "ink", "official", True)
    (submission,) = each["submissions"]
    fields = submission["fields"]
    assert submission["documents"] == ["1", "2"]
    assert submission["similarity"] > 0.9
    assert fields["modules"] == ["团结引领", "为民服务"]
    assert (fields["contact_mobile"], fields["submitted_on"]) == ("13900001201", "2020-04-16")
    assert fields["contact_fax"] is None
    assert "\n" in fields["plan_text"]


def test_members_of_a_container(by_name: dict[str, dict[str, Any]]) -> None:
    outer, *members = by_name["07-zip"]["documents"]
    assert (outer["id"], outer["role"], outer["kind"]) == ("1", "ignored", "archive")
    assert {each["container"] for each in members} == {outer["name"]}
    assert [each["id"] for each in members] == ["1.1", "1.2"]


def test_automatic_mail_is_never_answered(by_name: dict[str, dict[str, Any]]) -> None:
    for name in ("10-auto-reply", "13-bounce"):
        message = by_name[name]["message"]
        assert (message["automatic"], message["reply_to"]) == (True, None)


@pytest.fixture
def post(home: Path) -> Callable[[str], Path]:
    return lambda name: Path(shutil.copy(SAMPLES / name, home / name))


def test_ignored_alone_needs_no_attention(post: Callable[[str], Path], baosong: Commands) -> None:
    said = baosong("check", post(AUTOMATIC), "--json")
    assert (said.code, said.err, objects(said)[0]["verdict"]) == (0, "", "ignored")


def test_in_the_order_given(post: Callable[[str], Path], baosong: Commands) -> None:
    given = [post(name) for name in (LINK, AUTOMATIC, ENQUIRY)]
    said = baosong("check", *given, given[0], "--json")
    assert [each["source"] for each in objects(said)] == [LINK, AUTOMATIC, ENQUIRY, LINK]
    assert said.code == 1


def test_a_folder_of_mails_is_its_mails(home: Path, baosong: Commands) -> None:
    folder = home / "mails"
    folder.mkdir()
    for name in (ENQUIRY, AUTOMATIC):
        shutil.copy(SAMPLES / name, folder)
    (folder / "readme.txt").write_text("not a mail")
    assert [each["source"] for each in objects(baosong("check", folder, "--json"))] == [AUTOMATIC, ENQUIRY]


def test_a_folder_of_documents_is_one_mail(home: Path, baosong: Commands) -> None:
    folder = home / "报送材料"
    (folder / "inner").mkdir(parents=True)
    (folder / "方案.docx").write_bytes(filled())
    (folder / "inner" / "说明.txt").write_text("随附说明", "utf-8")
    (folder / ".DS_Store").write_bytes(b"\0")
    said = baosong("check", folder, "--json", "--received-at", "2020-04-20T10:00")
    (each,) = objects(said)
    assert each["source"] == "报送材料"
    assert {document["name"] for document in each["documents"]} == {"方案.docx", "说明.txt"}
    assert [submission["organisation"] for submission in each["submissions"]] == ["中国云杉工程学会"]
    assert [f["code"] for f in each["submissions"][0]["findings"]] == ["pdf_missing"]
    assert each["message"]["reply_to"] is None


def test_a_single_document(home: Path, baosong: Commands) -> None:
    (home / "方案.docx").write_bytes(filled())
    (each,) = objects(baosong("check", "方案.docx", "--json", "--received-at", "2020-04-20"))
    assert (each["source"], each["verdict"]) == ("方案.docx", "correction")
    assert each["documents"][0]["role"] == "plan_word"


def test_a_name_that_isnt_utf_8(home: Path, baosong: Commands) -> None:
    Path(b"/".join((bytes(home), "方案.docx".encode("gbk"))).decode("utf-8", "surrogateescape")).write_bytes(filled())
    (each,) = objects(baosong("check", *home.iterdir(), "--json"))
    assert (each["source"], each["documents"][0]["name"]) == ("方案.docx", "方案.docx")


@pytest.mark.parametrize(("name", "data"), [("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ("a.eml", b""), ("b.eml", b"\0\xff" * 400), ("a.bin", b"\x07"), ("empty.docx", b"")])  # fmt: skip
def test_odd_input_is_an_object_like_any_other(name: str, data: bytes, home: Path, baosong: Commands) -> None:
    (home / name).write_bytes(data)
    (each,) = objects(baosong("check", name, "--json"))
    assert each["verdict"] in ("review", "correction")
    assert each["source"] == name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2020-04-20T10:00", "2020-04-20T10:00:00+08:00"),
        ("2020-04-20 10:00:07", "2020-04-20T10:00:07+08:00"),
        ("2020-04-20", "2020-04-20T00:00:00+08:00"),
        ("2020-04-20T10:00:00+08:00", "2020-04-20T10:00:00+08:00"),
        ("2020-04-20T02:00:00Z", "2020-04-20T10:00:00+08:00"),
        ("2020-04-19T22:00:00-04:00", "2020-04-20T10:00:00+08:00"),
    ],
)
def test_received_at(given: str, shown: str, post: Callable[[str], Path], baosong: Commands) -> None:
    (each,) = objects(baosong("check", post(AUTOMATIC), "--json", "--received-at", given))
    assert each["message"]["received_at"] == shown


@pytest.mark.parametrize(
    ("headers", "shown"),
    [
        ("Received: from a by b; Mon, 20 Apr 2020 02:00:00 +0000\nReceived: from c by a; Sun, 19 Apr 2020 10:00:00 +0800\nDate: Sat, 18 Apr 2020 10:00:00 +0800\n", "2020-04-20T10:00:00+08:00"),
        ("Date: Sat, 18 Apr 2020 10:00:00 +0800\n", "2020-04-18T10:00:00+08:00"),
    ],
    ids=["topmost Received", "Date"],
)  # fmt: skip
def test_received_at_by_the_headers(headers: str, shown: str, home: Path, baosong: Commands) -> None:
    (home / "a.eml").write_text(f"From: a@example.org\nSubject: hello\n{headers}\nhello\n")
    (each,) = objects(baosong("check", "a.eml", "--json"))
    assert each["message"]["received_at"] == shown


def test_nothing_is_stored(post: Callable[[str], Path], home: Path, baosong: Commands) -> None:
    post(ENQUIRY)
    assert baosong("check", ENQUIRY, "--json").code == 1
    assert [path.name for path in home.iterdir()] == [ENQUIRY]


def test_a_missing_path_among_others_starts_nothing(post: Callable[[str], Path], baosong: Commands) -> None:
    assert one_line(baosong("check", post(ENQUIRY), "gone.eml", "--json")) == "没有gone.eml这个文件或文件夹"


def test_for_a_person_no_sentence_is_broken_in_a_pipe(post: Callable[[str], Path], baosong: Commands) -> None:
    post(LINK), post(ENQUIRY)
    found = objects(baosong("check", LINK, ENQUIRY, "--json"))
    details = [finding["detail"] for each in found for finding in each["findings"]]
    said = baosong("check", LINK, ENQUIRY)
    assert max(map(len, details)) > 30
    for detail in details:
        assert any(detail in line for line in said.out.splitlines()), detail


def test_no_colour_where_none_is_wanted(post: Callable[[str], Path], home: Path) -> None:
    post(AUTOMATIC)
    said = as_a_process(home, "check", AUTOMATIC, NO_COLOR="1", TERM="xterm-256color")
    assert "\x1b[" not in said.out
    assert "非报送邮件" in said.out


def test_json_is_utf_8_whatever_the_terminal(post: Callable[[str], Path], home: Path) -> None:
    post(ENQUIRY)
    said = as_a_process(home, "check", ENQUIRY, "--json", PYTHONIOENCODING="ascii")
    assert objects(said)[0]["message"]["subject"] == "咨询样表填写"


def test_a_mail_that_parsing_cant_finish_is_a_persons_and_the_next_goes_on(
    post: Callable[[str], Path], home: Path, baosong: Commands
) -> None:
    (home / "hasty.toml").write_text("[parsing]\nseconds = 0.001\n")
    given = [post("01-complete-scan.eml"), post("02-complete-digital.eml")]
    said = baosong("check", *given, "--json", "--config", "hasty.toml", "--received-at", "2020-04-20")
    found = objects(said)
    assert [each["source"] for each in found] == ["01-complete-scan.eml", "02-complete-digital.eml"]
    assert (said.code, {each["verdict"] for each in found}) == (1, {"review"})
    assert all("邮件未能解析" in each["findings"][0]["detail"] for each in found)

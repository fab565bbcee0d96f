"""The main job on real parts: mails in Dovecot, the service, answers at the SMTP sink, the spreadsheet."""

import csv
import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from config.demo.prepared import SAMPLES
from tests.parts.dovecot import Dovecot
from tests.parts.service import Installed, installed
from tests.parts.sink import Sink, sink

pytestmark = pytest.mark.parts
TAKEN = [
    "01-complete-scan",
    "03-only-word",
    "05-no-mobile",
    "07-zip",
    "10-auto-reply",
    "11-enquiry",
    "13-bounce",
    "14-versions-differ",
]
UNRELATED = (
    b"From: =?utf-8?B?5ZGo?= <zhou@friend.example.org>\r\nTo: <someone@else.example.org>\r\n"
    b"Subject: lunch\r\nMessage-ID: <lunch@friend.example.org>\r\nDate: Mon, 20 Apr 2020 12:00:00 +0800\r\n\r\nnoon?\r\n"
)


class Walked:
    """The service after one run, and everything it left."""

    def __init__(self, service: Installed, arrived: Sink, flags: dict[int, set[bytes]], code: int) -> None:
        self.service, self.arrived, self.flags, self.code = service, arrived, flags, code
        self.letters = {str(letter["In-Reply-To"]): letter for letter in arrived.messages}


def original(name: str) -> EmailMessage:
    return message_from_bytes((SAMPLES / f"{name}.eml").read_bytes(), policy=policy.default)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def walked(imap_server: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("office")
    imap_server.deliver("walk", *((SAMPLES / f"{name}.eml").read_bytes() for name in TAKEN), UNRELATED)
    with imap_server.client("walk") as client:  # somebody of the office has read one on the web
        client.select_folder("INBOX")
        client.add_flags([1], [b"\\Seen"])
    with sink() as arrived:
        service = installed(folder, imap_server, "walk", arrived)
        ended = service.run("run", "--once")
        assert "Traceback" not in ended.stderr, ended.stderr
        yield Walked(service, arrived, imap_server.flags("walk"), ended.returncode)


def answer(walked: Walked, name: str) -> EmailMessage:
    return walked.letters[str(original(name)["Message-ID"])]


def test_everybody_who_is_owed_a_letter_has_exactly_one(walked: Walked) -> None:
    assert walked.code == 0
    answered = [name for name in TAKEN if str(original(name)["Message-ID"]) in walked.letters]
    assert answered == ["01-complete-scan", "03-only-word", "05-no-mobile", "07-zip", "14-versions-differ"]
    assert len(walked.arrived.received) == len(answered)


def test_a_letter_is_threaded_and_marked_automatic(walked: Walked) -> None:
    asked, letter = original("01-complete-scan"), answer(walked, "01-complete-scan")
    assert letter["In-Reply-To"] == asked["Message-ID"]
    assert str(asked["Message-ID"]) in str(letter["References"])
    assert letter["Auto-Submitted"] == "auto-replied"
    assert str(letter["To"]) == asked["From"].addresses[0].addr_spec
    assert letter["From"].addresses[0].addr_spec == "submit@office.example.org"


def test_an_acknowledgement_names_everything_and_promises_nothing(walked: Walked) -> None:
    text = answer(walked, "01-complete-scan").get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in ("中国云杉工程学会", "云杉林下的科技工作者节", "2020-29-", "（盖章）.pdf", "不代表审核通过或入选"):
        assert words in text


def test_a_correction_says_what_to_mend_and_names_no_date_that_has_passed(walked: Walked) -> None:
    text = answer(walked, "05-no-mobile").get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "手机" in text
    assert "请尽快" in text  # it is long after April 2020
    assert "2020年4月22日" not in text
    assert "2020年4月24日" not in text


def test_what_a_person_must_decide_is_received_without_a_verdict_and_its_letter_held(walked: Walked) -> None:
    text = answer(walked, "14-versions-differ").get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "工作人员正在核对" in text
    assert "不一致" not in text
    held = [json.loads(line) for line in walked.service.run("outbox", "--json").stdout.splitlines()]
    assert [(row["state"], row["to"]) for row in held] == [("held", "hua@bee.example.org")]


def test_the_mailbox_is_told_by_our_keyword_and_nothing_else_is_touched(walked: Walked) -> None:
    ours = {number for number, name in enumerate(TAKEN, 1) if name not in ("10-auto-reply", "11-enquiry", "13-bounce")}
    assert {uid for uid, flags in walked.flags.items() if b"$Baosong" in flags} == ours
    assert {uid for uid, flags in walked.flags.items() if b"\\Seen" in flags} == {1}  # as the office left it
    assert walked.flags[len(TAKEN) + 1] == set()


def test_the_numbers_and_the_fixity(walked: Walked) -> None:
    status = walked.service.status()
    assert status["mails"] == len(TAKEN) + 1
    assert status["ignored"] == 2
    assert status["submissions"] == {"accepted": 2, "correction": 2, "review": 1}
    assert status["outbox"] == {"waiting": 0, "held": 1, "in_doubt": 0, "sent": 5, "failed": 0}
    assert status["queue"] == {"waiting": 0, "running": 0, "dead": 0}
    assert status["last_error"] is None
    verified = walked.service.run("verify", "--json")
    said = json.loads(verified.stdout)
    assert (verified.returncode, said["missing"], said["corrupt"], said["unknown"], said["database"]) == (
        0,
        [],
        [],
        [],
        [],
    )
    assert said["blobs"] >= len(TAKEN)


def test_the_spreadsheets_hold_their_rows(walked: Walked) -> None:
    folder: Path = walked.service.folder
    for name, readers in (("评审.xlsx", "reviewers"), ("办公室.xlsx", "office"), ("办公室.csv", "office")):
        assert walked.service.run("export", name, "--for", readers).returncode == 0
    reviewers = openpyxl.load_workbook(folder / "评审.xlsx").worksheets[0]
    titles = [cell.value for cell in reviewers[1]]
    rows = [dict(zip(titles, row, strict=True)) for row in reviewers.iter_rows(min_row=2, values_only=True)]
    assert {row["活动名称"] for row in rows} == {"云杉林下的科技工作者节", "松果科普列车"}
    assert not {"手机", "姓名", "电子邮箱"} & set(titles)
    office = openpyxl.load_workbook(folder / "办公室.xlsx").worksheets[0]
    assert office.max_row == 6
    with (folder / "办公室.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["手机"] for row in csv.DictReader(stream)} >= {"13900001201", ""}


def test_words_of_a_scan_are_found_again(walked: Walked) -> None:
    found = walked.service.run("search", "林间课堂", "--json")
    hits = [json.loads(line) for line in found.stdout.splitlines()]
    assert any(hit["organisation"] == "中国云杉工程学会" and hit["where"].endswith("第1页") for hit in hits)
    assert walked.service.run("search", "不存在的词语", "--json").stdout == ""


def test_a_second_run_takes_nothing_and_answers_nobody(walked: Walked) -> None:
    before = len(walked.arrived.received)
    assert walked.service.run("run", "--once").returncode == 0
    assert len(walked.arrived.received) == before
    assert walked.service.status()["mails"] == len(TAKEN) + 1

"""A letter that came back, as the officer meets it: in `status`, in `outbox`, and struck off once somebody has called."""

import json
from pathlib import Path

import pytest

from archive.outbox import SqlOutbox
from archive.records import open_records
from intake.bounces import Bounce
from intake.ports import Filing
from tests.archive.filings import NOON, assessed, examination, file, register, simple
from tests.config.commands import Commands

pytestmark = pytest.mark.parts  # on an archive of its own


@pytest.fixture
def bounced(home: Path) -> Path:
    """One letter was sent and came back; nobody is known by telephone."""
    records = open_records(f"sqlite:///{home}/baosong-data/records.db", "example.org")
    file(records, simple(b"first"))
    box = SqlOutbox(records)
    (row,) = box.waiting()
    box.claim(row.id, NOON)
    box.sent(row.id, NOON)
    digest = register(records, b"bounce", 99)
    with records.transaction() as transaction:
        bounce = Bounce((row.message_id,), (), (), "收件人邮箱已满")
        transaction.file(digest, Filing(assessed(examination(b"bounce")), (), NOON, bounce=bounce))
    records.engine.dispose()
    return home


def test_shown_until_somebody_has_called(bounced: Path, baosong: Commands) -> None:
    assert "退信    1封" in baosong("status").out
    said = baosong("outbox").out
    assert "zhangsan@example.org  收件人邮箱已满" in said
    assert "没有留下电话" in said
    assert baosong("outbox", "called", "1").code == 0
    assert "退信" not in baosong("status").out
    assert baosong("outbox", "called", "1").code == 1


def test_counts_stay_and_json_says_why(bounced: Path, baosong: Commands) -> None:
    assert json.loads(baosong("status", "--json").out)["outbox"]["sent"] == 1
    (line,) = baosong("outbox", "--json").out.splitlines()
    assert {key: json.loads(line)[key] for key in ("state", "bounced", "telephone")} == {
        "state": "sent",
        "bounced": "收件人邮箱已满",
        "telephone": "",
    }


def test_the_rosters_telephone_where_no_form_names_one(bounced: Path, baosong: Commands) -> None:
    shipped = Path(__file__).parents[2] / "config" / "calls"
    call = (shipped / "2020-29.toml").read_text("utf-8").replace("address = ", 'roster = "名册.csv"\naddress = ', 1)
    (bounced / "call.toml").write_text(call, "utf-8")
    (bounced / "2020-29-plan.docx").write_bytes((shipped / "2020-29-plan.docx").read_bytes())
    (bounced / "名册.csv").write_text("单位名称,邮箱,电话\n云杉学会,zhangsan@example.org,0123-5550101\n", "utf-8")
    (bounced / "baosong.toml").write_text('call = ["call.toml"]\n', "utf-8")
    assert "请致电0123-5550101" in baosong("--config", "baosong.toml", "outbox").out

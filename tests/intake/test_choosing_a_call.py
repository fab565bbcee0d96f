"""Which call a mail is for, where one mailbox serves several."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake.call import Call
from intake.pipeline import choose_call
from intake.receipt import format_receipt
from parsers.facts import Address
from tests.archive.filings import CALL, NOON, examination

NEWER = replace(CALL, name="2020-30", opened=CALL.opened + timedelta(days=30))
ELSEWHERE = replace(CALL, name="2020-2", address="else@example.org")
CALLS = (CALL, NEWER, ELSEWHERE)
LATER = NOON + timedelta(days=60)


@pytest.mark.parametrize(
    ("calls", "received", "said", "chosen"),
    [
        (CALLS, NOON, {}, CALL),
        (CALLS, LATER, {}, NEWER),
        (CALLS, LATER, {"to": (Address("", "Else@Example.org"),)}, ELSEWHERE),
        (CALLS, LATER, {"to": ()}, NEWER),
        (CALLS, LATER, {"subject": f"回复：〔{format_receipt(CALL.name, 7)}〕筹备方案"}, CALL),
        (CALLS, LATER, {"quoted": f"收件编号：{format_receipt(ELSEWHERE.name, 7)}"}, ELSEWHERE),
        (CALLS, LATER, {"text": f"{format_receipt(CALL.name, 7)}、{format_receipt(ELSEWHERE.name, 1)}"}, NEWER),
        ((NEWER,), datetime(2020, 1, 1, tzinfo=NOON.tzinfo), {}, NEWER),
    ],
)
def test_the_call_of_a_mail(calls: tuple[Call, ...], received: datetime, said: dict[str, object], chosen: Call) -> None:
    assert choose_call(calls, examination(b"a", **said).mail, received) == chosen

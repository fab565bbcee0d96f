"""Made-up rows for the tests of exports."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from archive.views import ActivityView, DocumentView, FindingView
from config.calls import load_call
from intake.call import Call, Organisation
from intake.receipt import format_receipt

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALL: Call = replace(
    load_call("2020-29"),
    roster=(
        Organisation(("中国云杉工程学会", "云杉学会"), "全国学会"),
        Organisation(("青河省科学技术协会", "青河省科协"), "省级科协"),
        Organisation(("白桦大学科学技术协会",), "高校科协"),
    ),
)


def activity(number: int, organisation: str = "中国云杉工程学会", **more: Any) -> ActivityView:
    """The nth submission, accepted, received at noon of 9 April 2020 and n hours."""
    at = datetime(2020, 4, 10 + number // 24, number % 24, 5, tzinfo=SHANGHAI)
    name = more.pop("activity", f"科技活动之{number}")
    fields = {
        "host_organisation": organisation,
        "activity_name": name,
        "modules": ["团结引领"],
        "plan_text": "一、思路",
    }
    row = ActivityView(
        receipt=format_receipt("2020-29", number),
        stage="plan",
        organisation=organisation,
        activity=name,
        verdict="accepted",
        fields={**fields, "submitted_on": "2020-04-16", "contact_mobile": "13900001201", **more.pop("fields", {})},
        characters=480,
        first_received_at=at,
        last_received_at=at,
        revisions=1,
        documents=(
            DocumentView("方案.docx", "a" * 64, 10, "plan_word"),
            DocumentView("方案.pdf", "b" * 64, 20, "plan_pdf"),
        ),
        findings=(),
    )
    return replace(row, **more)


LATE = FindingView("late", "review", "材料于截止日期后收到。")

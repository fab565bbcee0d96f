"""Spreadsheets beside pandas: seconds and memory by the number of rows, each in a process of its own.

`python -m bench.exporting WHO ROWS` is such a process.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from archive.views import ActivityView, DocumentView, FindingView
from bench.table import Table
from config.calls import load_call
from intake.receipt import format_receipt
from review_export.exporting import export
from review_export.rows import Readers
from review_export.selection import Selection

ROWS = (1_000, 10_000, 100_000)
_FIRST = datetime(2020, 4, 9, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
_TEXT = "一、工作思路\n以林间课堂为平台，面向一线科技工作者开展宣讲、座谈和走访，预计二百人参加。\n" * 12


@dataclass(frozen=True)
class Made:
    """The rows, made as they are asked for."""

    number: int

    def __iter__(self) -> Iterator[ActivityView]:
        return map(_row, range(1, self.number + 1))


def _row(number: int) -> ActivityView:
    unit = f"第{number // 2}科学技术协会"
    at = _FIRST + timedelta(minutes=number % 20_000)
    return ActivityView(
        receipt=format_receipt("2020-29", number),
        stage="plan",
        organisation=unit,
        activity=f"科技工作者节之{number}",
        verdict="accepted",
        fields={
            "host_organisation": unit,
            "activity_name": f"科技工作者节之{number}",
            "modules": ["团结引领", "为民服务"],
            "contact_name": "江晓舟",
            "contact_mobile": f"139{number:08d}",
            "submitted_on": "2020-04-16",
            "plan_text": f"{number} {_TEXT}",
        },
        characters=480,
        first_received_at=at,
        last_received_at=at,
        revisions=1,
        documents=(
            DocumentView("方案.docx", "a" * 64, 1, "plan_word"),
            DocumentView("方案.pdf", "b" * 64, 1, "plan_pdf"),
        ),
        findings=(FindingView("text_too_long", "warning", "字数略多。"),),
    )


def ours(path: Path, rows: Made) -> None:
    """The office's workbook: six sheets, formats, charts."""
    export(path, rows, (load_call("2020-29"),), Readers.OFFICE, Selection())


def ours_csv(path: Path, rows: Made) -> None:
    """The same rows as csv."""
    export(path.with_suffix(".csv"), rows, (load_call("2020-29"),), Readers.OFFICE, Selection())


def pandas_one_sheet(path: Path, rows: Made) -> None:
    """The activities alone, without formats."""
    import pandas as pd  # noqa: PLC0415

    flat = [
        {
            "receipt": row.receipt,
            "organisation": row.organisation,
            "activity": row.activity,
            "first": row.first_received_at.replace(tzinfo=None),
            "last": row.last_received_at.replace(tzinfo=None),
            "documents": "\n".join(each.name for each in row.documents),
            "findings": "\n".join(each.detail for each in row.findings),
            **{key: "、".join(value) if isinstance(value, list) else value for key, value in row.fields.items()},
        }
        for row in rows
    ]
    pd.DataFrame(flat).to_excel(path, engine="xlsxwriter", index=False)


WAYS = {"ours": ours, "ours, csv": ours_csv, "pandas.to_excel, one bare sheet": pandas_one_sheet}


def measured(who: str, number: int) -> dict[str, float]:
    """Seconds by the clock and of the processor, peak memory in MiB, the file's size in MiB."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        start, busy = perf_counter(), process_time()
        WAYS[who](path, Made(number))
        took, used = perf_counter() - start, process_time() - busy
        size = sum(each.stat().st_size for each in Path(folder).iterdir())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": took, "processor": used, "memory": peak / 1024, "size": size / 1024**2}


def exporting_table() -> Table:
    """Every way by every number of rows, in turns."""
    rows = []
    for number in ROWS:
        for who in WAYS:
            command = [sys.executable, "-m", "bench.exporting", who, str(number)]
            said = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            rows.append(
                (
                    who,
                    f"{number:,}",
                    f"{said['seconds']:.1f}",
                    f"{said['processor']:.1f}",
                    f"{said['memory']:.0f}",
                    f"{said['size']:.1f}",
                )
            )
    notes = (
        "Memory is the process's peak, its libraries included. Ours is the office's workbook of six sheets with formats, "
        "filters and charts; pandas writes the activities alone, unformatted.",
    )
    heads = ("who", "rows", "s", "s of the processor", "peak MiB", "file MiB")
    return Table("Spreadsheets beside pandas", heads, tuple(rows), notes)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
    else:
        print(exporting_table())

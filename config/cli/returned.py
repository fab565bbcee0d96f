"""Letters that came back, as `outbox` shows them: whom to call instead."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.markup import escape

from archive.records import SqlRecords
from archive.returned import Returned, returned
from config.build import calls_of
from config.cli.app import say
from config.settings import Settings
from intake.call import Call


def show_returned(settings: Settings, records: SqlRecords) -> None:
    """A line each; nothing where nothing came back."""
    found = returned(records)
    if found:
        say(f"[red]退回的信件[/]（{len(found)}封，打过电话后用outbox called 编号勾销）：")
    for each in found:
        say(f"  {each.letter}  {escape(each.to)}  {each.why}  {escape(each.subject)}  {escape(_call(settings, each))}")


def returned_json(records: SqlRecords) -> Iterator[dict[str, Any]]:
    """The same for `--json`."""
    for each in returned(records):
        yield {
            "id": each.letter,
            "state": "sent",
            "kind": each.kind,
            "to": each.to,
            "subject": each.subject,
            "receipts": list(each.receipts),
            "bounced": each.why,
            "contact": each.contact,
            "telephone": each.telephone,
        }


def _call(settings: Settings, each: Returned) -> str:
    telephone = each.telephone or _of_roster(calls_of(settings, fallback=True), each.to)
    if not telephone:
        return "没有留下电话"
    return f"请致电{each.contact}{telephone}"


def _of_roster(calls: Iterable[Call], address: str) -> str:
    """The telephone of the organisation that has this address on a roster."""
    organisations = (organisation for call in calls for organisation in call.roster or ())
    return next(
        (each.telephone for each in organisations if address.lower() in {a.lower() for a in each.addresses}), ""
    )

"""The command `search`: hits for a person or as JSON, counts beside them, queries kept under a name."""

from typing import Annotated

import typer
from rich.markup import escape

from archive.finding import Found, Hit, Order, QueryRefused
from archive.finding import search as find
from archive.finding.language import stage_names
from archive.finding.saved import forget, save, saved, saved_query
from archive.records import SqlRecords
from config.build import calls_of, open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say, say_json, settings_of
from config.clock import now
from intake.codes import CODES, Code, Verdict

_FACETS = {
    "organisation": "单位",
    "stage": "阶段",
    "verdict": "核对结果",
    "module": "模块",
    "code": "核对意见",
    "month": "月份",
    "year": "年份",
}
_SHOWN = 10  # values of a facet on the screen
Query = Annotated[str | None, typer.Argument(metavar="QUERY", help="检索式：词、“词组”、AND OR NOT、括号、栏目:值")]
SaveOption = Annotated[str | None, typer.Option("--save", metavar="NAME", help="检索，并以此名称保存检索式")]
SavedOption = Annotated[
    str | None, typer.Option("--saved", metavar="NAME", help="用已保存的检索式；与QUERY同时写则都要符合")
]
ForgetOption = Annotated[str | None, typer.Option("--forget", metavar="NAME", help="删除已保存的检索式")]


@app.command()
def search(
    context: typer.Context,
    query: Query = None,
    as_json: JsonOption = False,
    order: Annotated[Order, typer.Option("--order", help="date：新的在前；relevance：最相关的在前")] = Order.DATE,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, metavar="N", help="最多几条")] = 50,
    after: Annotated[str | None, typer.Option("--after", metavar="CURSOR", help="接着上一页，照抄其末尾的标记")] = None,
    facets: Annotated[bool, typer.Option("--facets", help="另列各单位、阶段、结果等的数目")] = False,
    save_as: SaveOption = None,
    saved_as: SavedOption = None,
    listed: Annotated[bool, typer.Option("--list", help="列出已保存的检索式")] = False,
    forgotten: ForgetOption = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """在存档里检索：来信、样表、文件里的字（含扫描件）、文件名、核对意见。

    例：网络直播  “团结引领” OR 志愿  -云杉  organisation:莲花  received:2020-04..2020-05  has:stamp  file:*.doc
    栏目及其写法见README。
    """
    if query is None and saved_as is None and forgotten is None and not listed:
        raise QueryRefused("用法不对：缺少参数QUERY（用--help看用法）")
    settings = settings_of(context, config, data)
    records, _ = open_archive(settings)
    if forgotten is not None:
        forget(records, forgotten)
        return 0
    if listed:
        return _list_saved(records, as_json)
    wanted = _query(records, query, saved_as)
    if save_as is not None:
        save(records, save_as, wanted, now())
    stages = stage_names(calls_of(settings, fallback=True))
    found = find(records.engine, wanted, limit=limit, order=order, after=after, with_facets=facets, stages=stages)
    for hit in found.hits:
        _show_as_json(hit) if as_json else _show(hit)
    if found.facets is not None:
        _show_facets(found, as_json)
    if not found.hits and not as_json:
        err.print("没有找到")
    if found.cursor:
        err.print(f"还有更多，下一页请加 --after {found.cursor}")
    return 0


def _query(records: SqlRecords, query: str | None, saved_as: str | None) -> str:
    if saved_as is None:
        return query or ""
    kept = saved_query(records, saved_as)
    return kept if query is None else f"({kept}) ({query})"


def _list_saved(records: SqlRecords, as_json: bool) -> int:
    for name, query in saved(records).items():
        say_json({"name": name, "query": query}) if as_json else say(f"[bold]{escape(name)}[/]  {escape(query)}")
    return 0


def _show_as_json(hit: Hit) -> None:
    """A line for each of its places, the best first."""
    for place in hit.places:
        say_json(
            {
                "receipt": hit.receipt or None,
                "organisation": hit.organisation or None,
                "activity": hit.activity or None,
                "stage": hit.stage or None,
                "verdict": hit.verdict,
                "received_at": hit.received_at.isoformat(timespec="seconds") if hit.received_at else None,
                "where": _where(hit, place.where),
                "snippet": place.snippet,
            }
        )


def _where(hit: Hit, where: str) -> str:
    return f"{where}（第{hit.revision}次报送，已被替换）" if hit.archived else where


def _show(hit: Hit) -> None:
    received = f"{hit.received_at:%Y-%m-%d %H:%M}" if hit.received_at else ""
    named = escape(" ".join(filter(None, (hit.organisation, hit.activity))))
    old = f"  [yellow]第{hit.revision}次报送，已被替换[/]" if hit.archived else ""
    verdict = Verdict(hit.verdict).wording
    say(f"[bold]{hit.receipt or '（非报送）'}[/] {named}  [dim]{verdict} {received}[/]{old}")
    for place in hit.places:
        say(f"  [dim]{escape(place.where)}[/]  {escape(place.snippet)}")


def _show_facets(found: Found, as_json: bool) -> None:
    facets = found.facets
    if facets is None:
        return
    if as_json:
        counts = {name: dict(values) for name, values in facets.counts.items()}
        say_json({"total": facets.total, "more": facets.more, "facets": counts})
        return
    say(f"共{'至少' if facets.more else ''}{facets.total}条" + ("（以下按最新的这些计）" if facets.more else ""))
    for name, values in facets.counts.items():
        if values:
            listed = "  ".join(f"{escape(_value(name, value))} {number}" for value, number in values[:_SHOWN])
            say(f"  [dim]{_FACETS[name]}[/]  {listed}" + ("  …" if len(values) > _SHOWN else ""))


def _value(name: str, value: str) -> str:
    if name == "verdict":
        return Verdict(value).wording
    return CODES[Code(value)].wording if name == "code" and value in set(Code) else value

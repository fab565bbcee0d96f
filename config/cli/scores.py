"""`baosong scores` and `baosong assign`: reviewers' scores read back, ranked; who scores what."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from archive.scores import SqlScores
from config.build import calls_of, open_archive
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, out, say, say_json, say_table, settings_of
from config.clock import now
from config.current import rostered
from intake.call import Call
from intake.errors import ConfigurationError, reason
from intake.scoring import Award, Ballot, Case, Held, Standing, draw, duties
from review_export.scores.name_list import TEMPLATE, write_name_list
from review_export.scores.ranked import Ranking, rankings, scored_cases
from review_export.scores.reading import expected, read_sheets
from review_export.scores.results import as_json, write_results

_SHOWN = 20  # changes told one by one


@app.command()
def scores(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE.xlsx...", help="评审人填好的评分表")] = None,
    reviewer: Annotated[str, typer.Option("--reviewer", help="表里没写姓名时，是谁填的")] = "",
    results: Annotated[Path | None, typer.Option("--out", metavar="FILE.xlsx", help="把名次写成表格")] = None,
    names: Annotated[
        Path | None, typer.Option("--names", metavar="DIR", help="把入选名单写成Word草稿，一个奖项一份")
    ] = None,
    template: Annotated[Path, typer.Option("--names-template", metavar="FILE.docx", help="名单用的模板")] = TEMPLATE,
    close: Annotated[bool, typer.Option("--close", help="结束评审：不再收评分，网页上可以看结果")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="重新开始已结束的评审")] = False,
    as_json_lines: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """读回评分并排名；不写文件时按已有评分排名。有一处错误就整批不收。"""
    if close and reopen:
        raise ConfigurationError("--close和--reopen只能用一个")
    if results is not None and results.suffix.lower() != ".xlsx":
        raise ConfigurationError(f"--out“{results.name}”应以.xlsx结尾")
    settings = settings_of(context, config, data)
    records, _ = open_archive(settings)
    call = _scored_call(rostered(calls_of(settings, fallback=True), records))
    store = SqlScores(records)
    known = scored_cases(records, call)
    if reopen:
        store.reopen(call.name, "office", now())
    if files and not _take_in(files, call, known, store, reviewer):
        return 1
    if close:
        store.close(call.name, "office", now())
    ranked = rankings(records, call, known)
    _tell(ranked, as_json_lines)
    for award, _ in ranked.values():
        if not _limited(award):
            err.print(f"{award.name}没有写名额（通知文件[[award]]的places或quota），有分数的都算入选", soft_wrap=True)
    if results is not None:
        _write(results, call.title, ranked)
    if names is not None:
        for award, standings in ranked.values():
            write_name_list(names / f"{award.name}名单.docx", call.title, award, standings, template)
        err.print(f"名单草稿已写到{names}", soft_wrap=True, markup=False)
    return 0


@app.command()
def assign(
    context: typer.Context,
    reviewers: Annotated[list[str], typer.Argument(metavar="NAME...", help="评审人")],
    each: Annotated[int, typer.Option("--each", min=1, max=99, help="每项活动几位评审人")] = 3,
    seed: Annotated[str, typer.Option("--seed", help="抽签的种子，相同则结果相同；会记入日志")] = "",
    avoid: Annotated[
        list[str] | None, typer.Option("--avoid", metavar="NAME=UNIT", help="某评审人回避某单位；可写多次")
    ] = None,
    as_json_lines: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """抽签分派评审人：负担均衡，回避除外；已分派的保留。"""
    settings = settings_of(context, config, data)
    records, _ = open_archive(settings)
    call = _scored_call(rostered(calls_of(settings, fallback=True), records))
    store = SqlScores(records)
    for written in avoid or ():
        name, sign, unit = written.partition("=")
        if not (name.strip() and sign and unit.strip()):
            raise ConfigurationError(f"--avoid“{written}”应写成 评审人=单位")
        store.hold(call.name, Held(name.strip(), unit.strip(), "办公室指定"), now())
    known = scored_cases(records, call)
    names = list(dict.fromkeys(name.strip() for name in reviewers if name.strip()))
    lots = seed or call.name
    drawn = draw(known, names, each, store.held(call.name), lots, store.assignments(call.name))
    new = store.assign(call.name, drawn, lots, now())
    if as_json_lines:
        for row in drawn:
            say_json({"reviewer": row.reviewer, "receipt": row.receipt})
    else:
        table = Table("评审人", "项数", header_style="bold")
        for name in dict.fromkeys((*names, *(row.reviewer for row in drawn))):
            table.add_row(escape(name), str(sum(1 for row in drawn if row.reviewer == name)))
        out.print(table)
    err.print(f"新分派{new}项，种子“{lots}”", soft_wrap=True, markup=False)
    return 0


def _take_in(files: Sequence[Path], call: Call, known: Sequence[Case], store: SqlScores, reviewer: str) -> bool:
    """Read the sheets; False where anything is wrong in them, which is said and nothing taken in."""
    duty = duties(store.assignments(call.name), store.held(call.name))
    reading = read_sheets(files, expected(call.criteria, known, duty), reviewer)
    for problem in reading.problems:
        err.print(f"[red]✗[/] {escape(str(problem))}", soft_wrap=True)
    if reading.problems:
        err.print(f"共{len(reading.problems)}处需要改正，这一批评分都没有收入", soft_wrap=True)
        return False
    before = {(each.reviewer, each.receipt): each for each in store.ballots(call.name)}
    store.replace(call.name, list(reading.ballots.values()), now())
    _tell_changes(before, [each.ballot for each in reading.ballots.values()])
    return True


def _scored_call(calls: Sequence[Call]) -> Call:
    for call in calls:
        if call.criteria and call.awards:
            return call
    raise ConfigurationError("通知文件里没有评分指标（[[criterion]]）和评选项目（[[award]]），无法排名")


def _tell_changes(before: dict[tuple[str, str], Ballot], after: Sequence[Ballot]) -> None:
    """What a second reading changed of the first."""
    changed = [
        (before[ballot.reviewer, ballot.receipt], ballot)
        for ballot in after
        if (ballot.reviewer, ballot.receipt) in before and before[ballot.reviewer, ballot.receipt] != ballot
    ]
    for old, new in changed[:_SHOWN]:
        err.print(f"改动  {new.reviewer} {new.receipt}：{_said(old)} → {_said(new)}", soft_wrap=True, markup=False)
    if len(changed) > _SHOWN:
        err.print(f"另有{len(changed) - _SHOWN}处改动", soft_wrap=True)
    given = sum(1 for ballot in after if not ballot.empty)
    err.print(f"已收入{given}项评分，其中{len(changed)}项改动了以前的", soft_wrap=True)


def _said(ballot: Ballot) -> str:
    return "、".join("空" if value is None else f"{value:g}" for value in ballot.values.values()) or "空"


def _show(name: str, standings: Sequence[Standing]) -> None:
    table = Table("名次", "单位", "活动", "平均", "去高低", "标准差", "尚缺", "入选", title=name, header_style="bold")
    marks = {True: "✓", False: "", None: "并列"}
    for each in standings:
        table.add_row(
            f"{each.place or '未评'}{'*' if each.tied else ''}",
            escape(each.organisation),
            escape(each.activity),
            *("" if value is None else f"{value:.2f}" for value in (each.mean, each.trimmed, each.spread)),
            escape("、".join(each.missing)),
            marks[each.selected],
        )
    say_table(table)
    if any(each.tied for each in standings):
        say("* 并列")


def _tell(ranked: Mapping[str, Ranking], as_json_lines: bool) -> None:
    for award, standings in ranked.values():
        if as_json_lines:
            for each in standings:
                say_json(as_json(award, each))
        else:
            _show(award.name, standings)


def _limited(award: Award) -> bool:
    return award.places is not None or bool(award.quota)


def _write(path: Path, call: str, ranked: Mapping[str, Ranking]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_results(path, call, ranked)
    except OSError as error:
        raise ConfigurationError(f"{path}写不进去（{reason(error)}），请检查目录权限和磁盘") from error
    err.print(f"名次已写到{path}", soft_wrap=True, markup=False)

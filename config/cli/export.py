"""`baosong export`: the clean spreadsheet, the package of documents, the archive's bag."""

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from archive.blobs import ObjectBlobs
from archive.records import SqlRecords
from archive.views import of_other_calls, pages_of
from config.build import calls_of, open_archive, sandbox
from config.cli.app import ConfigOption, DataOption, app, err, settings_of
from config.cli.bagging import bag as write_bag
from config.cli.progress import progress
from config.clock import SHANGHAI, now
from config.current import rostered
from config.settings import Settings
from intake.call import Call
from intake.errors import ConfigurationError
from parsers.sandbox import office_paths
from review_export.bag.catalogue import Corrections
from review_export.bag.reading import load_catalogue
from review_export.changes import load_changes
from review_export.exporting import Wishes, kind_of
from review_export.exporting import export as write
from review_export.package.writing import Converter, Source, write_package
from review_export.plain import ENCODINGS
from review_export.rows import Readers
from review_export.selection import ALL, STATES, Selected, Selection, categories
from review_export.supply import OfCalls, narrowed, wishes_of

FileArgument = Annotated[
    Path | None, typer.Argument(metavar="[FILE.xlsx|.csv|.json|.jsonl]", help="写到哪里；只要归档包时可以不写")
]
ReadersOption = Annotated[Readers, typer.Option("--for", help="reviewers：不含联系方式；office：全部")]
StateOption = Annotated[
    str, typer.Option("--state", help="accepted、correction、review或all；评审默认accepted，办公室默认all")
]
StageOption = Annotated[str, typer.Option("--stage", help="只要这个阶段的，写通知文件里的key")]
CategoryOption = Annotated[str, typer.Option("--category", help="只要名册中这一类别的单位")]
SinceOption = Annotated[str, typer.Option("--since", metavar="DATE", help="只要这一天以来收到的，如2020-04-15")]
MatchingOption = Annotated[
    str | None, typer.Option("--matching", metavar="QUERY", help="只要检索得到的，检索式的写法同search")
]
SavedOption = Annotated[str | None, typer.Option("--saved", metavar="NAME", help="只要这个已保存的检索得到的")]
ChangesOption = Annotated[
    Path | None, typer.Option("--changes-since", metavar="FILE", help="与以前导出的xlsx或csv相比，标出新增和更新")
]
EncodingOption = Annotated[str, typer.Option("--encoding", help="csv的编码：utf-8或gb18030")]
PackageOption = Annotated[Path | None, typer.Option("--package", metavar="DIR|ZIP", help="另把材料整理成一个目录或zip")]
WordPdfOption = Annotated[bool, typer.Option("--word-pdf", help="材料包里把Word版也转成PDF放在旁边，需要LibreOffice")]
BooksOption = Annotated[bool, typer.Option("--books/--no-books", help="材料包里附打印用的合订本PDF，带书签")]
BagOption = Annotated[
    Path | None,
    typer.Option("--bag", metavar="DIR", help="另导出BagIt归档包：默认全部报送件，含来信、回信和联系方式"),
]
CatalogueOption = Annotated[
    Path | None, typer.Option("--catalogue", metavar="FILE.xlsx", help="填好的归档文件目录，归档包按它编目")
]
ChartsOption = Annotated[Path | None, typer.Option("--charts", metavar="DIR", help="另把图表画成SVG，放到这个目录")]
ReviewerOption = Annotated[
    list[str] | None, typer.Option("--reviewer", metavar="NAME", help="给这位评审人一张评分表；可写多次")
]


@dataclass(frozen=True, slots=True)
class _Order:
    """What is asked for, whichever files it goes to."""

    settings: Settings
    records: SqlRecords
    blobs: ObjectBlobs
    calls: tuple[Call, ...]
    readers: Readers
    asked: Selection
    wishes: Wishes

    @property
    def source(self) -> OfCalls:
        """All rows."""
        return OfCalls(self.records, self.calls)


@app.command()
def export(
    context: typer.Context,
    file: FileArgument = None,
    readers: ReadersOption = Readers.REVIEWERS,
    state: StateOption = "",
    stage: StageOption = "",
    category: CategoryOption = "",
    since: SinceOption = "",
    matching: MatchingOption = None,
    saved: SavedOption = None,
    changes_since: ChangesOption = None,
    encoding: EncodingOption = "utf-8",
    package: PackageOption = None,
    word_pdf: WordPdfOption = False,
    books: BooksOption = True,
    bag: BagOption = None,
    catalogue: CatalogueOption = None,
    charts: ChartsOption = None,
    reviewer: ReviewerOption = None,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """导出汇总表，一项活动一行。"""
    _check_targets(file, package, bag)
    settings = settings_of(context, config, data)
    calls = calls_of(settings, fallback=True)
    asked = Selection(state or ("accepted" if readers is Readers.REVIEWERS else ALL), stage, category, _day(since))
    _check(asked, calls, encoding)
    office = _office(package) if word_pdf else ()
    earlier = load_changes(changes_since) if changes_since else None
    corrections = _corrections(bag, catalogue)
    records, blobs = open_archive(settings)
    calls = rostered(calls, records)
    asked = narrowed(records, calls, asked, matching, saved)
    wishes = wishes_of(records, calls, readers, _made_at(), settings.web.address, reviewer or ())
    wishes = replace(wishes, encoding=encoding, changes=earlier, charts=charts)
    order = _Order(settings, records, blobs, calls, readers, asked, wishes)
    complete = []
    if file is not None:
        _file(file, order)
    if package is not None:
        complete.append(_package(package, order, office, books))
    if bag is not None:
        order = replace(order, asked=replace(asked, state=state or ALL))
        complete.append(_bag(bag, order, corrections))
    others = of_other_calls(records, [call.name for call in calls])
    if others:
        err.print(f"另有{others}项属于配置文件没有写的通知，没有导出", soft_wrap=True)
    return 0 if all(complete) else 1


def _check_targets(file: Path | None, package: Path | None, bag: Path | None) -> None:
    """Raises ConfigurationError; a wrong name is told before anything is opened."""
    if file is not None:
        kind_of(file)
    elif bag is None and package is None:
        raise ConfigurationError("没有说导出到哪里，请写文件名（如汇总.xlsx），或用--bag、--package指明目录")


def _file(target: Path, order: _Order) -> None:
    count = write(target, order.source, order.calls, order.readers, order.asked, order.wishes)
    err.print(f"已导出{count}项活动到{target}", soft_wrap=True, markup=False)
    if order.wishes.charts is not None:
        err.print(f"图表已放到{order.wishes.charts}", soft_wrap=True, markup=False)


def _package(target: Path, order: _Order, office: tuple[Path, ...], books: bool) -> bool:
    """Write the package; False where a document could not be put in, which is said."""
    rows = Selected(order.source, order.asked, categories(order.calls))
    with (
        sandbox(order.settings, 1) as parser,
        _converter(order.settings, office) as converter,
        progress("整理材料", "步") as tell,
    ):
        source = Source(order.blobs, partial(pages_of, order.records), parser, converter, books)
        told = write_package(target, rows, order.calls, order.readers, source, order.wishes, tell)
    for problem in told.problems:
        err.print(f"[red]✗[/] {escape(problem)}", soft_wrap=True)
    err.print(f"已把{told.activities}项活动的{told.documents}个文件放到{target}", soft_wrap=True, markup=False)
    return not told.problems


def _bag(target: Path, order: _Order, corrections: Corrections) -> bool:
    rows = Selected(order.source, order.asked, categories(order.calls))
    archive = (order.records, order.blobs)
    return write_bag(target, rows, order.calls, archive, order.settings, corrections, _made_at())


def _corrections(bag: Path | None, catalogue: Path | None) -> Corrections:
    """What a person has filled into the catalogue. Raises ConfigurationError."""
    if catalogue is None:
        return {}
    if bag is None:
        raise ConfigurationError("--catalogue要和--bag一起用")
    return load_catalogue(catalogue)


def _office(package: Path | None) -> tuple[Path, ...]:
    """Where LibreOffice lies. Raises ConfigurationError where Word versions can't be converted, or there is no place for them."""
    if package is None:
        raise ConfigurationError("--word-pdf要和--package一起用")
    if paths := office_paths():
        return paths
    raise ConfigurationError(
        "--word-pdf需要LibreOffice，本机没有找到，请安装（apt-get install libreoffice-writer-nogui）"
    )


def _converter(settings: Settings, office: tuple[Path, ...]) -> AbstractContextManager[Converter | None]:
    """LibreOffice in a parsing process of its own, where it is wanted."""
    return sandbox(settings, 1, readable=office) if office else nullcontext()


def _check(asked: Selection, calls: tuple[Call, ...], encoding: str) -> None:
    if asked.state not in STATES:
        raise ConfigurationError(f"--state“{asked.state}”应为{'、'.join(STATES)}之一")
    stages = {stage.key: None for call in calls for stage in call.stages}
    if asked.stage and asked.stage not in stages:
        raise ConfigurationError(f"--stage“{asked.stage}”应为{'、'.join(stages)}之一")
    if encoding not in ENCODINGS:
        raise ConfigurationError(f"--encoding“{encoding}”应为{'、'.join(ENCODINGS)}之一")


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise ConfigurationError(f"--since“{written}”不是日期，请写成2020-04-15的样子") from error


def _made_at() -> datetime:
    """Now, or SOURCE_DATE_EPOCH where that is set, so that two exports of the same data are the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC).astimezone(SHANGHAI) if epoch.isdigit() else now()

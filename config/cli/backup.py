"""`baosong backup` and `baosong restore`."""

from typing import Annotated

import typer
from rich.markup import escape

from archive.backup.making import MANIFEST, back_up
from archive.backup.restoring import no_backup, whole
from archive.backup.restoring import restore as put_back
from archive.blobs import FolderBlobs, ObjectBlobs
from archive.verify import Wishes
from archive.verify import verify as verify_all
from config.build import open_archive, store_at
from config.cli.app import ConfigOption, DataOption, JsonOption, app, err, say_json, settings_of
from config.cli.progress import progress
from config.clock import now
from config.reading import home_expanded
from config.settings import Settings
from intake.errors import ConfigurationError

PlaceArgument = Annotated[str, typer.Argument(metavar="DIR|s3://BUCKET/PREFIX", help="备份所在的目录或存储桶")]


@app.command()
def backup(
    context: typer.Context,
    place: PlaceArgument,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """备份数据库和全部存档；服务不必停。再备份到同一处只补新的。"""
    settings = settings_of(context, config, data)
    records, blobs = open_archive(settings)
    target = _store(settings, place)
    if _is_same(target, blobs):
        raise ConfigurationError(f"{place}就是存档本身，请备份到别处")
    with progress("备份", "个") as told:
        made = back_up(records, blobs, target, now(), told)
    if as_json:
        say_json({"blobs": made.blobs, "copied": made.copied, "lacking": list(made.lacking)})
    err.print(
        f"已备份到{place}：数据库和{made.blobs}个文件，这次拷了{made.copied}个，其中记录每次都拷",
        soft_wrap=True,
        markup=False,
    )
    for digest in made.lacking:
        err.print(f"[red]✗[/] 存档里的{escape(digest)}缺失或损坏，没有备份到；请运行verify", soft_wrap=True)
    return 1 if made.lacking else 0


@app.command()
def restore(
    context: typer.Context,
    place: PlaceArgument,
    as_json: JsonOption = False,
    config: ConfigOption = None,
    data: DataOption = None,
) -> int:
    """从备份恢复到空的数据库和存档，然后校验一遍。待发的信不会自动发出，留给人放行。"""
    settings = settings_of(context, config, data)
    with whole(_store(settings, place, there=True)) as found_whole:
        records, blobs = open_archive(settings)  # made only now: a backup that is refused leaves nothing behind
        with progress("恢复", "个") as told:
            done = put_back(records, blobs, found_whole, now(), told)
    with progress("校验", "个") as told:
        found = verify_all(records, blobs, told, Wishes(anew=True, clock=now))
    if as_json:
        say_json(
            {"made_at": done.made_at.isoformat(), "blobs": done.blobs, "lacking": list(done.lacking), **found.as_json()}
        )
    said = f"已恢复到{done.made_at:%Y-%m-%d %H:%M}备份时的样子：{done.blobs}个文件，"
    err.print(said + ("校验完好" if found.sound else "校验发现有问题，请运行verify查看"), soft_wrap=True, markup=False)
    err.print("备份以后的来信会重新收下；可能回过的信都留待放行，请用outbox查看", soft_wrap=True, markup=False)
    return 0 if found.sound else 1


def _is_same(one: ObjectBlobs, other: ObjectBlobs) -> bool:
    if isinstance(one, FolderBlobs) and isinstance(other, FolderBlobs):
        return one.root.resolve() == other.root.resolve()
    return one.name == other.name


def _store(settings: Settings, place: str, there: bool = False) -> ObjectBlobs:
    """The backup's store. Raises ConfigurationError; `there`: also where no backup is yet."""
    if place.startswith("s3://"):
        return store_at(settings, place, "备份地址")
    folder = home_expanded(place)
    if there and not folder.is_dir():
        raise ConfigurationError(f"没有{place}这个目录")
    if there and not (folder / MANIFEST).is_file():
        raise no_backup(place)  # a store would be made of whatever folder this is
    return store_at(settings, f"file:{folder.resolve()}", "备份地址")

"""How far something is, on standard error while that is a terminal: rate and time left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from config.cli.app import err

Told = Callable[[int, int | None], None]
"""Takes how many are done with, and of how many where that is known."""


class _Rate(ProgressColumn):
    """So many a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self.unit = unit

    def render(self, task: Task) -> Text:
        """As a person reads it."""
        return Text(f"{task.speed or 0.0:.0f}{self.unit}/秒")


@contextmanager
def progress(what: str, unit: str = "封") -> Iterator[Told]:
    """A bar that is told how far it is, and is gone at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(unit), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as shown:
        task = shown.add_task(escape(what), total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)

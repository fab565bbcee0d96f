"""What a parsing process is asked for. The readers, with their models, load there alone."""

import time
from collections.abc import Sequence

from parsers.child import MAIL, line
from parsers.facts import BlankForm, Box, Comparison, Examination, FormSpec, Pair, Trouble, TroubleKind
from parsers.limits import Limits


class _Gate:
    """Passed before each document and after it: tells the parent, and keeps shut what must not be opened."""

    def __init__(self, killers: dict[str, tuple[Trouble, ...]], seconds: float) -> None:
        self.killers = killers
        self.seconds = seconds
        self.end = time.monotonic() + seconds

    def begin(self, digest: str) -> tuple[Trouble, ...]:
        if digest in self.killers:
            return self.killers[digest]
        if time.monotonic() > self.end:
            return (Trouble(TroubleKind.TOO_LARGE, f"尚未读取：整封来信的解析已用满{self.seconds:.0f}秒"),)
        line.say("begin", digest)
        return ()

    def finish(self, digest: str) -> None:
        line.say("end", digest)


def examine(forms: Sequence[FormSpec], killers: dict[str, tuple[Trouble, ...]], limits: Limits) -> Examination:
    """All facts of the message that lies in the process's folder."""
    from parsers.examine import examine as work  # noqa: PLC0415  the readers and their models load in children only

    gate = _Gate(killers, limits.seconds)
    return work((line.folder / MAIL).read_bytes(), forms, line.folder, limits, gate)


def outline(spec: FormSpec) -> BlankForm:
    """See `parsers.form.outline`."""
    from parsers.form.outline import outline as work  # noqa: PLC0415

    return work(spec)


def compare(pair: Pair) -> Comparison:
    """See `parsers.sameness`."""
    from parsers.sameness import compare as work  # noqa: PLC0415

    return work(pair)


def preview(data: bytes, masks: tuple[Box, ...], width: int, number: int) -> bytes:
    """See `parsers.preview`."""
    from parsers.preview import preview as work  # noqa: PLC0415

    return work(data, masks, width, number)


def bind(documents: tuple[tuple[tuple[str, ...], bytes], ...]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """See `parsers.binding`."""
    from parsers.binding import bind as work  # noqa: PLC0415

    return work(documents)


def as_pdf(data: bytes, ending: str) -> bytes:
    """See `parsers.office`."""
    from parsers.office import as_pdf as work  # noqa: PLC0415

    return work(data, ending, line.folder)

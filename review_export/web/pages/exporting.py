"""Tables and packages to take along: ordered here, made in a thread of their own, fetched when they are done."""

from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response

from archive.accounts import Role
from archive.finding.errors import QueryRefused
from archive.finding.saved import saved
from archive.scores import SqlScores
from intake.codes import Verdict
from intake.errors import ConfigurationError
from review_export.changes import Changes, load_changes
from review_export.plain import ENCODINGS
from review_export.rows import Readers
from review_export.selection import ALL, Selection
from review_export.supply import narrowed, wishes_of
from review_export.web.downloads import made_here
from review_export.web.job import Job, State
from review_export.web.making import PACKAGE, Order, make
from review_export.web.pages.reviewing import desk_of
from review_export.web.visit import Visit, missing

KINDS = {
    "xlsx": "Excel工作簿",
    "csv": "CSV表格",
    "json": "JSON",
    "jsonl": "JSON Lines",
    PACKAGE: "材料包（zip，含原件）",
}
_SHORT = 2.0  # seconds: what takes no longer is fetched at once
_FIELDS = (
    "kind",
    "readers",
    "state",
    "stage",
    "category",
    "since",
    "matching",
    "saved",
    "encoding",
    "books",
    "word_pdf",
)
_LONGEST = 2000  # characters of a query
_LARGEST = 20 * 1024 * 1024  # bytes of an earlier table


class _Refused(Exception):
    """What is wrong with an order, in words."""


def exports(visit: Visit) -> Response:
    """The form, and what was ordered before; a browser with scripts asks for that again while something is in the making."""
    return _shown(visit)


def order(visit: Visit) -> Response:
    """Begin one; where it is short, its file is the answer."""
    try:
        asked, readers, kind, earlier = _asked(visit), _readers(visit), _kind(visit), _earlier(visit)
    except (_Refused, QueryRefused, ConfigurationError) as refused:
        return _shown(visit, str(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
    wanted = _order(visit, asked, readers, kind, earlier)
    name = f"{visit.call.name}-{'材料' if kind == PACKAGE else '汇总'}-{visit.now:%m%d-%H%M}.{'zip' if kind == PACKAGE else kind}"
    words = asked.words()
    job = visit.parts.jobs.start(
        visit.somebody.id, visit.call.name, _is_clerk(visit), name, words, lambda path, tell: make(wanted, path, tell)
    )
    if job is None:
        return visit.see(_path(visit), "one_at_a_time")
    _noted(visit, readers, name, words)
    job.ended.wait(_SHORT)
    whole = job.state is State.DONE and not job.problems
    return visit.see(f"{_path(visit)}/{job.id}" if whole else _path(visit))


def fetch(visit: Visit) -> Response:
    """The file, piece by piece."""
    job = _job(visit)
    if job.state is not State.DONE or not job.path.exists():
        raise missing()
    return made_here(job.path, job.name)


def remove(visit: Visit) -> Response:
    """One's own is kept no longer; one in the making stops."""
    job = _job(visit)
    if job.person != visit.somebody.id:
        raise missing()
    visit.parts.jobs.remove(job)
    return visit.see(_path(visit))


def _shown(visit: Visit, fault: str = "", status: int = HTTPStatus.OK) -> Response:
    clerk = _is_clerk(visit)
    jobs = visit.parts.jobs.of(visit.somebody.id, visit.call.name)
    return visit.show(
        "exports.html",
        status,
        jobs=jobs,
        running=any(each.state is State.RUNNING for each in jobs),
        fault=fault,
        written={name: visit.form[name] or visit.query(name) for name in _FIELDS},
        kinds={key: words for key, words in KINDS.items() if clerk or key != PACKAGE},
        clerk=clerk,
        stages={each.key: each.name for each in visit.call.stages},
        verdicts=tuple(each for each in Verdict if each is not Verdict.IGNORED),
        categories=[(each, each) for each in visit.call.categories],
        saved=[(each, each) for each in saved(visit.parts.records)] if clerk else [],
        word_pdf=visit.parts.converting is not None,
    )


def _order(visit: Visit, asked: Selection, readers: Readers, kind: str, earlier: Changes | None) -> Order:
    parts, calls = visit.parts, (visit.call,)
    ended = SqlScores(parts.records).closing(visit.call.name) is not None
    wishes = wishes_of(parts.records, calls, readers, visit.now, parts.address, with_scores=ended)
    encoding = visit.form["encoding"] if visit.form["encoding"] in ENCODINGS else "utf-8"
    return Order(
        parts,
        visit.call,
        readers,
        asked,
        replace(wishes, encoding=encoding, changes=earlier),
        kind,
        hidden=_hidden(visit),
        books=visit.form["books"] == "yes",
        word_pdf=visit.form["word_pdf"] == "yes",
    )


def _asked(visit: Visit) -> Selection:
    """What the form asks for; reviewers get what has passed the checks, and no search, which would find contacts.

    Raises _Refused, QueryRefused.
    """
    form, call = visit.form, visit.call
    state, stage, category = form["state"], form["stage"], form["category"]
    if not _is_clerk(visit):
        state = Verdict.ACCEPTED.value
    elif not state:
        state = Verdict.ACCEPTED.value if _readers(visit) is Readers.REVIEWERS else ALL
    known = {ALL, *(each.value for each in Verdict if each is not Verdict.IGNORED)}
    if state not in known or stage not in ("", *(each.key for each in call.stages)):
        raise _Refused("没有这样的核对结果或阶段，请重新选择")
    if category not in ("", *visit.call.categories):
        raise _Refused("名册里没有这个类别，请重新选择")
    asked = Selection(state, stage, category, _day(form["since"]))
    if not _is_clerk(visit):
        return asked
    return narrowed(
        visit.parts.records, [visit.call], asked, form["matching"][:_LONGEST] or None, form["saved"] or None
    )


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise _Refused("起始日期写得不对，请写成2020-04-15的样子") from error


def _readers(visit: Visit) -> Readers:
    wishes_all = visit.form["readers"] == Readers.OFFICE.value
    return Readers.OFFICE if wishes_all and _is_clerk(visit) else Readers.REVIEWERS


def _kind(visit: Visit) -> str:
    """A package holds what was sent, telephone numbers and all: clerks alone may take it along. Raises _Refused."""
    kind = visit.form["kind"]
    if kind not in KINDS or (kind == PACKAGE and not _is_clerk(visit)):
        raise _Refused("没有这样的文件种类，请重新选择")
    return kind


def _hidden(visit: Visit) -> frozenset[str]:
    """What a reviewer with a conflict of interest has nothing to do with."""
    if _is_clerk(visit):
        return frozenset()
    own = desk_of(visit)
    return frozenset(
        receipt for case in own.cases if own.duty.is_barred(own.reviewer, case) for receipt in case.receipts
    )


def _earlier(visit: Visit) -> Changes | None:
    """The export that this one is to be held against; None where none was sent. Raises _Refused, ConfigurationError."""
    if not _is_clerk(visit) or not visit.form.files:
        return None
    sent = visit.form.files[0]
    if len(sent.data) > _LARGEST:
        raise _Refused("以前导出的汇总表不应大于20MB")
    with sent.as_file(Path(sent.name).suffix.lower()[:5]) as path:
        return load_changes(path, sent.name[:100])


def _noted(visit: Visit, readers: Readers, name: str, words: str) -> None:
    with visit.parts.records.transaction() as transaction:
        said = f"{name}，{'含' if readers is Readers.OFFICE else '不含'}联系方式，{words}"
        transaction.audit(visit.somebody.name, "export", visit.call.name, said, visit.now)


def _job(visit: Visit) -> Job:
    """One's own; what a clerk has made another clerk may fetch, too."""
    job = visit.parts.jobs.job(visit.path("job"))
    if job is None or job.call != visit.call.name:
        raise missing()
    if _is_clerk(visit) if job.of_clerks else job.person == visit.somebody.id:
        return job
    raise missing()


def _is_clerk(visit: Visit) -> bool:
    return visit.is_a(Role.OFFICE) or visit.is_a(Role.ARCHIVIST)


def _path(visit: Visit) -> str:
    return f"{visit.base}/exports"

"""The archive's query language, with counts to narrow by and queries kept under a name."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

from archive.finding import Order, QueryRefused, search
from archive.finding.language import parse, stage_names
from archive.finding.saved import forget, save, saved
from review_export.web.pages.scope import scope_of
from review_export.web.visit import Visit

_PAGE = 20
FACETS = {
    "organisation": "单位",
    "stage": "阶段",
    "verdict": "核对结果",
    "module": "模块",
    "code": "核对意见",
    "month": "月份",
}
_ASKED_AS = {"month": "received"}
_SHOWN = 8  # values of a facet


def searching(visit: Visit) -> Response:
    """The box, and what was found."""
    return _shown(visit)


def keep(visit: Visit) -> Response:
    """A query under a name, for everybody who searches."""
    try:
        save(visit.parts.records, visit.form["name"], visit.form["query"], visit.now)
    except QueryRefused as refused:
        return _shown(visit, str(refused))
    return visit.see(visit.request.url.path.removesuffix("/saved"), "saved")


def drop(visit: Visit) -> Response:
    """A kept query is kept no longer."""
    try:
        forget(visit.parts.records, visit.form["name"])
    except QueryRefused as refused:
        return _shown(visit, str(refused))
    return visit.see(visit.request.url.path.removesuffix("/forgotten"), "saved")


def _shown(visit: Visit, fault: str = "") -> Response:
    query = visit.query("q") or visit.form["query"]
    order = Order.RELEVANCE if visit.query("order") == Order.RELEVANCE else Order.DATE
    found = None
    if query and not fault:
        try:
            query_here = within(visit, query)
            visit.parts.records.let_go()
            found = search(
                visit.parts.records.engine,
                query_here,
                limit=_PAGE,
                order=order,
                after=visit.query("after") or None,
                with_facets=True,
                stages=stage_names([visit.call]),
            )
        except QueryRefused as refused:
            fault = str(refused)
    return visit.show(
        "search.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        query=query,
        order=order.value,
        fault=fault,
        found=found,
        facets=_facets(found.facets.counts) if found and found.facets else (),
        saved=saved(visit.parts.records),
        stages={stage.key: stage.name for stage in visit.call.stages},
        base=visit.base,
    )


def within(visit: Visit, query: str) -> str:
    """The query within the path's call. It is whole by itself, so that its brackets can't reach over. Raises QueryRefused."""
    parse(query)
    scope = scope_of(visit)
    return query if scope.all_of_it else f'({query}) call:"{scope.call}"'


def _facets(
    counts: Mapping[str, tuple[tuple[str, int], ...]],
) -> tuple[tuple[str, str, tuple[tuple[str, int, str], ...]], ...]:
    """Of each facet its name, title, and values with their number and the words that ask for them."""
    return tuple(
        (name, title, tuple((value, number, _asking(name, value)) for value, number in counts[name][:_SHOWN]))
        for name, title in FACETS.items()
        if len(counts.get(name, ())) > 1
    )


def _asking(facet: str, value: str) -> str:
    plain = value.replace('"', " ")
    return f'{_ASKED_AS.get(facet, facet)}:"{plain}"'

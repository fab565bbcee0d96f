"""The call's pictures, the same as the command's: on a page for both themes, each with its numbers, and to take along."""

from functools import lru_cache

from starlette.responses import Response

from archive.accounts import Role
from archive.charted import charted
from archive.coverage import decided
from archive.scores import SqlScores
from intake.codes import Verdict
from review_export.charts import Figure, Gathered, score_figures, svg
from review_export.charts.gathering import option_fields
from review_export.scores.ranked import case_standings
from review_export.selection import ALL, Selection
from review_export.web.downloads import picture as taken
from review_export.web.language import translations
from review_export.web.remembered import Same
from review_export.web.visit import Visit, missing


def charts(visit: Visit) -> Response:
    """All of them."""
    return visit.show(
        "pictures.html",
        pictures=tuple((each, _inline(each)) for each in figures(visit)),
        base=f"{visit.base}/charts",
    )


def picture(visit: Visit) -> Response:
    """One of them as a file."""
    found = next((each for each in figures(visit) if each.key == visit.path("figure")), None)
    if found is None:
        raise missing()
    return taken(svg(found), f"{visit.call.name}-{found.title}.svg")


def figures(visit: Visit) -> tuple[Figure, ...]:
    """What this person may see: clerks everything, reviewers what has passed the checks; scores once the round has ended."""
    records, call, say = visit.parts.records, visit.call, translations(visit.language).gettext
    clerk = visit.is_a(Role.OFFICE) or visit.is_a(Role.ARCHIVIST)
    verdict = "" if clerk else Verdict.ACCEPTED.value

    def counted() -> tuple[Figure, ...]:
        gathered = Gathered((call,), Selection(verdict or ALL), {call.name: decided(records, call.name)})
        gathered.take(call.name, charted(records, call.name, option_fields(call), verdict))
        return gathered.figures(clerk, say)

    ended = SqlScores(records).closing(call.name) is not None and _scores(visit)
    scored = score_figures(case_standings(records, (call,)), say) if ended else ()
    return (*visit.remembered(("figures", call.name, Same(call.roster), verdict, visit.language), counted), *scored)


def _scores(visit: Visit) -> bool:
    """Archivists have nothing to do with scores."""
    return visit.is_a(Role.OFFICE) or visit.is_a(Role.REVIEWER)


def _inline(figure: Figure) -> str:
    """The file's own bytes without the declaration; whatever is said in it is escaped there."""
    return _drawn(figure).partition("?>\n")[2]


@lru_cache(maxsize=64)
def _drawn(figure: Figure) -> str:
    """The same figures are drawn once."""
    return svg(figure).decode()

"""The draft of a name list as a Word document, from a template that the office can change in Word.

The template is filled by docxtpl: `{{ call }}`, `{{ award }}`, `{{ undecided }}`, and a table row between
`{%tr for row in rows %}` and `{%tr endfor %}` with `row.number`, `row.organisation`, `row.activity`, `row.category`.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, TemplateError

from intake.errors import ConfigurationError, reason
from intake.scoring import Award, Standing
from review_export.replacing import replacing
from review_export.rows import cell

TEMPLATE = Path(__file__).parent / "name-list.docx"


def write_name_list(
    path: Path, call: str, award: Award, standings: Sequence[Standing], template: Path = TEMPLATE
) -> None:
    """Write the selected ones, best first; who is tied across the cut is named below. Raises ConfigurationError."""
    try:
        document = DocxTemplate(template)
        document.render(
            {
                "call": call,
                "award": award.name,
                "rows": [_row(number, each) for number, each in enumerate(_marked(standings, True), 1)],
                "undecided": "；".join(_named(each) for each in _marked(standings, None)),
            },
            Environment(undefined=StrictUndefined, autoescape=True),
            autoescape=True,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as partial:
            document.save(partial)
    except OSError as error:
        raise ConfigurationError(f"名单{path}写不进去（{reason(error)}），请检查目录权限和磁盘") from error
    except (TemplateError, KeyError, ValueError) as error:
        raise ConfigurationError(f"名单模板{template}不能用（{error}），请对照自带的模板修改") from error


def _marked(standings: Iterable[Standing], mark: bool | None) -> list[Standing]:
    return [each for each in standings if each.place is not None and each.selected is mark]


def _row(number: int, each: Standing) -> dict[str, Any]:
    return {
        "number": number,
        "organisation": cell(each.organisation),
        "activity": cell(each.activity),
        "category": cell(each.category),
    }


def _named(each: Standing) -> str:
    return f"{cell(each.organisation)}“{cell(each.activity)}”"

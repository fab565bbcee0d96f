"""text_too_long: the free text passes the call's limit."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding, Material
from intake.rules.form import form_of, label_of
from parsers.facts import WordDocument


def check(case: Case, material: Material) -> Iterator[Finding]:
    """An error over limit × (1 + tolerance), a warning between the limit and that."""
    del case
    limit = material.stage.text_limit
    measured = _measured(material)
    if limit is None or measured <= limit:
        return
    most = limit * (1 + material.stage.text_tolerance)
    what = f"“{label_of(material, material.stage.text_field)}”" if material.stage.has_form else material.stage.name
    if measured > most:
        detail = f"{what}共{measured}字，超过{limit}字的限制，请压缩到{limit}字以内。"
        yield Finding(Code.TEXT_TOO_LONG, Severity.ERROR, detail, field=material.stage.text_field or None)
    else:
        detail = f"{what}共{measured}字，略超过{limit}字的要求，可以受理，今后请注意控制篇幅。"
        yield Finding(Code.TEXT_TOO_LONG, Severity.WARNING, detail, field=material.stage.text_field or None)


def _measured(material: Material) -> int:
    form = form_of(material)
    if form is not None:
        return form.characters
    content = material.word.document.content if material.word else None
    return content.prose.characters if isinstance(content, WordDocument) and not material.stage.has_form else 0

"""wrong_template, form_blank: the Word version isn't the call's form, or nobody filled it."""

from collections.abc import Iterator

from intake.codes import Code
from intake.model import Case, Finding, Material
from parsers.facts import FilledForm, WordDocument


def check(case: Case, material: Material) -> Iterator[Finding]:
    """Of the version that came in this mail or stands on record."""
    content = material.word.document.content if material.word else None
    if material.word is None or not material.stage.has_form or not isinstance(content, WordDocument):
        return
    document = case.here(material.word)
    identity = document.id if document else None
    name = material.word.document.name
    form = form_of(material)
    if form is None:
        detail = f"“{name}”没有使用通知所附的{material.stage.name}样表，请在样表中填写后重新发送。"
        yield Finding(Code.WRONG_TEMPLATE, Code.WRONG_TEMPLATE.severity, detail, identity)
    elif form.blank:
        detail = f"“{name}”是空白样表，各栏都没有填写，请填写后重新发送。"
        yield Finding(Code.FORM_BLANK, Code.FORM_BLANK.severity, detail, identity)


def form_of(material: Material) -> FilledForm | None:
    """The filled form of a material's Word version, None where it has none or couldn't be read."""
    if material.word is None or material.word.form is None:
        return None
    content = material.word.document.content
    return (
        content.forms[material.word.form]
        if isinstance(content, WordDocument) and material.word.form < len(content.forms)
        else None
    )


def label_of(material: Material, key: str) -> str:
    """The label that a field has on the call's blank form (移动电话), else the call file's, which may say more (联系人姓名)."""
    form, usual = form_of(material), material.stage.label(key)
    own = next((reading.label for reading in form.fields if reading.key == key), "") if form else ""
    return usual if usual.endswith(own) else own

"""Edited templates are tried before any letter is written by them: what they ask for must be there, and what a letter must say, said."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext

from intake.call import Contact
from intake.letters.faults import FaultGroup
from intake.letters.notices import EntryView, ExtensionView, ResultView
from intake.letters.reminding import OpenView, ReminderView
from intake.letters.view import FileView, LetterView, SubmissionView, without_dates
from intake.letters.wording import FORMS, KINDS, Wording

CONFIRMS = "本邮件仅确认收到材料，不代表审核通过或入选"
_FAULT = "表中“手机”一栏为1380013800，共10位，应为11位，请核对后重新填写。"
_NO_SEAL = "“筹备方案.pdf”上未见公章，请打印盖章后扫描成PDF重新发送。"
_NO_PDF = "缺少筹备方案的PDF版，请补发加盖公章的PDF文件，内容与Word版一致。"
_RECEIPT = "2020-29-0017K"
_CONTACT = Contact("活动办公室", "（010）60001234", "ask@office.example.cn", "青岭市云杉路1号")
_VIEWS: Mapping[str, type[Any]] = {"reminder": ReminderView, "extension": ExtensionView, "result": ResultView}
_PARTS = (
    LetterView,
    SubmissionView,
    FileView,
    FaultGroup,
    Contact,
    ReminderView,
    OpenView,
    ExtensionView,
    ResultView,
    EntryView,
)
_LOOP = frozenset(name for name in dir(LoopContext) if not name.startswith("_"))
_OF_TEXT = frozenset(name for name in dir(str) if not name.startswith("_"))


def samples(kind: str) -> tuple[Any, ...]:
    """What a letter of that kind may be asked to say, made up; enough to go through all that shipped templates hold."""
    if kind == "reminder":
        return _REMINDER, replace(_REMINDER, open=(), submissions=()), replace(_REMINDER, until="", written="")
    if kind == "extension":
        return _EXTENSION, replace(_EXTENSION, until="", written="")
    if kind == "result":
        return (_RESULT,)
    if kind in ("acknowledgement", "duplicate", "late"):
        return _COMPLETE, replace(_COMPLETE, submissions=_COMPLETE.submissions * 2, files=_FILES)
    if kind == "declined":
        return without_dates(_FAULTY), _FAULTY
    if kind == "awaited":
        return _LACKING, without_dates(_LACKING), replace(_LACKING, submissions=(*_LACKING.submissions, _DONE))
    return (_FAULTY, without_dates(_FAULTY), _COMPLETE, replace(_FAULTY, submissions=(), contact=Contact()), _LACKING)


def faults_of(wording: Wording) -> Iterator[str]:
    """What is wrong with the edited templates, a sentence each: file, line, what was found, what to do."""
    sound = True
    for name in sorted(wording.edited):
        for fault in _read(name, wording):
            sound = False
            yield fault
    if sound:
        for kind in KINDS:
            if any(name in wording.edited for name in (*_names(kind), "parts.txt.j2", "parts.html.j2")):
                yield from _tried(kind, wording)


def _names(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}.{form}.j2" for form in FORMS)


def _read(name: str, wording: Wording) -> Iterator[str]:
    """What can be told without filling it in: also of places that no trial comes through."""
    kind = name.partition(".")[0]
    if name == f"{kind}.html.j2" and kind in KINDS and f"{kind}.txt.j2" not in wording.edited:
        yield f"模板{name}：只改了网页版，请同时放一份{kind}.txt.j2，两种格式说的要一样"
    try:
        tree = wording.environment.parse(wording.edited[name], name)
        unknown_names = sorted(meta.find_undeclared_variables(tree) - {"letter", "paragraphs"})
    except TemplateSyntaxError as error:
        yield f"模板{name}第{error.lineno}行写法不对，请改正（{error.message}）"
        return
    for unknown in unknown_names:
        yield f"模板{name}：没有{unknown}这一项{_nearest(unknown, ['letter'])}"
    for node in tree.find_all(nodes.Getattr):
        known = _known(node, name, wording)
        if node.attr not in known:
            yield f"模板{name}第{node.lineno}行：没有{_written(node)}这一项{_nearest(node.attr, known)}"


def _written(node: nodes.Getattr) -> str:
    return f"{node.node.name}.{node.attr}" if isinstance(node.node, nodes.Name) else node.attr


def _nearest(name: str, known: Any) -> str:
    near = get_close_matches(name, sorted(known), 1)
    return f"，是不是{near[0]}？" if near else "，请删去或改正"


def _known(node: nodes.Getattr, name: str, wording: Wording) -> frozenset[str]:
    kind, form = name.split(".")[:2]
    owner = node.node.name if isinstance(node.node, nodes.Name) else ""
    if owner == "letter" and kind in KINDS:
        return frozenset(each.name for each in fields(_VIEWS.get(kind, LetterView)))
    if owner == "parts":
        return frozenset(dir(wording.environment.get_template(f"parts.{form}.j2").module))
    if owner == "loop":
        return _LOOP
    return _OF_TEXT.union(each.name for part in _PARTS for each in fields(part))


def _tried(kind: str, wording: Wording) -> Iterator[str]:
    for view in samples(kind):
        try:
            said = wording.worded(kind, view)
        except TemplateError as error:
            yield f"模板{kind}.*.j2试填失败，请改正（{error.message}）"
            return
        except (TypeError, ValueError, AttributeError, KeyError, ZeroDivisionError) as error:
            yield f"模板{kind}.*.j2试填失败，请改正（{error}）"
            return
        for fault in _unsaid(kind, view, said):
            yield fault
            return


def _unsaid(kind: str, view: Any, said: tuple[str, str]) -> Iterator[str]:
    """What every letter of its kind must say, or must not."""
    for form, text in zip(FORMS, said, strict=True):
        name = f"{kind}.{form}.j2"
        if isinstance(view, LetterView) and CONFIRMS not in text:
            yield f"模板{name}：须写有“{CONFIRMS}”，请补上"
        if isinstance(view, LetterView) and view.submissions and _RECEIPT not in text:
            yield f"模板{name}：没有写收件编号，请补上submission.receipt"
        if kind == "receipt" and any(fault in text for fault in _faults(view)):
            yield f"模板{name}：这封信不能写核对出的问题，请删去"
        if kind in ("correction", "awaited") and any(fault not in text for fault in _faults(view)):
            yield f"模板{name}：没有写出要补正的问题，请补上"


def _faults(view: Any) -> tuple[str, ...]:
    """All that an answer's view finds wrong."""
    if not isinstance(view, LetterView):
        return ()
    return (*view.faults, *(fault for each in view.submissions for fault in each.faults))


_FILES = (FileView("材料.zip", "98KB", ""),)
_WORD_FILE = FileView("筹备方案.docx", "12KB", "筹备方案Word版")
_SUBMISSION = SubmissionView(
    title="云杉林下的科技工作者节",
    organisation="中国云杉工程学会",
    stage="筹备方案",
    receipt=_RECEIPT,
    files=(_WORD_FILE, FileView("筹备方案.pdf", "229KB", "筹备方案PDF版，此前收到")),
    faults=(_FAULT, _NO_SEAL),
    groups=(
        FaultGroup("Word版（筹备方案.docx）", (_FAULT,), 1),
        FaultGroup("PDF版（筹备方案.pdf）", (_NO_SEAL,), 2),
    ),
    notes=("表中“办公电话”一栏没有填写，方便时请补充。",),
    fine=(),
    change="这次来信更新了Word版，以最新收到的为准，此前的版本留存备查。收件编号不变。",
    mended=("“主题活动模块”一栏",),
    to_send="改好的Word版和加盖公章的PDF版",
    alters_the_pdf=False,
    sealed=True,
    there="Word版",
    awaited="加盖公章的PDF版",
    blank_form="筹备方案（空白样表）.docx",
    late=False,
    until="2020年4月27日前（含当日）",
    within="收到本邮件之日起7日内",
    lacking_only=False,
)
_DONE = replace(_SUBMISSION, faults=(), groups=(), mended=(), change="", awaited="", blank_form="")
# only the form is at fault, which the PDF was made from; only the PDF is; only the PDF is lacking
_IN_THE_FORM = replace(
    _SUBMISSION,
    title="云杉讲堂",
    receipt="2020-29-0018P",
    faults=(_FAULT,),
    groups=(FaultGroup("Word版（筹备方案.docx）", (_FAULT,), 1),),
    change="",
    mended=(),
    to_send="改好的Word版",
    alters_the_pdf=True,
    blank_form="",
)
_UNSEALED = replace(
    _SUBMISSION,
    title="云杉标本展",
    receipt="2020-29-0019M",
    faults=(_NO_SEAL,),
    groups=(FaultGroup("PDF版（筹备方案.pdf）", (_NO_SEAL,), 1),),
    fine=("Word版（筹备方案.docx）",),
    to_send="加盖公章的PDF版",
    blank_form="",
)
_FAULTY = LetterView(
    call_title="2020年“全国科技工作者日”特色亮点活动",
    greeting="中国云杉工程学会",
    received="2020年4月20日 10:11",
    submissions=(_SUBMISSION, _IN_THE_FORM, _UNSEALED, replace(_DONE, late=True)),
    faults=(_FAULT,),
    notes=("另一点供参考。",),
    until="2020年4月22日前（含当日）",
    files=_FILES,
    contact=_CONTACT,
    written="2020年4月20日",
    names=date(2020, 4, 22),
)
_COMPLETE = replace(_FAULTY, submissions=(_DONE,), faults=(), notes=(), files=(), until="", names=None)
_LACKING = replace(
    _COMPLETE,
    submissions=(
        replace(
            _SUBMISSION,
            files=(_WORD_FILE,),
            faults=(_NO_PDF,),
            groups=(FaultGroup("", (_NO_PDF,), 1),),
            fine=("Word版（筹备方案.docx）",),
            lacking_only=True,
            blank_form="",
            mended=(),
            change="",
            to_send="加盖公章的PDF版",
        ),
    ),
)
_OPEN = (OpenView("云杉林下的科技工作者节", _RECEIPT, (_FAULT,)),)
_REMINDER = ReminderView(
    greeting="中国云杉工程学会",
    call_title="2020年“全国科技工作者日”特色亮点活动",
    number="科协办函组字〔2020〕29号",
    stage="筹备方案",
    until="2020年4月22日前（含当日）",
    address="submit@office.example.cn",
    wants="Word版和加盖公章的PDF版",
    most=2,
    open=_OPEN,
    contact=_CONTACT,
    written="2020年4月20日",
    submissions=_OPEN,
)
_EXTENSION = ExtensionView(
    greeting="中国云杉工程学会",
    call_title="2020年“全国科技工作者日”特色亮点活动",
    number="科协办函组字〔2020〕29号",
    stage="筹备方案",
    until="2020年4月30日（含当日）",
    address="submit@office.example.cn",
    wants="Word版和加盖公章的PDF版",
    contact=_CONTACT,
    written="2020年4月20日",
    submissions=(),
)
_RESULT = ResultView(
    greeting="中国云杉工程学会",
    call_title="2020年“全国科技工作者日”特色亮点活动",
    entries=(
        EntryView("云杉林下的科技工作者节", _RECEIPT, "优秀活动案例"),
        EntryView("云杉讲堂", "2020-29-0018P", ""),
        EntryView("中国云杉工程学会", "", "优秀组织单位"),
    ),
    contact=_CONTACT,
    written="2020年4月20日",
    submissions=(EntryView("云杉林下的科技工作者节", _RECEIPT, "优秀活动案例"),),
)

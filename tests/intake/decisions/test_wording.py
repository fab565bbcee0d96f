"""Each doubt, confirmed: what its sender reads speaks of what was found and what to do, never of what we do."""

import re

import pytest

from intake.codes import CODES, Code, Severity
from intake.decisions.wording import for_sender
from intake.model import Finding

_DOUBTS = [
    (
        Code.STAMP_UNCERTAIN,
        "“方案.pdf”第1页似有公章，但不够清晰，须人工核对。",
        "“方案.pdf”第1页似有公章，但不够清晰，经核对不能认定，请在原件上加盖清晰、完整的公章后扫描成彩色PDF重新发送。",
    ),
    (
        Code.STAMP_UNCERTAIN,
        "“a.pdf”上未见公章，同一封信的“b.pdf”上有公章，是否认可由人工决定。",
        "“a.pdf”上未见公章，同一封信的“b.pdf”上有公章，经核对不能认定，请在原件上加盖清晰、完整的公章后扫描成彩色PDF重新发送。",
    ),
    (
        Code.STAMP_ORGANISATION_MISMATCH,
        "“a.pdf”的公章为“甲”，与报送单位“乙”不一致，须人工核对。",
        "“a.pdf”的公章为“甲”，与报送单位“乙”不一致，请加盖报送单位的公章后扫描成PDF重新发送，或说明情况。",
    ),
    (
        Code.VERSIONS_DIFFER,
        "PDF版与Word版内容不一致：Word版为“18位”，PDF版第1页为“13位”，须人工核对。",
        "PDF版与Word版内容不一致：Word版为“18位”，PDF版第1页为“13位”，请改为一致后重新发送。",
    ),
    (
        Code.VERSIONS_DIFFER,
        "PDF版与Word版大部分内容不同（相同部分约30%），须人工核对是否为同一份材料。",
        "PDF版与Word版大部分内容不同（相同部分约30%），请改为一致后重新发送。",
    ),
    (
        Code.VERSIONS_DIFFER,
        "PDF版与Word版的比对未能完成，须人工核对。",
        "PDF版与Word版经核对不一致，请改为一致后重新发送。",
    ),
    (
        Code.LATE,
        "筹备方案的报送截止日期是2020年4月22日，来信于2020年4月23日收到，是否受理由人工决定，请等候答复或来电说明。",
        "筹备方案的报送截止日期是2020年4月22日，来信于2020年4月23日收到，已过截止日期，按通知规定不能受理；如有特殊情况，请来电说明。",
    ),
    (
        Code.TOO_MANY_ACTIVITIES,
        "每个单位最多报送2项活动，“甲”是乙报送的第3项，请择优确定保留哪几项。",
        "每个单位最多报送2项活动，“甲”是乙报送的第3项，请回复说明保留哪几项。",
    ),
    (
        Code.BELONGING_DOUBTFUL,
        "来信可能属于2020-29-0001K（单位相同），不能确定，请人工确定。",
        "不能确定本次材料补充或替换的是哪一项，请回复说明（写明收件编号），或说明是另报一项。",
    ),
    (
        Code.ORGANISATION_UNKNOWN,
        "“甲”不在报送单位名册中，须人工核对，请确认单位全称是否填写正确。",
        "“甲”不在报送单位名册中，请确认单位全称是否填写正确，并回复说明。",
    ),
    (
        Code.PDF_MISSING,
        "收到的是OFD文件，没有PDF版，是否可以代替由人工决定。",
        "收到的是OFD文件，没有PDF版，请补发PDF文件，内容与Word版一致。",
    ),
    (
        Code.DOCUMENT_UNREADABLE,
        "“a.wps”（旧WPS）程序还不能读取，暂由人工查看，方便时请另存为docx或PDF格式重新发送。",
        "“a.wps”（旧WPS）程序还不能读取，请另存为docx或PDF格式重新发送。",
    ),
    (
        Code.FIELD_MISSING,
        "未能从总结报告中读出“主办单位名称”，请人工核对。",
        "未能从总结报告中读出“主办单位名称”，请补充后重新发送。",
    ),
    (
        Code.SIGNATURE_INVALID,
        "“a.pdf”签署后内容被改动，须人工核对，或请签署后不再改动、重新发送。",
        "“a.pdf”签署后内容被改动，请签署后不再改动、重新发送。",
    ),
    (
        Code.DOCUMENT_DANGEROUS,
        "“a.docm”含有宏，为安全起见须人工核对，请改发不含宏、脚本和程序的文件。",
        "“a.docm”含有宏，为安全起见，请改发不含宏、脚本和程序的文件。",
    ),
]


@pytest.mark.parametrize(("code", "found", "told"), _DOUBTS, ids=lambda value: value if isinstance(value, Code) else "")
def test_what_its_sender_reads(code: Code, found: str, told: str) -> None:
    said = for_sender(Finding(code, Severity.REVIEW, found))
    assert said == told
    assert not re.search("人工|等候", said)


def test_every_doubt_that_a_submission_can_have_is_among_them() -> None:
    doubts = {code for code, entry in CODES.items() if entry.severity is Severity.REVIEW} - {Code.NOT_A_SUBMISSION}
    assert doubts <= {code for code, _, _ in _DOUBTS}


def test_a_persons_own_words_go_first() -> None:
    finding = Finding(Code.STAMP_UNCERTAIN, Severity.REVIEW, "“方案.pdf”第1页似有公章，须人工核对。")
    assert for_sender(finding, " 请寄送纸质件。 ") == "请寄送纸质件。"

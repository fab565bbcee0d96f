"""A confirmed doubt in words that its sender can act on; what a person wrote instead goes first."""

import re

from intake.codes import Code
from intake.model import Finding

_FOR_US = re.compile(
    r"[，,；;]?\s*(?:须人工核对(?:是否为同一份材料)?|请人工核对|请人工确定|暂由人工查看|请人工阅处|须人工核对，请确认单位全称是否填写正确)"
)
_OPEN = re.compile(r"，?(?:是否(?:可以代替|认可|受理)由人工决定)(?:，请等候答复或来电说明)?")
_ADVICE = {
    Code.STAMP_UNCERTAIN: "经核对，不能认定为有效的公章，请加盖清晰、完整的公章后扫描成彩色PDF重新发送",
    Code.STAMP_ORGANISATION_MISMATCH: "请加盖报送单位的公章后扫描成PDF重新发送，或说明情况",
    Code.SIGNATURE_INVALID: "请重新签署，或打印盖章后扫描成PDF重新发送",
    Code.DOCUMENT_DANGEROUS: "请另存为不含宏和可运行内容的文件后重新发送",
    Code.DOCUMENT_UNREADABLE: "请另存为docx或PDF格式重新发送",
    Code.PDF_MISSING: "请补发PDF文件，内容与Word版一致",
    Code.VERSIONS_DIFFER: "请改为一致后重新发送",
    Code.FIELD_MISSING: "请补充后重新发送",
    Code.LATE: "已过截止日期，按通知规定不能受理；如有特殊情况，请来电说明",
    Code.TOO_MANY_ACTIVITIES: "请回复说明保留哪几项",
    Code.BELONGING_DOUBTFUL: "请回复说明本次材料补充或替换的是哪一项（写明收件编号），还是另报一项",
    Code.ORGANISATION_UNKNOWN: "请确认单位全称是否填写正确，并回复说明",
}


def for_sender(finding: Finding, own: str = "") -> str:
    """The sentence of a confirmed finding: the person's own, or what was found and what to do about it."""
    if own.strip():
        return own.strip()
    advice = _ADVICE.get(finding.code)
    if advice is None:
        return finding.detail
    found = _OPEN.sub("", _FOR_US.sub("", finding.detail)).rstrip("。，；")
    for ready in ("请择优确定保留哪几项", "方便时请另存为docx或PDF格式重新发送", "请确认单位全称是否填写正确"):
        found = found.replace(f"，{ready}", "")
    return f"{found}，{advice}。"

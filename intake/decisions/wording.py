"""A confirmed doubt in words that its sender can act on; what a person wrote instead goes first."""

import re

from intake.codes import Code
from intake.model import Finding

# what a finding says to a person of ours alone
_FOR_US = re.compile(
    r"[，,；;]?(?:须人工核对(?:是否为同一份材料)?|请人工(?:核对|确定|阅处)|暂由人工查看"
    r"|是否(?:可以代替|认可|受理)由人工决定|请等候答复或来电说明)"
)
_ALREADY = re.compile(r"，(?:请择优确定保留哪几项|方便时请另存为docx或PDF格式重新发送|请确认单位全称是否填写正确)")
_DOUBLED = re.compile(r"，或(?=请签署)|(?<=为安全起见)，?(?=请改发)")
_ADVICE = {
    Code.STAMP_UNCERTAIN: "经核对不能认定，请在原件上加盖清晰、完整的公章后扫描成彩色PDF重新发送",
    Code.STAMP_ORGANISATION_MISMATCH: "请加盖报送单位的公章后扫描成PDF重新发送，或说明情况",
    Code.DOCUMENT_UNREADABLE: "请另存为docx或PDF格式重新发送",
    Code.PDF_MISSING: "请补发PDF文件，内容与Word版一致",
    Code.VERSIONS_DIFFER: "请改为一致后重新发送",
    Code.FIELD_MISSING: "请补充后重新发送",
    Code.LATE: "已过截止日期，按通知规定不能受理；如有特殊情况，请来电说明",
    Code.TOO_MANY_ACTIVITIES: "请回复说明保留哪几项",
    Code.ORGANISATION_UNKNOWN: "请确认单位全称是否填写正确，并回复说明",
}
# what a doubt is about, where its own sentence speaks of how it came up
_INSTEAD = {
    Code.BELONGING_DOUBTFUL: "不能确定本次材料补充或替换的是哪一项，请回复说明（写明收件编号），或说明是另报一项。",
}
_NOT_COMPARED = "PDF版与Word版经核对不一致，请改为一致后重新发送。"


def for_sender(finding: Finding, own: str = "") -> str:
    """The sentence of a confirmed finding: the person's own, or what was found and what to do about it."""
    if own.strip():
        return own.strip()
    if finding.code in _INSTEAD:
        return _INSTEAD[finding.code]
    if finding.code is Code.VERSIONS_DIFFER and "不一致" not in finding.detail and "不同" not in finding.detail:
        return _NOT_COMPARED
    found = _ALREADY.sub("", _FOR_US.sub("", finding.detail)).rstrip("。，；")
    found = _DOUBLED.sub("，", found)
    advice = _ADVICE.get(finding.code)
    return f"{found}，{advice}。" if advice else f"{found}。"

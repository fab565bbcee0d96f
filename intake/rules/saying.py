"""What a mail's own words say: that material is handed in, or that something is asked."""

import re

from parsers.facts import Mail

_SENTENCE = re.compile(r"[^。！!；;\n？?]+[。！!；;\n？?]?")
_ASKS = re.compile(
    r"请问|咨询|请教|想问|想了解|询问|如何|能否|可否|是否|怎么|怎样|哪里|哪儿|在哪|什么时候|多少|吗\s*[？?。]?|呢\s*[？?]|[？?]"
)
_HANDS_IN = re.compile(
    r"(?:请|敬请|烦请|望)(?:予以)?(?:查收|审阅|审核|审查|查阅|接收|收悉|收阅|指正)|现将|兹将|随信|随函|随邮件|附上|奉上|呈上|呈报"
    r"|附件(?:是|为|里|中|如下|请|含|包括|即)|(?:见|详见|请见|参见)附件|见附$|特此报送|现(?:予以?)?报送"
    r"|\battached (?:please|is|are)\b|\b(?:find|see|is|are) (?:the |our )?(?:attached|enclosed)\b|\bplease find\b"
    r"|\b(?:hereby|herewith)\b",
    re.IGNORECASE,
)
# says so too, unless it speaks of another time
_HANDS_IN_NOW = re.compile(
    r"(?:报送|提交|上报|发送|补交|补发|补报)(?!的|过).{0,24}(?:方案|材料|报告|样表|总结|文件)"
    r"|(?:方案|材料|报告|样表|总结).{0,12}(?:已|一并)?(?:报送|报上|提交|上报|发送|发给|奉上|附后|如附)"
)
_ANOTHER_TIME = re.compile(
    r"此前|之前|先前|早前|前期|前几天|前天|昨[天日]|上周|上次|已于|已在|曾|\d日.{0,4}已"
    r"|(?:修改|完善|补充|盖章)后(?!的)|会按|将按|再(?:行|次)?(?:报送|提交|上报|发送|补交|补发)"
)
# says so whatever else its sentence asks: 随信附上方案，请问……
_HANDS_IN_ANYHOW = re.compile(r"(?:随信|随函|随邮件)附上|^现(?:将.{2,40})?(?:报送|报上|呈报|附上)")
_CLAUSE = re.compile(r"[，,：:、]")
_PREPARING = re.compile(r"准备|打算|计划.{0,6}(?:报送|提交)|将于|稍后|尚未|还没|过几天|正在|未能")


def sentences(mail: Mail) -> list[str]:
    """The sender's own sentences, the subject first."""
    return [mail.subject, *(match[0].strip() for match in _SENTENCE.finditer(mail.text) if match[0].strip())]


def asks(sentence: str) -> bool:
    """Whether a sentence asks something."""
    return bool(_ASKS.search(sentence))


def hands_in(mail: Mail) -> bool:
    """Whether a sentence that asks nothing and promises nothing for later hands material in."""
    own = sentences(mail)[1:]
    if any(_HANDS_IN_ANYHOW.search(clause) for each in own for clause in _clauses(each)):
        return True
    return any(_hands_in(each) and not asks(each) and not _PREPARING.search(each) for each in own)


def _clauses(sentence: str) -> list[str]:
    """A sentence's clauses, without those that ask or promise."""
    return [each for each in _CLAUSE.split(sentence) if not asks(each) and not _PREPARING.search(each)]


def _hands_in(sentence: str) -> bool:
    now = _HANDS_IN_NOW.search(sentence) and not _ANOTHER_TIME.search(sentence)
    return bool(_HANDS_IN.search(sentence) or now)


def is_silent(mail: Mail) -> bool:
    """Whether the mail says nothing at all beside what is attached."""
    return not mail.text.strip()

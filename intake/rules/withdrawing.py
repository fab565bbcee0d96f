"""What a mail says of its unit's intentions: that material is withdrawn, that none will come, that it came otherwise.

No rule by itself: a person decides. What replaces earlier material ("原方案作废，以此版为准") withdraws nothing.
"""

import re

from intake.rules.saying import sentences
from parsers.facts import Mail

_WITHDRAWS = re.compile(
    r"撤回|撤销(?!处分)|撤下|作废|取消(?:本次|此次|该|这次)?[^，。；,;]{0,8}(?:报送|申报|参评|参选)|不再参(?:加|评|与|选)"
)
_NONE = re.compile(
    r"不(?:再|予|拟|打算)?(?:报送|申报|上报)|(?:今年|此次|本次|这次).{0,8}不(?:报|参加|参评)了?|没有.{0,6}(?:可报|要报|要报送)"
)
_OTHERWISE = re.compile(
    r"已(?:经)?(?:通过|经由|用|以|由)?.{0,10}(?:OA|公文系统|机要|邮寄|快递|寄出|寄送|纸质|线下|当面|专人).{0,10}(?:报送|提交|上报|寄|送|交|报)?",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"以(?:此|本|这|附件|新|最新|后).{0,8}为准|重新(?:报送|提交|发送|上报|补报)|重报|替换|更换|更新|改(?:为|用|报)|修改(?:后|稿|版)|新版"
)
_NOT = re.compile(r"(?:请问|能否|可否|是否|怎么|如何|不(?:会|想|打算|能))$")


def withdraws(mail: Mail) -> bool:
    """Whether it takes back what was handed in, with nothing in its place."""
    own = sentences(mail)
    return any(_said(_WITHDRAWS, each) for each in own) and not any(_INSTEAD.search(each) for each in own)


def intention(mail: Mail) -> str:
    """What a person should note of the unit, a Chinese phrase; "" where it says nothing of the kind."""
    own = sentences(mail)
    if withdraws(mail):
        return "要求撤回已报送的材料"
    if any(_said(_NONE, each) for each in own):
        return "说明不报送"
    return "说明已用其他方式报送" if any(_said(_OTHERWISE, each) for each in own) else ""


def _said(pattern: re.Pattern[str], sentence: str) -> bool:
    match = pattern.search(sentence)
    return match is not None and not _NOT.search(sentence[: match.start()])

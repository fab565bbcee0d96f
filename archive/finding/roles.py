"""What a form's field is about. Calls name their fields as they like, so that it is told by what every key and value shows."""

import re
from typing import Any

from archive.finding.marks import Scope

_REACHING = re.compile(
    r"contact|lianxi|lianluo|jingbanren|tianb[iaou]+ren|phone|mobile|e_?mail|(^|_)(tel|fax|qq|wechat)|dianhua|shouji"
    r"|chuanzhen|youxiang|weixin|youbian|postal|tong(xun|xin)dizhi"
)
_WAY = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]+|(\+?86)?1[3-9]\d{9}|0\d{2,3}-\d{7,8}(-\d+)?")  # as forms' values are tidied


def scope_of(key: str, value: Any) -> Scope | None:
    """Modules are what was ticked, of which alone there are lists; whom to ask is told by the key, or is a way to reach one."""
    if isinstance(value, list):
        return Scope.MODULE
    return Scope.CONTACT if _REACHING.search(key) or _WAY.fullmatch(str(value or "")) else None


def modules(fields: Any) -> list[str]:
    """All that was ticked."""
    return [str(each) for value in fields.values() if isinstance(value, list) for each in value]

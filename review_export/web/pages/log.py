"""The audit log, for administrators."""

import re
from collections.abc import Mapping

from starlette.responses import Response

from archive.listing import audit_lines
from intake.codes import CODES
from intake.decisions.model import DecisionKind
from review_export.web.language import translations
from review_export.web.rendering import wording_of
from review_export.web.visit import Visit

ACTIONS: Mapping[str, str] = {
    "file": "登记来信",
    "fail": "来信读不了",
    "judge": "重新核对",
    "enter": "登记来件",
    "release": "放行信件",
    "remind": "提醒",
    "bounce": "退信",
    "called": "已电话告知",
    "results": "告知评审结果",
    "assign": "分派评审",
    "scores": "记入评分",
    "revive": "重新读取来信",
    "scores.close": "结束评审",
    "scores.reopen": "重新开始评审",
    "conflict": "回避",
    "conflict.back": "收回回避",
    "recheck": "重新核对",
    "remove": "清理无关来信",
    "restore": "从备份恢复",
    "edit.template": "改信件模板",
    "edit.roster": "改名册",
    "mail.test": "发信测试",
    "sign_in": "登录",
    "export": "导出",
    "account.add": "开户",
    "account.password": "改密码",
    "account.roles": "改角色",
    "account.open": "启用账户",
    "account.shut": "停用账户",
    **{f"decide {kind}": kind.wording for kind in DecisionKind},
}
_WORD = re.compile(r"(?<![a-z])(?:[a-z]++(?:_[a-z]++)++|late|duplicate|revision)")


def log(visit: Visit) -> Response:
    """A page of it, the newest lines first."""
    rows, number = audit_lines(visit.parts.records, visit.page)
    words = translations(visit.language)

    def worded(detail: str) -> str:
        """Codes of findings in words."""
        return _WORD.sub(lambda code: words.gettext(wording_of(code[0])) if code[0] in CODES else code[0], detail)

    return visit.show("log.html", rows=rows, number=number, actions=ACTIONS, worded=worded)

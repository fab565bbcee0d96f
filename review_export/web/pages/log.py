"""The audit log, for administrators."""

from starlette.responses import Response

from archive.listing import audit_lines
from review_export.web.visit import Visit

ACTIONS = {
    "file": "登记来信",
    "fail": "来信读不了",
    "release": "放行信件",
    "remind": "提醒",
    "sign_in": "登录",
    "export": "导出",
    "account.add": "开户",
    "account.password": "改密码",
    "account.roles": "改角色",
    "account.open": "启用账户",
    "account.shut": "停用账户",
}


def log(visit: Visit) -> Response:
    """A page of it, the newest lines first."""
    rows, number = audit_lines(visit.parts.records, visit.page)
    return visit.show("log.html", rows=rows, number=number, actions=ACTIONS)

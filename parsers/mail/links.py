"""Links to material that isn't attached: net disks and mail providers' large attachments. Recognised, never fetched."""

import re
from html import unescape

from parsers.facts import CloudLink

# host and path begin → whose service it is
_PROVIDERS: tuple[tuple[str, str], ...] = (
    (
        r"(?:wx\.)?mail\.qq\.com/(?:cgi-bin/ftnExs_download|ftn/download|cgi-bin/readtemplate\?.{0,40}ftn)",
        "QQ邮箱超大附件",
    ),
    (r"exmail\.qq\.com/cgi-bin/ftnExs_download", "腾讯企业邮箱超大附件"),
    (
        r"(?:mail\.163\.com/large-attachment-download|u\.163\.com|dashi\.163\.com/html/cloud-attachment)",
        "网易邮箱云附件",
    ),
    (r"(?:fs\.)?mail\.(?:126|yeah)\.(?:com|net)/", "网易邮箱云附件"),
    (r"(?:pan|yun)\.baidu\.com/", "百度网盘"),
    (r"(?:share\.weiyun\.com|weiyun\.com)/", "腾讯微云"),
    (r"docs\.qq\.com/", "腾讯文档"),
    (r"(?:www\.)?(?:kdocs\.cn|365\.kdocs\.cn|f\.wps\.cn|365\.wps\.cn|drive\.wps\.cn)/", "金山文档"),
    (r"(?:www\.)?(?:aliyundrive|alipan)\.com/s/", "阿里云盘"),
    (r"(?:www\.)?(?:123pan|123684|123865)\.com/s/", "123云盘"),
    (r"(?:www\.)?jianguoyun\.com/p/", "坚果云"),
    (r"(?:[\w-]+\.)?lanzou\w?\.com/", "蓝奏云"),
    (r"cloud\.189\.cn/", "天翼云盘"),
    (r"(?:caiyun\.139|yun\.139)\.com/", "移动云盘"),
    (r"pan\.quark\.cn/", "夸克网盘"),
    (r"(?:[\w-]+\.)?ctfile\.com/", "城通网盘"),
    (r"(?:[\w-]+\.)?(?:feishu|larksuite)\.(?:cn|com)/(?:file|docx|docs|wiki|drive)", "飞书云文档"),
    (r"(?:1drv\.ms|onedrive\.live\.com)/", "OneDrive"),
    (r"drive\.google\.com/", "Google Drive"),
    (r"(?:www\.)?dropbox\.com/s", "Dropbox"),
    (r"we\.tl/|wetransfer\.com/downloads", "WeTransfer"),
    (r"pan\.[\w.-]+\.edu\.cn/", "学校网盘"),
)
_LINK = re.compile(r"https?://[^\s\"'<>）)】，。；、\u3000]+", re.IGNORECASE)
_EXPIRY = re.compile(
    r"(?:到期时间|过期时间|有效期(?:至|到)?|失效时间|到期)[:：]?\s*(\d{4}[年./-]\d{1,2}[月./-]\d{1,2}日?(?:\s*\d{1,2}:\d{2})?|永久有效|无限期|\d+\s*天)"
)


def cloud_links(text: str, html: str) -> tuple[CloudLink, ...]:
    """The links, in order and each once; `expires` as the mail says anywhere, "" where it doesn't."""
    source = f"{text}\n{unescape(html)}"
    expiry = _EXPIRY.search(source)
    found: dict[str, CloudLink] = {}
    for match in _LINK.finditer(source):
        provider = _provider(match[0])
        if provider:
            found.setdefault(match[0], CloudLink(provider, match[0], expiry[1] if expiry else ""))
    return tuple(found.values())


def _provider(url: str) -> str:
    rest = url.partition("://")[2]
    return next((name for pattern, name in _PROVIDERS if re.match(pattern, rest, re.IGNORECASE)), "")

"""Links to material that isn't attached: net disks and mail providers' large attachments. Recognised, never fetched."""

import re
from html import unescape
from urllib.parse import unquote

from parsers.facts import CloudLink

# host and path begin → whose service it is
_PROVIDERS: tuple[tuple[str, str], ...] = (
    (
        r"(?:wx\.|i\.)?mail\.qq\.com/(?:cgi-bin/(?:ftnExs_download|ftndownload)|ftn/download|cgi-bin/readtemplate\?.{0,40}ftn)",
        "QQ邮箱超大附件",
    ),
    (r"[\w-]{0,30}\.?ftn\.qq\.com/", "QQ邮箱超大附件"),
    (r"exmail\.qq\.com/(?:cgi-bin/ftnExs_download|qy_mng_logic/ftn|ftn/)", "腾讯企业邮箱超大附件"),
    (
        r"(?:[\w-]{1,30}\.)?mail\.163\.com/large-attachment-download|u\.163\.com/|dashi\.163\.com/html/cloud-attachment",
        "网易邮箱云附件",
    ),
    (r"(?:fs|[\w-]{1,30}\.fs)\.(?:163|126|yeah|netease)\.(?:com|net)/", "网易邮箱云附件"),
    (r"(?:[\w-]{1,30}\.)?mail\.(?:126|yeah)\.(?:com|net)/.{0,40}(?:attachment|fs/|download)", "网易邮箱云附件"),
    (r"fs\.mail\.(?:126|yeah)\.(?:com|net)/", "网易邮箱云附件"),
    (r"(?:mail|appmail|wapmail)\.(?:139|10086)\.(?:com|cn)/.{0,60}(?:largefile|disk|attach)", "139邮箱超大附件"),
    (r"(?:[\w-]{1,30}\.)?mail\.sina\.(?:com\.cn|cn)/.{0,60}(?:filecenter|attach|download)", "新浪邮箱云附件"),
    (r"(?:[\w-]{1,30}\.)?mail\.sohu\.com/.{0,60}(?:bigfile|attach|download)", "搜狐邮箱超大附件"),
    (r"(?:mail|qiye)\.aliyun\.com/.{0,60}(?:attach|netdisk|download)", "阿里邮箱超大附件"),
    (r"(?:pan|yun|eyun)\.baidu\.com/", "百度网盘"),
    (r"(?:share\.|www\.)?weiyun\.com/", "腾讯微云"),
    (r"(?:docs|sheet|doc\.weixin)\.qq\.com/", "腾讯文档"),
    (r"(?:www\.|365\.)?(?:kdocs\.cn|f\.wps\.cn|drive\.wps\.cn)/|(?:365|s|yun)\.wps\.cn/", "金山文档"),
    (r"(?:www\.)?(?:aliyundrive|alipan)\.com/(?:s|t)/", "阿里云盘"),
    (r"(?:www\.)?(?:123(?:pan|684|865|912|952|592|278)\.com|123pan\.cn)/s/|[\w-]{1,30}\.123pan\.cn/", "123云盘"),
    (r"(?:www\.)?jianguoyun\.com/p/", "坚果云"),
    (r"(?:[\w-]{1,30}\.)?lanzou\w?\.com/", "蓝奏云"),
    (r"(?:h5\.)?cloud\.189\.cn/", "天翼云盘"),
    (r"(?:caiyun\.139|yun\.139|caiyun\.feixin\.10086)\.(?:com|cn)/", "移动云盘"),
    (r"pan\.wo\.cn/|[\w-]{1,30}\.pan\.wo\.cn/", "联通云盘"),
    (r"(?:pan|drive)\.quark\.cn/", "夸克网盘"),
    (r"(?:pan|drive)\.uc\.cn/|fast\.uc\.cn/", "UC网盘"),
    (r"pan\.xunlei\.com/", "迅雷云盘"),
    (r"(?:www\.)?115(?:cdn)?\.com/s/", "115网盘"),
    (r"(?:[\w-]{1,30}\.)?(?:ctfile|pipipan)\.com/", "城通网盘"),
    (r"(?:www\.)?(?:cowtransfer\.com/s/|musetransfer\.com/s/|wenshushu\.cn/)", "文件传输助手网站"),
    (
        r"(?:[\w-]{1,40}\.)?(?:feishu\.cn|larksuite\.com|larkoffice\.com)/(?:file|docx|docs|wiki|drive|sheets|base)",
        "飞书云文档",
    ),
    (r"(?:alidocs|qr|space)\.dingtalk\.com/", "钉钉文档"),
    (r"(?:www\.)?(?:shimo\.im|yuque\.com)/", "在线文档"),
    (r"(?:[\w-]{1,30}\.)?(?:fangcloud|jianguoyun|yifangyun)\.com/", "企业网盘"),
    (r"(?:1drv\.ms|onedrive\.live\.com)/|[\w-]{1,60}\.sharepoint\.(?:com|cn)/", "OneDrive"),
    (r"(?:drive|docs)\.google\.com/", "Google Drive"),
    (r"(?:www\.)?icloud\.com(?:\.cn)?/(?:iclouddrive|attachment)|cvws\.icloud-content\.com", "iCloud"),
    (r"(?:www\.)?dropbox\.com/s", "Dropbox"),
    (r"we\.tl/|wetransfer\.com/downloads", "WeTransfer"),
    (r"(?:www\.)?mega\.(?:nz|io)/", "MEGA"),
    (r"(?:pan|disk|box|cloud|yunpan|drive)\.[\w.-]{1,60}\.edu\.cn/", "学校网盘"),
)
_LINK = re.compile(  # people copy links without their scheme
    r"(?:https?://|(?<![\w./@:-])(?=(?:[\w-]{1,40}\.){1,4}(?:com|cn|net|ms|tl|im|io|nz)/))[^\s\"'<>）)】，。；、\u3000]+",
    re.IGNORECASE,
)
_WRAPPED = re.compile(r"=(https?%3A%2F%2F[^&\s]+)", re.IGNORECASE)  # as Outlook's Safe Links and webmail redirects do
_DAY = r"\d{4}\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}\s?日?(?:\s?\d{1,2}[:：]\d{2})?"
_SPAN = r"永久有效|长期有效|无限期|永久|\d{1,4}\s?(?:天|日|小时)"
_EXPIRY = re.compile(
    rf"(?:到期时间|到期日期?|过期时间|有效期限?[至到为]?|有效时间|失效时间|到期|expires?(?: on)?)[:：]?\s?({_DAY}|{_SPAN})"
    rf"|({_DAY})\s?(?:之?前有效|到期|过期|失效)|(无限期|永久有效)|({_SPAN})[后内]?(?:到期|过期|失效|有效)",
    re.IGNORECASE,
)


def cloud_links(text: str, html: str) -> tuple[CloudLink, ...]:
    """The links, in order and each once; `expires` as the mail says nearest to the link, "" where it doesn't."""
    source = f"{text}\n{unescape(html)}"
    found: dict[str, CloudLink] = {}
    expiries = None
    for match in _LINK.finditer(source):
        url, provider = _whose(match[0])
        if provider and url not in found:
            if expiries is None:
                expiries = [(said.start(), next(filter(None, said.groups()))) for said in _EXPIRY.finditer(source)]
            nearest = min(expiries, key=lambda said: abs(said[0] - match.start()), default=(0, ""))
            found[url] = CloudLink(provider, url, nearest[1].strip())
    return tuple(found.values())


def _whose(url: str) -> tuple[str, str]:
    """The link, taken out of what another service wrapped it in, and its provider, "" for anybody else's."""
    wrapped = _WRAPPED.search(url)
    inner = unquote(wrapped[1]) if wrapped else url
    provider = _provider(inner)
    return (inner, provider) if provider else (url, _provider(url))


def _provider(url: str) -> str:
    rest = url.partition("://")[2] if "://" in url[:10] else url
    return next((name for pattern, name in _PROVIDERS if re.match(pattern, rest, re.IGNORECASE)), "")

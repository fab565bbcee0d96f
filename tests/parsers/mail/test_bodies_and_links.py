"""What a reader of the mail sees, what quotes earlier mails, and links to material that isn't attached."""

import pytest

from parsers.mail import read_mail
from parsers.mail.body import html_text, split_quoted
from parsers.mail.links import cloud_links


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("已补手机号。\n\n------------------ 原始邮件 ------------------\n发件人: 办公室\n请补手机", "已补手机号。"),
        ("见附件\n在 2020年4月20日 10:00，活动办公室 写道：\n> 请补", "见附件"),
        ("见附件\nOn Mon, Apr 20, 2020 at 10:00 AM office <a@b.example.org> wrote:\n> x", "见附件"),
        ("见附件\n> 旧的", "见附件"),
        ("见附件\n-----Original Message-----\nFrom: a", "见附件"),
        ("没有引用\n发件人很重要", "没有引用\n发件人很重要"),
        (
            "------------------ 原始邮件 ------------------\n材料见附件",
            "------------------ 原始邮件 ------------------\n材料见附件",
        ),
    ],
)
def test_what_the_sender_wrote_and_what_is_quoted(text: str, own: str) -> None:
    assert split_quoted(text)[0] == own


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一</p><p>二</p>", "一\n\n二"),
        ("<div>一<br>二</div>", "一\n二"),
        ("<style>p{}</style><script>x()</script><p>只有这句</p>", "只有这句"),
        ("<p>&nbsp;A&amp;B&nbsp;</p>", "A&B"),
        ("", ""),
    ],
)
def test_html_as_text(html: str, text: str) -> None:
    assert html_text(html) == text


def test_html_nested_deeply_is_read() -> None:
    assert "深处" in html_text("<div>" * 5000 + "深处" + "</div>" * 5000)


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://mail.qq.com/cgi-bin/ftnExs_download?k=1&t=exs_ftn_download", "QQ邮箱超大附件"),
        ("https://wx.mail.qq.com/ftn/download?func=3&key=abc", "QQ邮箱超大附件"),
        ("https://exmail.qq.com/cgi-bin/ftnExs_download?k=1", "腾讯企业邮箱超大附件"),
        ("https://mail.163.com/large-attachment-download/index.html?p=1", "网易邮箱云附件"),
        ("https://dashi.163.com/html/cloud-attachment-download/?key=1", "网易邮箱云附件"),
        ("https://pan.baidu.com/s/1abcDEF", "百度网盘"),
        ("https://docs.qq.com/doc/DQ1", "腾讯文档"),
        ("https://www.kdocs.cn/l/abc", "金山文档"),
        ("https://kdocs.cn/l/abc", "金山文档"),
        ("https://365.kdocs.cn/l/abc", "金山文档"),
        ("https://www.aliyundrive.com/s/abc", "阿里云盘"),
        ("https://www.alipan.com/s/abc", "阿里云盘"),
        ("https://example.feishu.cn/docx/abc", "飞书云文档"),
        ("https://www.123pan.com/s/abc.html", "123云盘"),
        ("https://www.123684.com/s/abc", "123云盘"),
        ("https://pan.quark.cn/s/abc", "夸克网盘"),
        ("https://cloud.189.cn/t/abc", "天翼云盘"),
        ("https://1drv.ms/w/s!abc", "OneDrive"),
        ("https://example-my.sharepoint.com/:w:/g/abc", "OneDrive"),
        ("https://drive.google.com/file/d/abc/view", "Google Drive"),
        ("https://share.weiyun.com/abc", "腾讯微云"),
        ("https://u.163.com/abc", "网易邮箱云附件"),
        ("https://alidocs.dingtalk.com/i/nodes/abc", "钉钉文档"),
        ("pan.baidu.com/s/1abcDEF", "百度网盘"),
        ("https://nam.safelinks.protection.outlook.com/?url=https%3A%2F%2Fpan.baidu.com%2Fs%2F1abc&data=x", "百度网盘"),
        ("someone@pan.baidu.com/s/1", ""),
        ("https://mail.126.com/dashi/index.html", ""),
        ("https://www.example.org/plan.pdf", ""),
        ("https://pan.baidu.com.evil.example.org/s/1", ""),
        ("https://mail.qq.com/cgi-bin/readmail?x=1", ""),
    ],
)
def test_whose_link_it_is(url: str, provider: str) -> None:
    assert [link.provider for link in cloud_links(f"下载：{url}。", "")] == ([provider] if provider else [])


def test_when_it_runs_out_and_each_link_once() -> None:
    url = "https://mail.qq.com/cgi-bin/ftnExs_download?k=1"
    (link,) = cloud_links(f"{url}\n到期时间：2020年5月20日 10:20", f'<a href="{url}">下载</a>')
    assert (link.url, link.expires) == (url, "2020年5月20日 10:20")


def test_a_mail_of_html_alone_is_read_and_its_links_found() -> None:
    raw = (
        b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        + '<p>材料见<a href="https://pan.baidu.com/s/1x?pwd=ab&amp;y=2">网盘</a></p>'.encode()
    )
    mail = read_mail(raw)[0]
    assert mail.text == "材料见网盘"
    assert [link.url for link in mail.links] == ["https://pan.baidu.com/s/1x?pwd=ab&y=2"]


@pytest.mark.parametrize(
    ("said", "expires"),
    [
        ("方案.zip (60.5M, 2020年05月20日 10:20 到期)", "2020年05月20日 10:20"),
        ("到期时间：2020年5月20日", "2020年5月20日"),
        ("过期时间: 2020-05-20 10:20", "2020-05-20 10:20"),
        ("有效期至2020/5/20", "2020/5/20"),
        ("文件有效期：15天", "15天"),
        ("7天后过期", "7天"),
        ("无限期", "无限期"),
        ("链接永久有效", "永久有效"),
        ("活动时间：2020年5月20日", ""),
    ],
)
def test_when_a_link_runs_out(said: str, expires: str) -> None:
    (link,) = cloud_links(f"{said} https://wx.mail.qq.com/ftn/download?func=3&key=abc", "")
    assert link.expires == expires


def test_each_link_has_the_term_beside_it() -> None:
    text = "甲.zip 2020年5月1日到期 https://pan.baidu.com/s/1\n\n乙.zip 2020年6月1日到期 https://pan.baidu.com/s/2"
    assert [link.expires for link in cloud_links(text, "")] == ["2020年5月1日", "2020年6月1日"]

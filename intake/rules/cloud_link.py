"""cloud_link: the material is behind a net-disk or large-attachment link, which is never followed."""

from collections.abc import Iterator

from intake.codes import Code, Severity
from intake.model import Case, Finding
from intake.rules.saying import asks, hands_in, sentences
from intake.rules.silence import all_attached


def check(case: Case) -> Iterator[Finding]:
    """An error, or a warning where all that is required is attached."""
    links = case.examination.mail.links
    if case.automatic or not links or not is_about_material(case):
        return
    link = links[0]
    until = _until(link.expires)
    if all_attached(case):
        detail = f"来信另附有{link.provider}链接{until}，链接里的内容没有下载，以邮件附件为准。"
        yield Finding(Code.CLOUD_LINK, Severity.WARNING, detail)
        return
    detail = f"材料是{link.provider}链接{until}，链接无法自动下载，也会失效，请把文件作为普通附件重新发送。"
    yield Finding(Code.CLOUD_LINK, Code.CLOUD_LINK.severity, detail)


def _until(expires: str) -> str:
    """The link's term in brackets; "" where it has none, or is said to have none."""
    if not any(letter.isdigit() for letter in expires):
        return ""
    return f"（链接{expires}到期）" if len(expires) > 6 else f"（链接有效期{expires}）"


def is_about_material(case: Case) -> bool:
    """Whether the links are where material would be, and not something a question mentions."""
    mail = case.examination.mail
    if case.materials or hands_in(mail) or any("附件" in link.provider for link in mail.links):
        return True
    return not any(asks(sentence) for sentence in sentences(mail))

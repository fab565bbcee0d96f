"""Our own letters that came back: which, to whom, and why (RFC 3464, and the 退信 of Chinese providers without it)."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from intake.automatic import is_bounce
from intake.receipt import find_receipts
from parsers.facts import Mail

_OURS = re.compile(r"<baosong\.[^<>\s@]{1,80}@[^<>\s]{1,255}>")
_ADDRESS = re.compile(r"(?<![\w.+=-])[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.ASCII)
_RECIPIENT = re.compile(r"^(?:final|original)-recipient:[^;\n]*;\s*<?([^\s<>]{3,254})", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^action:\s*([\w-]{1,20})", re.IGNORECASE | re.MULTILINE)
_NOT_YET = re.compile(
    r"延迟|暂时|仍在(?:尝试|重试)|将继续(?:尝试|投递)|delayed|still (?:trying|being retried)|warning:", re.IGNORECASE
)
_REASONS = (
    ("收件人邮箱不存在", re.compile(r"5\.1\.[01]|不存在|无此(?:用户|邮箱|账号)|user unknown|no such (?:user|mailbox)|unknown user|invalid recipient|mailbox (?:not found|unavailable)", re.IGNORECASE)),
    ("收件人邮箱已满", re.compile(r"[45]\.2\.2|已满|容量|over ?quota|mailbox (?:is )?full|quota exceeded", re.IGNORECASE)),
    ("收件人的域名不能收信", re.compile(r"5\.1\.2|域名|host (?:not found|unknown)|domain (?:not found|does not exist)", re.IGNORECASE)),
    ("被对方服务器拒收", re.compile(r"5\.7\.|拒收|拒绝|垃圾邮件|rejected|blocked|spam|denied|policy", re.IGNORECASE)),
)  # fmt: skip
_MOST = 20_000  # characters that are looked through


@dataclass(frozen=True, slots=True)
class Bounce:
    """A letter that came back. `letters` are our Message-IDs that it names; where it names none, the others tell.

    `addresses` are those that couldn't be reached, in lower case; `why` is a Chinese phrase.
    """

    letters: tuple[str, ...]
    receipts: tuple[str, ...]
    addresses: tuple[str, ...]
    why: str


def bounce_of(mail: Mail, our_addresses: Collection[str]) -> Bounce | None:
    """What came back; None where nothing did: no report, one of a delay that goes on, one of success."""
    if not is_bounce(mail):
        return None
    said = "\n".join((mail.subject, mail.text[:_MOST], mail.quoted[:_MOST], mail.report))
    actions = {action.lower() for action in _ACTION.findall(said)}
    if (actions and "failed" not in actions) or (not actions and _NOT_YET.search(said)):
        return None
    thread = (*mail.in_reply_to, *mail.references)
    letters = dict.fromkeys((*_OURS.findall(said), *(each for each in thread if _OURS.fullmatch(each))))
    addresses = tuple(dict.fromkeys(_addresses(mail, said, {each.lower() for each in our_addresses})))
    return Bounce(tuple(letters), find_receipts(said), addresses, _why(said))


def _addresses(mail: Mail, said: str, ours: Collection[str]) -> Iterator[str]:
    """Those that the report names as such; else whoever stands in its text."""
    named = [*_RECIPIENT.findall(said), *_ADDRESS.findall(mail.header("x-failed-recipients"))]
    for address in named or _ADDRESS.findall(said):
        if address.lower() not in (*ours, mail.sender.address.lower()):
            yield address.lower()


def _why(said: str) -> str:
    return next((words for words, pattern in _REASONS if pattern.search(said)), "被退回")

"""Work grows with a text's length and not faster, whatever the text: regular expressions one by one, then the functions.

Measured as CPU time at two lengths, one four times the other: linear work takes four times as long, quadratic sixteen.
What takes next to no time at the greater length is passed without a ratio.
"""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from intake.automatic import answer_to, reason
from intake.grouping.words import bigrams, stem
from intake.naming import activity_key, organisation_key, units
from intake.receipt import find_receipts
from intake.rules.saying import hands_in, is_silent
from parsers.comparable import comparable
from parsers.containers.names import plain_path
from parsers.facts.counting import characters
from parsers.form.activity import activity_in_text, activity_in_title, unit_before_activity
from parsers.form.dates import read_date
from parsers.form.email import read_email
from parsers.form.labels import bare
from parsers.form.names import ends_like_organisation, is_organisation, without_seal_note
from parsers.form.normalise import read_line, says_nothing
from parsers.form.options import is_mark, ticked
from parsers.form.phones import read_mobile, read_phones
from parsers.mail import read_mail
from parsers.mail.body import html_text, split_quoted
from parsers.mail.headers import decode_base64, decode_bytes, decode_header, parameter
from parsers.mail.hollow import hollowed
from parsers.mail.links import cloud_links
from parsers.sniff import sniff
from parsers.trouble import DocumentTrouble
from parsers.word.markup import read_html
from tests.regular_expressions import Expression, attacks, expressions

pytestmark = pytest.mark.parts
_NOTHING = 0.02  # seconds at the greater length
_MOST = 9.0  # times the work for four times the length
EXPRESSIONS = list(expressions("parsers", "intake", "archive", "review_export", "config"))


def cost(work: Callable[[Any], object], text: Any) -> float:
    """CPU seconds."""
    before = time.process_time()
    work(text)
    return time.process_time() - before


def grows_too_fast(work: Callable[[Any], object], short: Any, long: Any) -> bool:
    """Looked at again before it is said: the first time, caches fill."""
    return all(
        (greater := cost(work, long)) > _NOTHING and greater > _MOST * max(cost(work, short), 1e-6) for _ in range(3)
    )


def test_there_are_expressions_to_look_at() -> None:
    assert len(EXPRESSIONS) > 150
    assert {each.place.partition("/")[0] for each in EXPRESSIONS} >= {"parsers", "intake"}


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda each: each.place)
def test_a_regular_expression(expression: Expression) -> None:
    def use(text: Any) -> None:
        for method in expression.methods:
            if method in ("sub", "finditer", "findall", "split"):
                expression.pattern.findall(text)
            else:
                getattr(expression.pattern, "search" if method == "compile" else method)(text)

    for short, long in zip(attacks(expression.pattern, 4000), attacks(expression.pattern, 16000), strict=True):
        assert not grows_too_fast(use, short, long), long[:40]


def test_a_dangerous_one_would_be_noticed() -> None:
    for written in (r"\s*-", r"(\w+)@", r"^\s*a?\s*b", r"<!--.*?-->"):
        pattern = re.compile(written)
        pairs = zip(attacks(pattern, 2000), attacks(pattern, 8000), strict=True)
        assert any(grows_too_fast(pattern.findall, short, long) for short, long in pairs), written


PIECES = (
    *" \t\r\n<>()（）[【《“\"'\\/,;:：、。=?*-—_.@%&#\x000",
    "１", "年", "中", "a", "\u3000", "\u200b", "\ud800",
    "\r\n ", " \r\n", "=?utf-8?B?", "=?utf-8?q?=41?=", "=?gb2312?B?1tA=?= ", ";a*0=", ";a=\"", "; name*=utf-8''%e4",
    "<!--", "<script>", "<div>", "<table><tr><td>", "</td>", "&#20013;", "<p", "style=\"mso-hide:", "https://", "HTTPS://pan.baidu.com/s/",
    "https://mail.qq.com/cgi-bin/readtemplate?", "到期时间：", "2020-", "2020年4月16日", "2020-29-", "A-", "a@", "@a.", "a.b-", "1-", "(010)",
    "转", "0571/", "138", "系列", "特色", "学会", "（盖章", "报送", "请查收。", "原始邮件", "-----", ">", "On ", "主办单位：",
    "（√）", "□", "/Name (", "/Name <", "\\(", "--a\r\n", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n",
)  # fmt: skip


def as_mail(text: str) -> object:
    """In every header that is read, and as the body."""
    value = text[:4000].encode("utf-8", "surrogatepass").replace(b"\n", b" ").replace(b"\r", b" ")
    names = (
        b"From",
        b"To",
        b"Reply-To",
        b"Subject",
        b"Date",
        b"Received",
        b"Message-ID",
        b"References",
        b"Auto-Submitted",
    )
    head = b"".join(name + b": " + value + b"\r\n" for name in names)
    typed = b"Content-Type: text/plain; charset=" + value + b"\r\nContent-Disposition: inline; x=" + value + b"\r\n"
    raw = head + typed + b"\r\n" + text.encode("utf-8", "surrogatepass")
    try:
        mail, _ = read_mail(raw)
    except DocumentTrouble:
        return None
    return reason(mail, ()), answer_to(mail, "", ()), hands_in(mail), is_silent(mail)


def as_html(text: str) -> object:
    try:
        return read_html(text.encode("utf-8", "surrogatepass"))
    except DocumentTrouble:
        return None


def bytes_of(work: Callable[[bytes], object]) -> Callable[[str], object]:
    return lambda text: work(text.encode("utf-8", "surrogatepass"))


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "read_mail": as_mail,
    "read_html": as_html,
    "html_text": html_text,
    "split_quoted": split_quoted,
    "decode_bytes": bytes_of(decode_bytes),
    "decode_header": bytes_of(decode_header),
    "decode_base64": bytes_of(decode_base64),
    "parameter": bytes_of(lambda value: parameter(b"a/b; " + value, "name")),
    "cloud_links": lambda text: cloud_links(text, text),
    "sniff": bytes_of(lambda data: sniff(data, "a.doc")),
    "characters": characters,
    "comparable": comparable,
    "read_date": lambda text: read_date(text, 2020),
    "read_email": read_email,
    "read_mobile": read_mobile,
    "read_phones": read_phones,
    "read_line": read_line,
    "says_nothing": says_nothing,
    "bare": bare,
    "names": lambda text: (is_organisation(text), ends_like_organisation(text), without_seal_note(text)),
    "activity": lambda text: (activity_in_title(text), activity_in_text(text, text), unit_before_activity(text)),
    "options": lambda text: (ticked([text], ["团结引领", "甲"]), is_mark(text)),
    "plain_path": plain_path,
    "find_receipts": find_receipts,
    "keys": lambda text: (units(text), organisation_key(text), activity_key(text), stem(text), bigrams(text)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_over_texts(name: str) -> None:
    for piece in PIECES:
        short, long = (piece * (length // len(piece)) for length in (3000, 12000))
        assert not grows_too_fast(FUNCTIONS[name], short, long), piece
        assert not grows_too_fast(FUNCTIONS[name], "a" + short + "\x00", "a" + long + "\x00"), piece


def test_runs_of_base64_too_short_to_be_cut_are_gone_through_once() -> None:
    """An expression with a least length tries nothing in texts below it, so that only a mail beyond it tells."""
    whole = 1024 * 1024
    short, long = (b"-".join([b"QUJDRA\r\n" * (run // 8)] * (whole // run)) for run in (512, 131_072))
    assert not grows_too_fast(hollowed, short, long)

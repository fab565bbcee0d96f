"""Minimal pairs with real files: a complete pair is accepted without a finding; with one difference, one code alone.

Word by python-docx, PDF by LibreOffice and a drawn seal, read by `baosong check --json` as users call it.
"""

import io
import json
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document
from pypdf.generic import TextStringObject

from config.demo.generator import names
from config.demo.generator.build import pasted, seal_of
from config.demo.generator.mails import File, Sample, gbk_zip, mail
from config.demo.generator.papers import BLANK, Plan, plan_docx, settled
from config.demo.generator.scans import to_pdfs
from tests.config import schema
from tests.config.commands import as_a_process
from tests.pages import action, with_actions
from tests.signing import identity, signed, with_later_words

pytestmark = pytest.mark.parts

PLAN = Plan(names.SPRUCE, "云杉林下的科技工作者节", names.PLANS["forest"], ("团结引领", "为民服务"), co="青岭植物园")
DAY = "Thu, 16 Apr 2020 10:12:05"
SCRIPT = action("JavaScript", JS=TextStringObject("app.alert(1);"))
UNIT = identity(names.SPRUCE.name)
LONG = "\n".join([names.PLANS["forum"], names.PLANS["clinic"], names.PLANS["award"], names.PLANS["forest"]] * 2)
LINK = (
    "https://mail.qq.com/cgi-bin/ftnExs_download?k=0123456789abcdef&t=exs_ftn_download\n到期时间：2020年5月20日 10:20"
)


@dataclass(frozen=True)
class Papers:
    """A plan as Word and as PDF, sealed and not."""

    word: bytes
    sealed: bytes
    unsealed: bytes
    other_seal: bytes


PLANS = {
    "good": PLAN,
    "without a mobile": replace(PLAN, other={"mobile": ""}),
    "without a module": replace(PLAN, modules=()),
    "long": replace(PLAN, text=LONG),
    "other": replace(PLAN, text=PLAN.text.replace("下午走访慰问老科技工作者18位", "晚间举办露天电影和篝火联欢活动")),
}


@pytest.fixture(scope="module")
def papers() -> dict[str, Papers]:
    """Each of the plans, the form as it is handed out, and prose without a form; printed in one go."""
    words = {name: plan_docx(plan) for name, plan in PLANS.items()} | {
        "blank": Path(BLANK).read_bytes(),
        "free": prose(),
    }
    made = {}
    for (name, word), printed in zip(words.items(), to_pdfs([*words.values()]), strict=True):
        rng = random.Random(7)
        own, other = seal_of(names.SPRUCE, rng), seal_of(names.GRANITE, rng)
        made[name] = Papers(word, pasted(printed, own), printed, pasted(printed, other))
    return made


def letter(word: bytes | None, pdf: bytes | None, *more: File, text: str = "现报送筹备方案，请查收附件。") -> Sample:
    files = [File("筹备方案.docx", word)] if word is not None else []
    files += [File("筹备方案.pdf", pdf)] if pdf is not None else []
    return Sample(names.SPRUCE.email, names.SPRUCE.person, "云杉工程学会筹备方案", text, DAY, (*files, *more))


def prose() -> bytes:
    document = Document()
    document.add_paragraph("关于云杉林下活动的想法")
    for text in names.PLANS["forest"].split("\n"):
        document.add_paragraph(text)
    return settled(document)


def encrypted(pdf: bytes) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def cases(papers: dict[str, Papers]) -> dict[str, tuple[Sample, list[str]]]:
    """Each case's mail and all its codes."""
    good, without_mobile, without_module, long, other, blank, free = papers.values()
    package = File("材料.zip", gbk_zip([File("筹备方案.docx", good.word)], encrypted=True))
    return {
        "complete": (letter(good.word, good.sealed), []),
        "pdf_missing": (letter(good.word, None), ["pdf_missing"]),
        "word_missing": (letter(None, good.sealed), ["word_missing"]),
        "stamp_missing": (letter(good.word, good.unsealed), ["stamp_missing"]),
        "stamp_organisation_mismatch": (letter(good.word, good.other_seal), ["stamp_organisation_mismatch"]),
        "field_missing": (letter(without_mobile.word, without_mobile.sealed), ["field_missing"]),
        "module_missing": (letter(without_module.word, without_module.sealed), ["module_missing"]),
        "text_too_long": (letter(long.word, long.sealed), ["text_too_long"]),
        "form_blank": (letter(blank.word, blank.sealed), ["form_blank"]),
        "wrong_template": (letter(free.word, free.sealed), ["wrong_template"]),
        "type_mismatch": (
            replace(
                letter(None, good.sealed), files=(File("筹备方案.doc", good.word), File("筹备方案.pdf", good.sealed))
            ),
            ["type_mismatch"],
        ),
        "document_encrypted": (letter(good.word, encrypted(good.sealed)), ["document_encrypted"]),
        "container_encrypted": (letter(None, good.sealed, package), ["container_encrypted"]),
        "cloud_link": (letter(None, None, text=f"筹备方案文件较大，请点击下载：\n{LINK}"), ["cloud_link"]),
        "attachment_missing": (letter(None, None), ["attachment_missing"]),
        "versions_differ": (letter(good.word, other.sealed), ["versions_differ"]),
        "document_dangerous": (letter(good.word, with_actions(good.sealed, OpenAction=SCRIPT)), ["document_dangerous"]),
        "signature_invalid": (letter(good.word, with_later_words(signed(good.sealed, UNIT))), ["signature_invalid"]),
        "unknown_issuer": (letter(good.word, signed(good.unsealed, UNIT)), ["signature_invalid"]),
    }


@pytest.fixture(scope="module")
def judged(
    papers: dict[str, Papers], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[dict[str, Any], list[str]]]:
    """Every case through one call of the command."""
    folder = tmp_path_factory.mktemp("pairs")
    made = cases(papers)
    for number, (name, (sample, _)) in enumerate(made.items(), 1):
        (folder / f"{name}.eml").write_bytes(mail(sample, number))
    said = as_a_process(folder, "check", *(f"{name}.eml" for name in made), "--json")
    assert (said.code, said.err) == (1, "")
    found = [json.loads(line) for line in said.out.splitlines()]
    for each in found:
        schema.message(each, each["source"])
        schema.consistent(each)
    return {name: (each, expected) for each, (name, (_, expected)) in zip(found, made.items(), strict=True)}


CODES = (
    "pdf_missing", "word_missing", "stamp_missing", "stamp_organisation_mismatch", "field_missing", "module_missing", "text_too_long",
    "form_blank", "wrong_template", "type_mismatch", "document_encrypted", "container_encrypted", "cloud_link", "attachment_missing", "versions_differ",
    "document_dangerous", "signature_invalid", "unknown_issuer",
)  # fmt: skip


def codes(each: dict[str, Any]) -> list[str]:
    return [f["code"] for f in each["findings"]] + [f["code"] for s in each["submissions"] for f in s["findings"]]


def test_the_complete_pair(judged: dict[str, tuple[dict[str, Any], list[str]]]) -> None:
    each, _ = judged["complete"]
    assert (each["verdict"], codes(each)) == ("accepted", [])
    (submission,) = each["submissions"]
    assert (submission["organisation"], submission["activity"]) == (PLAN.unit.name, PLAN.activity)


@pytest.mark.parametrize("code", CODES)
def test_one_difference_one_code(code: str, judged: dict[str, tuple[dict[str, Any], list[str]]]) -> None:
    each, expected = judged[code]
    assert codes(each) == expected


VERDICTS = {
    "stamp_organisation_mismatch": "review",
    "versions_differ": "review",
    "type_mismatch": "accepted",
    "document_dangerous": "review",
    "signature_invalid": "review",
    "unknown_issuer": "accepted",
}


@pytest.mark.parametrize("code", CODES)
def test_and_its_verdict(code: str, judged: dict[str, tuple[dict[str, Any], list[str]]]) -> None:
    each, _ = judged[code]
    assert each["verdict"] == VERDICTS.get(code, "correction")


def test_the_missing_field_is_named(judged: dict[str, tuple[dict[str, Any], list[str]]]) -> None:
    (finding,) = judged["field_missing"][0]["submissions"][0]["findings"]
    assert finding["field"] == "contact_mobile"
    assert "手机" in finding["detail"]


@pytest.mark.parametrize(
    ("received", "expected"),
    [("2020-04-22T23:59:59", []), ("2020-04-23T00:00:00", ["late"]), ("2020-04-22T16:00:00Z", ["late"])],
)
def test_late_from_the_next_day_on(
    papers: dict[str, Papers], received: str, expected: list[str], tmp_path: Path
) -> None:
    good = papers["good"]
    (tmp_path / "a.eml").write_bytes(mail(letter(good.word, good.sealed), 1))
    said = as_a_process(tmp_path, "check", "a.eml", "--json", "--received-at", received)
    each = json.loads(said.out)
    assert codes(each) == expected
    assert (said.code, each["verdict"]) == ((1, "review") if expected else (0, "accepted"))

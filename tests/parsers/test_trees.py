"""XML and HTML are parsed by what parsers/trees.py makes and by nothing else, and that reaches nothing."""

import ast
from pathlib import Path

import pytest
from lxml import etree

from parsers.trees import html_parser, xml_parser

ROOT = Path(__file__).parents[2]
MAKERS = {"XMLParser", "HTMLParser", "iterparse", "XMLPullParser", "ETCompatXMLParser", "HTMLPullParser"}
READERS = {"fromstring", "document_fromstring", "fragment_fromstring", "fragments_fromstring", "fromstringlist"}
MODULES = ("xml.dom", "xml.sax", "xml.etree", "html5lib", "bs4")


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("path", sorted((ROOT / "parsers").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_other_parser_is_made_or_used(path: Path) -> None:
    if path.name == "trees.py":
        return
    assert not [call.lineno for call in calls(path) if called(call) in MAKERS]
    for call in calls(path):
        if called(call) in READERS:
            parsers = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg == "parser")]
            assert [called(each) for each in parsers if isinstance(each, ast.Call)] in (["xml_parser"], ["html_parser"])
    assert not [name for name in MODULES if f"import {name}" in path.read_text("utf-8")]


def test_there_are_readers_to_look_at() -> None:
    used = [call for path in (ROOT / "parsers").rglob("*.py") for call in calls(path) if called(call) in READERS]
    assert len(used) >= 4


@pytest.fixture
def secret(tmp_path: Path) -> str:
    (tmp_path / "secret.txt").write_text("correct-horse")
    return (tmp_path / "secret.txt").as_uri()


@pytest.mark.parametrize("recover", [False, True])
def test_entities_stay_shut(secret: str, recover: bool) -> None:
    source = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret}"><!ENTITY y "inner">]><d>&x;&y;</d>'
    root = etree.fromstring(source, xml_parser(recover))
    assert "correct-horse" not in etree.tostring(root, encoding="unicode", method="text")
    assert "inner" not in "".join(str(text) for text in root.itertext(tag=None))


def test_depth_is_bounded() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring("<a>" * 300 + "</a>" * 300, xml_parser())


def test_a_text_of_html_is_no_way_out(secret: str) -> None:
    source = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret}">]><p>&x;</p>'
    root = etree.fromstring(source, html_parser())
    assert "correct-horse" not in etree.tostring(root, encoding="unicode", method="text")

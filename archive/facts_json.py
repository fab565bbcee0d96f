"""Documents' facts as JSON, so that a version on record can be looked at again without parsing it again."""

import json

from pydantic import TypeAdapter

from archive.weighed import Weighed
from parsers.facts import Document, FilledForm

_ADAPTER = TypeAdapter(Document)
_FORMS = TypeAdapter(tuple[FilledForm, ...])
_MOST = 4_000_000  # characters of JSON of which the documents are kept; those take some five bytes each


def dump(document: Document) -> str:
    """A document's facts."""
    return _ADAPTER.dump_json(document, exclude_defaults=True).decode("utf-8")


def load(text: str) -> Document:
    """The document of those facts; the same one, where they were read a short while ago."""
    return _READ(text)


_READ: Weighed[str, Document] = Weighed(_ADAPTER.validate_json, _MOST, lambda text, _: len(text))


def page_count(text: str) -> int:
    """How many pages the document of those facts has, 0 where nobody counted any; nothing else is looked at."""
    content = json.loads(text).get("content") or {}
    return int(content.get("page_count", 0))


def forms(text: str) -> tuple[FilledForm, ...]:
    """The forms in the document of those facts; the rest, which is long, isn't looked at."""
    content = json.loads(text).get("content") or {}
    return _FORMS.validate_python(content.get("forms", ()))

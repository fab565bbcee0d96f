"""Documents' facts as JSON, so that a version on record can be looked at again without parsing it again."""

from pydantic import TypeAdapter

from parsers.facts import Document

_ADAPTER = TypeAdapter(Document)


def dump(document: Document) -> str:
    """A document's facts."""
    return _ADAPTER.dump_json(document, exclude_defaults=True).decode("utf-8")


def load(text: str) -> Document:
    """The document of those facts."""
    return _ADAPTER.validate_json(text)

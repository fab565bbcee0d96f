"""A field's label, met in a filled document, and what stands where its answer goes."""

from dataclasses import dataclass

from parsers.form.blank import Place


@dataclass(frozen=True, slots=True)
class Hit:
    """`texts` are the answer's cells or paragraphs as written; `block` the number of the block that it stands in.

    `sure` is False where the label is only a name that this field also goes by, or may be `mistyped`; `where` says in Chinese where it stood.
    """

    place: Place
    texts: tuple[str, ...]
    where: str
    block: int
    in_table: bool
    sure: bool = True
    mistyped: bool = False

    @property
    def key(self) -> str:
        """The field's key."""
        return self.place.field.key

    @property
    def written(self) -> str:
        """The answer as written, cells and paragraphs joined by line feeds."""
        return "\n".join(text for text in self.texts if text.strip()).strip()

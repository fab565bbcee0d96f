"""How a reader says that a document can't be read."""

from parsers.facts import Trouble, TroubleKind


class DocumentTrouble(Exception):
    """A document can't be read, or not further. `found` is a short Chinese phrase with the facts."""

    def __init__(self, kind: TroubleKind, found: str) -> None:
        super().__init__(f"{kind}: {found}")
        self.trouble = Trouble(kind, found)

"""What an RTF document says of itself (specification 1.9.1, "Information Group")."""

from dataclasses import dataclass, field
from datetime import datetime

from parsers.facts import Properties

_TIME = ("yr", "mo", "dy", "hr", "min")


@dataclass
class Information:
    """The information group in the making; `asked` is the entry whose text comes next."""

    asked: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    words: int | None = None
    time: dict[str, int] = field(default_factory=dict)

    def begin(self, word: str, number: int | None) -> None:
        """An entry begins, or says a number."""
        if word == "nofwords":
            self.words = number if number is not None and number >= 0 else None
        elif word in _TIME:
            if self.asked == "revtim" and number is not None:
                self.time[word] = number
        else:
            self.asked = word

    def say(self, text: str) -> None:
        """Text of the entry."""
        if self.asked:
            self.texts[self.asked] = self.texts.get(self.asked, "") + text

    def end(self) -> None:
        """The entry ends."""
        self.asked = ""

    def properties(self) -> Properties:
        """All that was said."""
        said = {key: text.strip() for key, text in self.texts.items()}
        return Properties(
            title=said.get("title", ""),
            author=said.get("author", ""),
            company=said.get("company", ""),
            modified=self._moment(),
            last_saved_by=said.get("operator", ""),
            words=self.words,
        )

    def _moment(self) -> datetime | None:
        yr, mo, dy, hr, minute = (self.time.get(part, 0) for part in _TIME)
        try:
            return datetime(yr, mo, dy, hr, minute)  # noqa: DTZ001  RTF times name no zone
        except ValueError:
            return None

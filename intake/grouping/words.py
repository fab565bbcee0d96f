"""What a document is called, which stage is under way, and how alike two texts are."""

import re
import unicodedata
from datetime import datetime, timedelta

from intake.call import Call, Stage
from parsers.facts import Document, PagedDocument, WordDocument

# a letter that accompanies material, whatever it names
_COVER_LETTER = re.compile(r"的函$|报送函$|^关于.*(?:的函|的报告函)$|推荐函$|说明函$|^承诺书|^回执")
_ENDING = re.compile(r"\.[A-Za-z0-9]{2,5}$")


def stem(name: str) -> str:
    """A file's name without its ending, width and blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", _ENDING.sub("", name)))


def title(document: Document) -> str:
    """What the document calls itself; "" where nothing was read."""
    return document.content.prose.title if isinstance(document.content, WordDocument | PagedDocument) else ""


def is_cover_letter(document: Document) -> bool:
    """Whether it is a letter that accompanies material."""
    return any(_COVER_LETTER.search(text) for text in (stem(document.name), title(document)) if text)


def named_stage(text: str, call: Call) -> Stage | None:
    """The stage whose words a text uses; the later word decides, for 方案总结 is a summary."""
    places = [
        (max((text.rfind(word) for word in stage.words if word in text), default=-1), stage) for stage in call.stages
    ]
    place, stage = max(places, key=lambda pair: pair[0])
    return stage if place >= 0 else None


def stage_by_date(call: Call, received_at: datetime) -> Stage:
    """The stage under way: the first whose time for corrections isn't over, else the last."""
    day = received_at.date()
    open_stages = (stage for stage in call.stages if day <= stage.deadline + timedelta(days=stage.correction_days))
    return next(open_stages, call.stages[-1])


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, letters and digits."""
    plain = re.sub(r"[^\w\u4e00-\u9fff]|_", "", unicodedata.normalize("NFKC", text[:20_000])).lower()
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1))


def contained(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of `part` that `whole` has, 0..1."""
    return len(part & whole) / len(part) if part else 0.0

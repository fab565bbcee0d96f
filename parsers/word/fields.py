"""Complex fields (ISO/IEC 29500-1 §17.16.18): which of their runs are an instruction, and the mark that some draw."""

from dataclasses import dataclass, field

from lxml import etree

from parsers.word.marks import field_mark
from parsers.word.names import W

_TAGS = (f"{W}fldChar", f"{W}instrText", f"{W}fldSimple")


@dataclass
class _Field:
    """A field that has begun. An instruction may be cut into many runs, and only its whole tells a mark."""

    instruction: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # of the instruction's pieces those that were plain text
    said: bool = False  # the separator has been passed: what follows is the result


@dataclass
class Fields:
    """The fields of one paragraph that are open, the outermost first."""

    open: list[_Field] = field(default_factory=list)

    def knows(self, element: etree._Element) -> bool:
        """Whether an element is a part of a field."""
        return element.tag in _TAGS

    def text(self, element: etree._Element) -> str | None:
        """The mark that a field draws once its instruction is complete; None for an element to look into."""
        if element.tag == f"{W}fldSimple":
            return field_mark(element.get(f"{W}instr", "")) or None
        if element.tag == f"{W}instrText":
            if not self.open:
                return field_mark(element.text or "")
            self.open[-1].instruction.append(element.text or "")
            return ""
        if element.get(f"{W}fldCharType") == "begin":
            self.open.append(_Field())
            return ""
        return self._mark(ends=element.get(f"{W}fldCharType") == "end")

    def _mark(self, *, ends: bool) -> str:
        if not self.open:
            return ""
        current = self.open[-1]
        mark = "" if current.said else field_mark("".join(current.instruction))
        current.said = True
        if ends:
            self.open.pop()
        return self.held(mark)

    def held(self, piece: str) -> str:
        """The piece where it is shown; "" where it is part of an instruction: a tick set in Wingdings in an EQ."""
        asking = next((each for each in reversed(self.open) if not each.said), None)
        if asking is None:
            return piece
        asking.instruction.append(piece)
        asking.shown.append(piece)
        return ""

    def rest(self) -> str:
        """Text of instructions that never ended: a field torn in two must not cost what stands behind it."""
        return "".join(piece for each in self.open if not each.said for piece in each.shown)

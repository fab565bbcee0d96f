"""The shades: told apart by people with any kind of colour blindness, and on a black-and-white printer by their lightness."""

from enum import StrEnum


class Shade(StrEnum):
    """What a shade stands for; the value is its colour."""

    GOOD = "#1f4e79"  # dark blue: complete, in time
    FAULT = "#d55e00"  # vermilion: faults, late
    DOUBT = "#f0b840"  # yellow: for a person
    NOTED = "#c491c4"  # mauve: nothing more is asked for
    SILENT = "#dde0e5"  # light grey: nothing there

    @property
    def ink(self) -> str:
        """The colour of a number that stands on it."""
        return PAPER if self in (Shade.GOOD, Shade.FAULT) else INK


PAPER, INK, QUIET, GRID, AXIS = "#ffffff", "#1f2329", "#5b616b", "#e6e8eb", "#8f959e"
FONTS = "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','WenQuanYi Zen Hei',sans-serif"

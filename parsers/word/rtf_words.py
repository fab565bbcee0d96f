r"""RTF's control words (specification 1.9.1), and what each does."""

from collections.abc import Callable

from parsers.word.rtf_reading import Reading
from parsers.word.rtf_text import Font, codec_of_page

SILENT = frozenset(
    "colortbl stylesheet listtext pntext pntxta pntxtb nonshppict shprslt atnid atnauthor atntime atndate atnref "
    "xe tc rxe object_data objdata objclass nonesttables private sp sn sv template background".split()
)
# of the destinations that a reader may ignore (\*), those that this one doesn't
HEEDED = frozenset(
    (
        "shpinst",
        "shppict",
        "fldinst",
        "formfield",
        "annotation",
        "docvar",
        "nesttableprops",
        "footnote",
        "company",
        "ffl",
    )
)
APART = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "margins"),
    "footnote": "notes",
    "annotation": "comments",
}
CHARACTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "~": "\u00a0",
    "_": "-",
}
ENDS = frozenset(("par", "sect", "page", "column"))

_Action = Callable[[Reading, int | None], object]


def _sets(name: str, value: object = None) -> _Action:
    """An action that sets the state's `name`: to `value`, or by whether the word says 0."""

    def action(reading: Reading, number: int | None) -> None:
        setattr(reading.state, name, number != 0 if value is None else value)

    return action


def _font(reading: Reading, number: int | None) -> None:
    reading.state.font = number or 0
    if reading.state.catcher == "fonttbl":
        reading.fonts.known[reading.state.font] = Font()


def _charset(reading: Reading, number: int | None) -> None:
    reading.fonts.known.setdefault(reading.state.font, Font()).charset = number or 0


def _page(reading: Reading, number: int | None) -> None:
    reading.fonts.page = codec_of_page(number or 1252)


def _unicode_skip(reading: Reading, number: int | None) -> None:
    reading.state.unicode_skip = max(0, min(number if number is not None else 1, 8))


def _new_row(reading: Reading, _: int | None) -> None:
    reading.blocks.redefine(reading.row_level)


def _edge(reading: Reading, number: int | None) -> None:
    reading.definition.close_cell(number or 0)


def _left(reading: Reading, number: int | None) -> None:
    reading.definition.left = number or 0


def _merge(word: str) -> _Action:
    return lambda reading, _: reading.definition.pending.add(word)


def _plain(reading: Reading, _: int | None) -> None:
    reading.state.hidden = reading.state.deleted = False


def _paragraph_defaults(reading: Reading, _: int | None) -> None:
    reading.state.level = 0
    reading.state.centred = False


def _in_table(reading: Reading, _: int | None) -> None:
    reading.state.level = max(1, reading.state.level)


def _level(reading: Reading, number: int | None) -> None:
    reading.state.level = max(0, number if number is not None else 1)


def _text_box(reading: Reading, _: int | None) -> None:
    """Its paragraphs stand where it is anchored, in that cell, whatever they say of themselves."""
    reading.end_paragraph()
    reading.state.least_level = reading.level


def _box_state(place: int) -> _Action:
    return lambda reading, number: reading.box.__setitem__(place, number or 0)


def _goal(place: int) -> _Action:
    return lambda reading, number: reading.goal.__setitem__(place, max(0, number or 0))


def _info(word: str) -> _Action:
    def action(reading: Reading, number: int | None) -> None:
        reading.information.begin(word, number)
        reading.state.catcher = "info" if number is None or word == "info" else reading.state.catcher

    return action


ACTIONS: dict[str, _Action] = {
    "fonttbl": _sets("catcher", "fonttbl"),
    "fldinst": _sets("catcher", "fldinst"),
    "formfield": _sets("catcher", "formfield"),
    "pict": _sets("catcher", "pict"),
    "f": _font,
    "fcharset": _charset,
    "ansicpg": _page,
    "uc": _unicode_skip,
    "v": _sets("hidden"),
    "deleted": _sets("deleted"),
    "plain": _plain,
    "pard": _paragraph_defaults,
    "intbl": _in_table,
    "itap": _level,
    "qc": _sets("centred", True),
    "shptxt": _text_box,
    "nesttableprops": _sets("nested", True),
    "trowd": _new_row,
    "trleft": _left,
    "cellx": _edge,
    "clmrg": _merge("clmrg"),
    "clvmgf": _merge("clvmgf"),
    "clvmrg": _merge("clvmrg"),
    "cell": lambda reading, _: reading.end_cell(1),
    "row": lambda reading, _: reading.end_row(1),
    "nestcell": lambda reading, _: reading.end_cell(max(2, reading.state.level)),
    "nestrow": lambda reading, _: reading.end_row(max(2, reading.state.level)),
    "ffres": _box_state(0),
    "ffdefres": _box_state(1),
    "ffl": lambda reading, _: reading.entries.append(""),
    "picwgoal": _goal(0),
    "pichgoal": _goal(1),
    **{word: _info(word) for word in ("info", "title", "author", "company", "operator", "nofwords", "revtim")},
    **{word: _info(word) for word in ("yr", "mo", "dy", "hr", "min")},
}

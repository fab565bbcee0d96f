"""Ticks that were drawn or put in as pictures: where it can be told whose they are."""

from docx.document import Document as DocumentObject
from lxml import etree

from parsers.facts import Drawing
from parsers.form.drawn import FLOATING, with_drawn_ticks
from parsers.form.options import ticked
from parsers.word.names import W
from tests.forms import MODULES, filled
from tests.parsers.form.test_filled_copies import changed, only


def mark(offset: int, paragraph: int = 0, size: float = 4, floating: bool = False) -> Drawing:
    return Drawing(paragraph, offset, size, size, floating=floating)


def test_a_small_picture_in_the_line_is_a_tick_where_it_stands() -> None:
    (line,) = with_drawn_ticks(["团结引领（） 建家办事（）"], [mark(12)])
    assert line == "团结引领（） 建家办事（√）"
    assert ticked([line], MODULES).options == ("建家办事",)


def test_a_photograph_is_none() -> None:
    assert with_drawn_ticks(["团结引领（）"], [mark(5, size=60)]) == ["团结引领（）"]


def test_a_mark_that_floats_over_the_only_option_of_its_cell_is_that_options() -> None:
    lines = with_drawn_ticks(["团结引领（ ）", "建家办事（ ）"], [mark(0, paragraph=1, floating=True)])
    assert lines == ["团结引领（ ）", f"{FLOATING}建家办事（ ）"]
    assert ticked(lines, MODULES).options == ("建家办事",)


def test_a_mark_that_floats_over_several_is_said_to_be_unclear_and_not_guessed() -> None:
    (line,) = with_drawn_ticks(["团结引领（） 建家办事（）"], [mark(12, floating=True)])
    found = ticked([line], MODULES)
    assert (found.options, found.problem) == ((), "的勾选是浮动的图形，看不出勾的是哪一项")


BOX = (
    f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="position:absolute;width:9pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>√</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)


def test_a_tick_in_a_text_box_laid_over_its_option() -> None:
    def laid(document: DocumentObject) -> None:
        for column in (1, 3):
            cell = document.tables[0].cell(2, column)
            cell.paragraphs[0]._p.append(etree.fromstring(BOX))

    read = only(changed(laid, filled(modules=()))).field("modules")
    assert read is not None
    assert (read.value, read.problem) == (("团结引领", "为民服务"), "")


def test_a_tick_in_a_text_box_over_a_line_of_options_is_unclear() -> None:
    def laid(document: DocumentObject) -> None:
        table = document.tables[0]
        cell = table.cell(2, 1).merge(table.cell(2, 5))
        cell.text = " ".join(f"{option}（ ）" for option in MODULES)
        cell.paragraphs[0]._p.append(etree.fromstring(BOX))

    read = only(changed(laid)).field("modules")
    assert read is not None
    assert (read.value, read.problem) == (None, "的勾选是浮动的图形，看不出勾的是哪一项")

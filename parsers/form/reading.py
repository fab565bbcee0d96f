"""A Word document read against the forms of a call.

for each block: a table's labels take their answers from the cells around them, a paragraph's from behind the colon
the labels, in order, fall into copies of the form (one an activity); each answer is normalised by its field's kind
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsers.facts import FieldKind, FilledForm, FormSpec, Paragraph, Table, WordDocument
from parsers.form.assemble import assemble
from parsers.form.blank import Blank
from parsers.form.hints import without_hints
from parsers.form.hit import Hit
from parsers.form.labels import compact
from parsers.form.learn import learn
from parsers.form.lines import LineReader, labels_in
from parsers.form.prose import without_signature
from parsers.form.side_by_side import each_beside
from parsers.form.table import table_hits
from parsers.form.turns import Turns


def read_forms(document: WordDocument, forms: Sequence[FormSpec]) -> tuple[FilledForm, ...]:
    """Every copy of every form in the document, in order. Raises DocumentTrouble for a template that can't be read."""
    blanks = [learn(spec) for spec in forms if spec.template is not None]
    dates = {compact(each.text): each.value for each in document.controls if each.kind == "date" and each.value}
    return tuple(_dated(form, dates, blank) for blank in blanks for form in assemble(_hits(document, blank), blank))


def _dated(form: FilledForm, dates: Mapping[str, str], blank: Blank) -> FilledForm:
    """A date picked in a content control is the one that the control holds, however it shows it (16-Apr-20)."""
    kinds = {field.key: field.kind for field in blank.spec.fields}
    fields = tuple(
        replace(reading, value=dates[compact(reading.written)], problem="")
        if kinds[reading.key] is FieldKind.DATE and compact(reading.written) in dates
        else reading
        for reading in form.fields
    )
    return replace(form, fields=fields) if dates else form


def _hits(document: WordDocument, blank: Blank) -> Iterator[Hit]:
    turns = Turns(blank)
    lines = LineReader(document.blocks, blank, turns)
    tables = 0
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            tables += 1
            for table in each_beside(block, blank):
                for hit in table_hits(table, tables, index, turns):
                    yield _continued(hit, document.blocks, lines, blank)
        else:
            yield from lines.hits(index)


def _continued(hit: Hit, blocks: Sequence[Paragraph | Table], lines: LineReader, blank: Blank) -> Hit:
    """A free text left empty in the table and written behind it instead."""
    if hit.place.field.kind is not FieldKind.PROSE or hit.written:
        return hit
    behind: list[str] = []
    for index in range(hit.block + 1, len(blocks)):
        block = blocks[index]
        if isinstance(block, Table) or labels_in(block.text, blank):
            break
        if compact(block.text) not in blank.printed:
            behind.append(block.text)
            lines.taken.add(index)
    texts = tuple(without_hints(without_signature(behind), blank))
    return Hit(hit.place, texts, "表后", hit.block, True, hit.sure) if texts else hit

r"""RTF (Microsoft's specification 1.9.1): paragraphs and tables with merged cells, hidden and deleted text out.

for each token: groups save and restore the state; destinations that show nothing are skipped
text is collected to a paragraph, paragraphs to the body, a cell or what stands apart; `\row` closes a table's row
"""

from parsers.facts import TroubleKind, WordDocument
from parsers.trouble import DocumentTrouble
from parsers.word.rtf_reading import Reading
from parsers.word.rtf_tokens import Token, tokens
from parsers.word.rtf_words import ACTIONS, APART, CHARACTERS, ENDS, HEEDED, SILENT


def read_rtf(data: bytes) -> WordDocument:
    """An RTF document. Raises DocumentTrouble."""
    start = data[:64].find(b"{\\rtf")
    if start < 0:
        raise DocumentTrouble(TroubleKind.UNREADABLE, "不是有效的RTF文档")
    reading = Reading()
    for token in tokens(data[start:]):
        _take(reading, token)
    return reading.finish()


def _take(reading: Reading, token: Token) -> None:
    if reading.starred:
        reading.starred = False
        reading.state.skipped = reading.state.skipped or token.word not in HEEDED
    if token.word == "{":
        reading.flush()
        reading.open()
    elif token.word == "}":
        reading.flush()
        reading.close()
    elif reading.state.skipped:
        return
    elif token.word == "":
        reading.text(token.text)
    elif token.word == "u":
        reading.unicode(token.number or 0)
    else:
        reading.flush()
        _obey(reading, token)


def _obey(reading: Reading, token: Token) -> None:
    word = token.word
    if word == "*":
        reading.starred = True
    elif word in CHARACTERS:
        reading.to_skip = 0
        if not reading.is_silent:
            reading.say(CHARACTERS[word])
    elif word in ENDS:
        reading.end_paragraph()
    elif word in SILENT:
        reading.state.skipped = True
    elif word in APART:
        reading.begin_apart(APART[word])
    elif action := ACTIONS.get(word):
        action(reading, token.number)

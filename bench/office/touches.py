"""What Word, WPS and people do to an answer's runs without changing what it says."""

from random import Random

from bench.office.wordml import Package, control, paragraph, text, text_box


class Hand:
    """Writes one document's answers; draws how."""

    def __init__(self, rng: Random, package: Package, rate: float = 0.3, calm: bool = False) -> None:
        self.rng = rng
        self.package = package
        self.rate = 0.0 if calm else rate
        self.calm = calm
        self.used: set[str] = set()

    def lines(self, written: str) -> str:
        """An answer as the paragraphs of a cell."""
        if self.rng.random() < 0.04 and written.strip() and not self.calm:
            self.used.add("text box")
            return paragraph(text_box("".join(paragraph(text(line)) for line in written.split("\n"))))
        if self.rng.random() < 0.5 or self.rng.random() < 0.3:
            return paragraph(self.runs(written))
        pieces = [paragraph(self.runs(line)) for line in written.split("\n")]
        if self.rng.random() < 0.15:
            pieces.insert(self.rng.choice((0, len(pieces))), paragraph())
        return "".join(pieces)

    def runs(self, words: str) -> str:
        """Text as runs, disturbed now and then."""
        if not words or self.rng.random() > self.rate:
            return text(words)
        touch = self.rng.choice(
            (
                self._split,
                self._tracked,
                self._hidden,
                self._controlled,
                self._commented,
                self._footnoted,
                self._linked,
                self._spelled,
                self._moved,
                self._deleted_before,
                self._phonetic_language,
            )
        )
        self.used.add(touch.__name__.strip("_").replace("_", " "))
        return touch(words)

    def _cut(self, words: str) -> tuple[str, str]:
        at = self.rng.randrange(len(words) + 1)
        return words[:at], words[at:]

    def _split(self, words: str) -> str:
        return "".join(
            text(letter, self.rng.choice(("", "<w:b/>", "<w:lang w:eastAsia='zh-CN'/>"))) for letter in words
        )

    def _tracked(self, words: str) -> str:
        kept, new = self._cut(words)
        gone = '<w:del w:id="11" w:author="a"><w:r><w:delText>原有文字</w:delText></w:r></w:del>'
        return f'{text(kept)}{gone}<w:ins w:id="12" w:author="b">{text(new)}</w:ins>'

    def _deleted_before(self, words: str) -> str:
        return f'<w:del w:id="13" w:author="a"><w:r><w:delText>待补充</w:delText></w:r></w:del>{text(words)}'

    def _moved(self, words: str) -> str:
        return f'<w:moveFrom w:id="14" w:author="a">{text("旧位置")}</w:moveFrom><w:moveTo w:id="15" w:author="a">{text(words)}</w:moveTo>'

    def _hidden(self, words: str) -> str:
        kept, rest = self._cut(words)
        return text(kept) + text("内部备注勿外传", "<w:vanish/>") + text(rest)

    def _controlled(self, words: str) -> str:
        return control(text(words), '<w:alias w:val="填写项"/><w:text/>')

    def _commented(self, words: str) -> str:
        opened, closed = self.package.comment("请核实此处")
        return opened + text(words) + closed

    def _footnoted(self, words: str) -> str:
        return text(words) + self.package.footnote("此处以正式文件为准")

    def _linked(self, words: str) -> str:
        field = 'HYPERLINK "mailto:office@example.org"'
        return (
            (
                f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {field} </w:instrText></w:r>'
                f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{text(words)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            )
            .replace('"mailto', "&quot;mailto")
            .replace('.org"', ".org&quot;")
        )

    def _spelled(self, words: str) -> str:
        kept, rest = self._cut(words)
        return f'<w:proofErr w:type="spellStart"/>{text(kept)}<w:bookmarkStart w:id="1" w:name="_GoBack"/><w:bookmarkEnd w:id="1"/><w:smartTag w:uri="u" w:element="e">{text(rest)}</w:smartTag>'

    def _phonetic_language(self, words: str) -> str:
        kept, rest = self._cut(words)
        return text(kept, "<w:rFonts w:hint='eastAsia'/>") + "<w:r><w:lastRenderedPageBreak/></w:r>" + text(rest)

"""Layouts: letters, notices, forms, reports, invoices, certificates and posters, without their seals."""

from eval.fonts import PRINT
from eval.names import Rng, date, organisation, person, sentence
from eval.otherred import certificate_emblem, photograph
from eval.things import BLACK, Colour, Layout, Rule, Words

REDS: tuple[Colour, ...] = ((208, 20, 28), (225, 35, 30), (190, 15, 30), (230, 0, 18))


def layout(rng: Rng, kind: str) -> Layout:
    """A page of a kind named in KINDS."""
    return KINDS[kind](rng, str(rng.choice(PRINT)))


def _paragraphs(page: Layout, rng: Rng, style: str, top: float, bottom: float, left: float = 25.0) -> float:
    """Running text between two heights; gives where it ended."""
    size = float(rng.uniform(3.6, 5.6))
    step = size * float(rng.uniform(1.5, 2.1))
    fit = int((page.width - 2 * left) / size)
    y, waiting = top, ""
    while y < bottom:
        if len(waiting) < fit:
            waiting += sentence(rng)
        page.words.append(Words(waiting[:fit], left, y, size, style))
        waiting, y = waiting[fit:], y + step
    return y


def _signed(page: Layout, rng: Rng, style: str, y: float) -> None:
    """Who and when, at the right: where a seal goes."""
    x = float(rng.uniform(110, 130))
    page.words.append(Words(organisation(rng), x, y, 5, style))
    page.words.append(Words(date(rng), x + 12, y + 10, 5, style))
    page.spots.append((x + 25, y + 5))


def letter(rng: Rng, style: str) -> Layout:
    """A covering letter."""
    page = Layout("letter")
    page.words.append(Words(f"关于报送{sentence(rng)[:12]}的函", 45, 35, 7, style))
    y = _paragraphs(page, rng, style, 55, float(rng.uniform(90, 225)))
    _signed(page, rng, style, y + 12)
    return page


def red_head(rng: Rng, style: str) -> Layout:
    """A notice with a red letterhead and its line, sometimes with a star in it."""
    page = Layout("red head")
    red = REDS[int(rng.integers(len(REDS)))]
    title = organisation(rng) + "文件"
    size = min(160 / len(title), 20.0)
    page.words.append(Words(title, 105 - size * len(title) / 2, 45, size, "serif-bold", red))
    page.words.append(Words(f"〔2020〕{rng.integers(1, 90)}号", 90, 66, 5, style))
    page.rules.append(Rule(20, 75, 190, 75, float(rng.uniform(0.4, 1.6)), red))
    page.words.append(Words(f"关于{sentence(rng)[:14]}的通知", 40, 92, 7, style))
    y = _paragraphs(page, rng, style, 108, float(rng.uniform(140, 225)))
    _signed(page, rng, style, y + 12)
    page.negatives.append("letterhead")
    return page


def form(rng: Rng, style: str) -> Layout:
    """A table with labels; black or red lines."""
    page = Layout("form")
    red = rng.random() < 0.25
    colour = REDS[int(rng.integers(len(REDS)))] if red else BLACK
    page.words.append(Words("活动申报表", 85, 30, 7, style, colour if rng.random() < 0.5 else BLACK))
    rows = int(rng.integers(6, 14))
    top, high = 45.0, float(rng.uniform(9, 16))
    for row in range(rows + 1):
        page.rules.append(Rule(22, top + row * high, 188, top + row * high, 0.3, colour))
    for x in (22.0, 62.0, 188.0):
        page.rules.append(Rule(x, top, x, top + rows * high, 0.3, colour))
    for row in range(rows):
        label = ("主办单位", "活动名称", "联系人", "手机", "活动时间", "活动地点", "经费预算")[row % 7]
        page.words.append(Words(label, 26, top + (row + 0.5) * high, 4.4, style, colour))
        value = (organisation(rng), sentence(rng)[:24], person(rng), f"13{rng.integers(10**8, 10**9)}")[row % 4]
        page.words.append(Words(value, 66, top + (row + 0.5) * high, 4.4, style))
    _signed(page, rng, style, min(top + rows * high + 18, 255))
    if red:
        page.negatives.append("red table")
    return page


def report(rng: Rng, style: str) -> Layout:
    """A dense page of text, some of it red."""
    page = Layout("report")
    _paragraphs(page, rng, style, 25, 270)
    if rng.random() < 0.4:
        start = int(rng.integers(0, max(1, len(page.words) - 4)))
        red = REDS[int(rng.integers(len(REDS)))]
        for index in range(start, min(start + int(rng.integers(1, 9)), len(page.words))):
            line = page.words[index]
            page.words[index] = Words(line.text, line.x, line.y, line.size, line.style, red)
        page.negatives.append("red text")
    page.spots.append((float(rng.uniform(40, 170)), float(rng.uniform(50, 250))))
    return page


def invoice(rng: Rng, style: str) -> Layout:
    """A printed invoice, its frame and labels brown-red."""
    page = Layout("invoice", 210.0, 140.0)
    colour: Colour = (150, 70, 40) if rng.random() < 0.6 else (190, 40, 45)
    page.words.append(Words("沅川增值税电子普通发票", 62, 18, 8, style, colour))
    for y in (35.0, 58.0, 64.0, 100.0, 108.0, 128.0):
        page.rules.append(Rule(10, y, 200, y, 0.3, colour))
    for x in (10.0, 60.0, 110.0, 150.0, 200.0):
        page.rules.append(Rule(x, 35, x, 128, 0.3, colour))
    for row, label in enumerate(("名称：", "纳税人识别号：", "地址、电话：", "开户行及账号：")):
        page.words.append(Words(label, 13, 39 + 5 * row, 3.2, style, colour))
        page.words.append(Words(organisation(rng), 40, 39 + 5 * row, 3.2, style))
    for row in range(4):
        page.words.append(Words(f"{sentence(rng)[:9]}    {rng.integers(10, 9999)}.00", 13, 69 + 7 * row, 3.4, style))
    page.spots.append((165.0, 112.0))
    page.negatives.append("invoice")
    return page


def certificate(rng: Rng, style: str) -> Layout:
    """A licence with the emblem at its head and a coloured frame."""
    page = Layout("certificate", 297.0, 210.0)
    gold: Colour = (190, 140, 60)
    for inset in (8.0, 11.0):
        for x1, y1, x2, y2 in (
            (inset, inset, 297 - inset, inset), (inset, 210 - inset, 297 - inset, 210 - inset),
            (inset, inset, inset, 210 - inset), (297 - inset, inset, 297 - inset, 210 - inset),
        ):  # fmt: skip
            page.rules.append(Rule(x1, y1, x2, y2, 1.0, gold))
    page.stickers.append(certificate_emblem(rng, 148.5, 36))
    page.words.append(Words("社会团体法人登记证书", 95, 68, 11, style, (200, 30, 30) if rng.random() < 0.5 else BLACK))
    for row, label in enumerate(("名称", "业务范围", "住所", "法定代表人", "注册资金")):
        page.words.append(Words(f"{label}：{organisation(rng)}", 45, 92 + 12 * row, 5.4, style))
    page.words.append(Words(date(rng), 205, 172, 5, style))
    page.spots.append((218.0, 165.0))
    page.negatives.append("licence emblem")
    return page


def poster(rng: Rng, style: str) -> Layout:
    """A page with a large red picture."""
    page = Layout("poster")
    high = float(rng.uniform(60, 180))
    page.stickers.append(photograph(rng, 15, 20, 180, high, red=True))
    page.words.append(Words("科技为民 奋斗有我", 45, 20 + high + 20, 14, style, REDS[int(rng.integers(len(REDS)))]))
    if high < 130:
        y = _paragraphs(page, rng, style, high + 55, 235)
        _signed(page, rng, style, min(y + 8, 265))
    else:
        page.spots.append((150.0, 262.0))
    page.negatives.append("poster")
    return page


KINDS = {
    "letter": letter,
    "red head": red_head,
    "form": form,
    "report": report,
    "invoice": invoice,
    "certificate": certificate,
    "poster": poster,
}

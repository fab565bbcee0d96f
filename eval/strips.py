"""Unrolled rings to train the ring recogniser with: seals of designs, fonts and names that the evaluation's pages don't have.

A seal is engraved, pressed over print, scanned or taken as it is, its rim fitted with some error and unrolled as the program
does it. The fonts are none of `eval.fonts` and the names are of characters drawn at random, so that the judging half
measures what was learnt of rings, not of names.
"""

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from eval.names import Rng
from eval.printing import press, rim
from eval.scanners import View, flatbed, telephone
from eval.seals import Design, star
from eval.things import Pressed
from parsers.seal import ring
from parsers.seal.ellipse import Ellipse

_FONTS = (
    ("opentype/noto/NotoSerifCJK-Black.ttc", 2),
    ("opentype/noto/NotoSerifCJK-SemiBold.ttc", 2),
    ("opentype/noto/NotoSerifCJK-Medium.ttc", 2),
    ("opentype/noto/NotoSansCJK-Medium.ttc", 2),
    ("opentype/noto/NotoSansCJK-Black.ttc", 2),
    ("truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    ("truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
    ("truetype/babelstone/BabelStoneHan.ttf", 0),
    ("truetype/cns11643/TW-Sung-98_1.ttf", 0),
    ("truetype/cns11643/TW-Kai-98_1.ttf", 0),
    ("truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf", 0),
    ("truetype/wqy/wqy-microhei.ttc", 0),
)  # Debian's fonts-noto-cjk-extra, -arphic-gbsn00lp, -arphic-gkai00mp, -babelstone-han, -cns11643-*, -lxgw-wenkai, -wqy-microhei
_WEIGHTS = np.array((5, 5, 4, 2, 2, 4, 1, 4, 4, 1, 1, 2), dtype=float)  # most seals are in 宋体
_PLACES = "北京 上海 天津 重庆 河南 山东 江苏 浙江 广东 四川 湖北 湖南 福建 安徽 陕西 云南 贵州 甘肃 青海 内蒙古 新疆 广西 西藏 宁夏 黑龙江".split()
_FIELDS = (
    "农 林 水利 机械 电子 通信 材料 化学 物理 数学 生物 医学 药学 中医 法学 教育 体育 艺术 音乐 经济 管理 会计 统计 金融 环境 生态 能源 电力 核 "
    "航空 航天 船舶 汽车 铁道 公路 建筑 土木 测绘 遥感 地理 地质 矿业 石油 煤炭 钢铁 有色金属 纺织 轻工 食品 粮食 茶 烟草 水产 畜牧 兽医 "
    "园林 气象 海洋 天文 力学 光学 声学 仪器 计量 标准化 质量 安全 消防 应急 人工智能 大数据 软件 信息 网络 图书馆 情报 档案 科普 科技传播 "
    "青少年 老年 妇女 营养 护理 康复 口腔 心理 免疫 病理 解剖 遗传 细胞 微生物 植物 动物 昆虫 古生物 土壤 肥料 种子 蔬菜 果树"
).split()
_ENDS = (
    "学会 协会 研究会 联合会 促进会 基金会 商会 工程学会 科学技术协会 大学 学院 研究院 研究所 研究中心 中心 委员会 专业委员会 分会 办公室 秘书处 "
    "有限公司 有限责任公司 股份有限公司 集团 中学 小学 医院 科技馆 博物馆 图书馆 出版社 编辑部 局 厅 站 工作委员会 人民政府 教育局 科学技术局 街道办事处"
).split()
_INKS = ((205, 25, 35), (228, 30, 40), (150, 20, 38), (215, 30, 95), (240, 75, 35), (255, 0, 0), (190, 40, 60))
_MILLIMETRE = 25.4
_CUT = 0.35  # of half the room of a character: nearer to its middle, a cut goes through it


@dataclass(frozen=True, slots=True)
class Strip:
    """A line as the recogniser gets it, (h, w) uint8, and what stands on it."""

    line: np.ndarray
    text: str


@lru_cache(maxsize=1)
def _usual() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The characters of GB 2312's first and second level."""
    return tuple(_level(16, 56)), tuple(_level(56, 88))


def _level(first: int, last: int) -> Iterator[str]:
    for row in range(first, last):
        for column in range(1, 95):
            try:
                yield bytes((row + 0xA0, column + 0xA0)).decode("gb2312")
            except UnicodeDecodeError:
                continue


@lru_cache(maxsize=600)
def _font(index: int, size: int) -> ImageFont.FreeTypeFont:
    name, face = _FONTS[index]
    return ImageFont.truetype("/usr/share/fonts/" + name, size, index=face)


def _name(rng: Rng) -> str:
    """A unit's name, some of characters in no order at all."""
    first, second = _usual()

    def some(low: int, high: int) -> str:
        pool = first if rng.random() < 0.8 else second
        return "".join(rng.choice(pool, size=int(rng.integers(low, high))))

    kind = rng.random()
    if kind < 0.25:
        return some(4, 17)
    if kind < 0.37:
        return some(2, 3) + str(rng.choice(("大学", "大学", "学院", "学会", "协会", "医院", "中学")))
    if kind < 0.5:
        number = str(rng.choice(list("一二三四五六七八九十")))
        where = some(2, 4) + str(rng.choice(("市", "省", "县", "区", "大学")))
        return (
            where + "第" + number + str(rng.choice(("中学", "小学", "医院", "附属医院", "实验小学", "分会", "设计院")))
        )
    where = str(rng.choice(_PLACES)) if rng.random() < 0.3 else some(2, 4)
    where += str(rng.choice(("省", "市", "县", "区", "", "", "州")))
    if rng.random() < 0.25:
        where = str(rng.choice(("中国", "中国", "全国", "中华")))
    elif rng.random() < 0.2:
        where += some(2, 3) + str(rng.choice(("市", "区", "县", "镇")))
    what = str(rng.choice(_FIELDS)) if rng.random() < 0.5 else some(2, 5)
    tail = f"（{rng.integers(1, 10)}）" if rng.random() < 0.04 else ""
    return (where + what + str(rng.choice(_ENDS)))[:22] + tail


def strips(seed: int) -> tuple[Strip, ...]:
    """A seal's ring in all the ways that the program reads it in, those left out in which a character is cut; the same each time."""
    rng = np.random.default_rng([20200622, seed])
    name = _name(rng)
    oval = rng.random() < 0.15
    width = float(rng.choice((45, 45, 40, 50)) if oval else rng.choice((38, 40, 42, 42, 42, 45, 50)))
    design = Design(name, "official", width, width * float(rng.uniform(0.62, 0.8)) if oval else width)
    dpi = float(rng.uniform(105, 215))
    plate, angles, inset = _plate(design, dpi, rng)
    side = design.width * 1.3
    middle = side / 2 + float(rng.uniform(-1, 1))
    seal = Pressed(
        design, plate, middle, side / 2, _turn(rng), _ink(rng), float(rng.uniform(0.4, 1)), float(rng.uniform(0, 0.7))
    )
    paper = _paper(round(side * dpi / _MILLIMETRE), dpi, rng)
    press(paper, seal, dpi, rng)
    view = _seen(paper, rng)
    picture = _compressed(view.picture, rng)
    ellipse = _fitted(view.where(rim(seal, dpi)), rng)
    places = view.where(_middles(seal, angles, inset, dpi))
    return tuple(_unrolled(picture, ellipse, places, name))


def _turn(rng: Rng) -> float:
    return float(rng.normal(0, 10) if rng.random() < 0.8 else rng.uniform(-180, 180))


def _ink(rng: Rng) -> tuple[int, int, int]:
    red, green, blue = (int(np.clip(each + rng.normal(0, 14), 0, 255)) for each in _INKS[int(rng.integers(len(_INKS)))])
    return red, green, blue


def _plate(design: Design, dpi: float, rng: Rng) -> tuple[Image.Image, np.ndarray, float]:
    """The engraving, twice as fine as the page; its characters' angles from the top, and how far within the rim they stand,
    in half widths.
    """
    scale = 2 * dpi / _MILLIMETRE
    wide, high = round(design.width * scale), round(design.height * scale)
    image = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(image)
    rim_width = float(rng.uniform(0.025, 0.09))
    pen.ellipse((0, 0, wide - 1, high - 1), outline=255, width=max(2, round(rim_width * wide / 2)))
    within = rim_width + float(rng.uniform(0.015, 0.06))
    if rng.random() < 0.2:
        at = within * wide / 2
        pen.ellipse((at, at, wide - at, high - at), outline=255, width=max(1, round(0.012 * wide)))
        within += float(rng.uniform(0.02, 0.05))
    count, squeeze = len(design.name), float(rng.uniform(0.55, 1.0))
    spread = math.radians(min(float(rng.uniform(200, 290)), count * float(rng.uniform(22, 34))))
    tall = min(
        float(rng.uniform(0.2, 0.31)) * high / wide, spread * 0.72 / count / squeeze * float(rng.uniform(0.85, 1.15))
    )
    face = int(rng.choice(len(_FONTS), p=_WEIGHTS / _WEIGHTS.sum()))
    angles = -spread / 2 + spread * (np.arange(count) + 0.5) / count
    inset = within + tall / 2
    for angle, character in zip(angles, design.name, strict=True):
        _put(image, character, _font(face, max(6, round(tall * wide / 2))), squeeze, float(angle), inset * wide / 2)
    _middle(image, pen, within + tall, face, rng)
    return image, angles, inset


def _put(
    image: Image.Image, character: str, face: ImageFont.FreeTypeFont, squeeze: float, angle: float, inset: float
) -> None:
    tile = Image.new("L", (round(face.size * 1.5),) * 2, 0)
    ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), character, font=face, fill=255, anchor="mm")
    tile = tile.resize((max(4, round(tile.width * squeeze)), tile.height), Image.Resampling.BILINEAR)
    rx, ry = image.width / 2 - inset, image.height / 2 - inset
    normal = math.atan2(math.sin(angle) / max(rx, 1), math.cos(angle) / max(ry, 1))
    turned = tile.rotate(-math.degrees(normal), Image.Resampling.BILINEAR, expand=True)
    x = image.width / 2 + math.sin(angle) * rx - turned.width / 2
    y = image.height / 2 - math.cos(angle) * ry - turned.height / 2
    image.paste(255, (round(x), round(y)), turned)


def _middle(image: Image.Image, pen: ImageDraw.ImageDraw, taken: float, face: int, rng: Rng) -> None:
    """A star, a line of words, a number along the lower arc, or nothing."""
    wide, high = image.size
    free = max(0.1, 1 - taken * wide / high - 0.05) * high / 2
    if rng.random() < 0.75:
        star(pen, wide / 2, high / 2, free * float(rng.uniform(0.5, 0.95)))
    if rng.random() < 0.2:
        words = str(rng.choice(("合同专用章", "业务专用章", "办公室", "秘书处", "财务专用章")))
        size = max(6, round(free * 1.3 / len(words)))
        pen.text((wide / 2, high / 2 + free * 0.6), words, font=_font(face, size), fill=255, anchor="mm")
    if rng.random() < 0.3:
        digits = "".join(rng.choice(list("0123456789"), size=13))
        tall = 0.1 * high / 2
        inset = 0.09 * wide / 2 + tall / 2
        for index, digit in enumerate(digits):
            angle = math.radians(180 + 26 - 52 * (index + 0.5) / 13)
            tile = Image.new("L", (round(tall * 1.5),) * 2, 0)
            ImageDraw.Draw(tile).text(
                (tile.width / 2,) * 2, digit, font=_font(3, max(6, round(tall))), fill=255, anchor="mm"
            )
            turned = tile.rotate(-math.degrees(angle) + 180, Image.Resampling.BILINEAR, expand=True)
            x = wide / 2 + math.sin(angle) * (wide / 2 - inset) - turned.width / 2
            y = high / 2 - math.cos(angle) * (high / 2 - inset) - turned.height / 2
            image.paste(255, (round(x), round(y)), turned)


def _paper(side: int, dpi: float, rng: Rng) -> np.ndarray:
    """White or tinted paper, on two of three pages with lines of print, some of them red, or a table's."""
    tint = tuple(int(each) for each in rng.integers(225, 256, 3)) if rng.random() < 0.2 else (255, 255, 255)
    image = Image.new("RGB", (side, side), tint)
    pen = ImageDraw.Draw(image)
    if rng.random() < 0.65:
        first, _ = _usual()
        size = max(7, round(float(rng.uniform(3.2, 6.5)) * dpi / _MILLIMETRE))
        face = _font(int(rng.integers(len(_FONTS))), size)
        step = size * float(rng.uniform(1.3, 3.5))
        ink = (170, 20, 30) if rng.random() < 0.06 else (int(rng.integers(10, 80)),) * 3
        for line in range(int(rng.integers(1, 7))):
            words = "".join(rng.choice(first, size=int(rng.integers(3, 26))))
            at = (float(rng.uniform(-0.2, 0.7)) * side, float(rng.uniform(0, 0.4)) * side + line * step)
            pen.text(at, words, font=face, fill=ink, anchor="lm")
    if rng.random() < 0.15:
        for _ in range(int(rng.integers(1, 4))):
            at = float(rng.uniform(0, side))
            ends = (0, at, side, at) if rng.random() < 0.6 else (at, 0, at, side)
            pen.line(ends, fill=(40, 40, 40), width=max(1, round(0.02 * dpi / 2)))
    return np.asarray(image).copy()


def _seen(paper: np.ndarray, rng: Rng) -> View:
    """By a scanner, a telephone, or as a PDF shows what was pasted on it."""
    kind = rng.random()
    if kind < 0.5:
        return flatbed(paper, rng)
    if kind < 0.75:
        return telephone(paper, rng)
    return View(paper, np.eye(3))


def _compressed(picture: np.ndarray, rng: Rng) -> np.ndarray:
    if rng.random() < 0.2:
        return picture
    file = io.BytesIO()
    Image.fromarray(picture).save(
        file, "JPEG", quality=int(rng.integers(35, 95)), subsampling=int(rng.choice((0, 2, 2)))
    )
    return np.asarray(Image.open(file).convert("RGB"))


def _fitted(outline: np.ndarray, rng: Rng) -> Ellipse:
    """The rim as the finder has it: a little beside."""
    (x, y), (wide, high), turn = cv2.fitEllipse(outline.astype(np.float32))
    error = rng.normal(0, 0.008, 4)
    radius = (wide + high) / 4
    return Ellipse(
        x + error[0] * radius,
        y + error[1] * radius,
        wide / 2 * (1 + error[2]),
        high / 2 * (1 + error[3]),
        math.radians(turn),
    )


def _middles(seal: Pressed, angles: np.ndarray, inset: float, dpi: float) -> np.ndarray:
    """Where the characters' middles are on the paper, in pixels."""
    wide, high = seal.design.width / 2, seal.design.height / 2
    local = np.stack([np.sin(angles) * (wide - inset * wide), -np.cos(angles) * (high - inset * wide)], axis=1)
    a = math.radians(-seal.angle)
    turned = local @ np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return (turned + np.array([seal.x, seal.y])) * dpi / _MILLIMETRE


def _unrolled(picture: np.ndarray, ellipse: Ellipse, places: np.ndarray, name: str) -> Iterator[Strip]:
    """In each of the ways that the program reads a ring in."""
    unrolled = ring.unroll(picture, ellipse)
    count = unrolled.ink.shape[1]
    columns = _columns(ellipse, places, count)
    band = ring._band(unrolled.ink)
    inner = round((band[1] - band[0]) * (1 - ring._CODE))
    gap = ring._widest_gap(unrolled.ink[band[0] : band[0] + inner])
    opened = np.roll(unrolled.ink[band[0] : band[1]][::-1], -gap, axis=1)
    first, last = ring._ends(opened[-inner:])
    *ways, whole = ring.lines(unrolled)
    yield from _labelled(ways, (columns - gap) % count, first, last, name)
    yield from _labelled([whole], columns, 0, count, name)


def _columns(ellipse: Ellipse, places: np.ndarray, count: int) -> np.ndarray:
    """The columns of the unrolled ring in which points of the picture lie."""
    around = ring._evenly(ellipse, count)
    c, s = math.cos(ellipse.turn), math.sin(ellipse.turn)
    u, v = 0.8 * ellipse.rx * np.cos(around), 0.8 * ellipse.ry * np.sin(around)
    directions = np.arctan2(u * s + v * c, u * c - v * s)
    asked = np.arctan2(places[:, 1] - ellipse.y, places[:, 0] - ellipse.x)
    apart = np.abs((directions[None] - asked[:, None] + math.pi) % (2 * math.pi) - math.pi)
    return apart.argmin(axis=1)


def _labelled(lines: Sequence[np.ndarray], columns: np.ndarray, first: int, last: int, name: str) -> Iterator[Strip]:
    """With the characters that are on them; nothing where one is cut."""
    order = np.argsort(columns)
    room = np.diff(columns[order]).min() / 2 if len(columns) > 1 else 1
    within = [at for at in order if first <= columns[at] <= last]
    if within and all(min(abs(columns[at] - first), abs(columns[at] - last)) > _CUT * room for at in within):
        text = "".join(name[at] for at in within)
        yield from (Strip(line[..., 0], text) for line in lines)

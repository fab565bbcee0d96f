"""Who plays: invented organisations of four categories, each with its people; and the office's roster of them."""

import csv
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from random import Random

from config.demo.generator.seals import Seal, draw

_THINGS = (
    "云杉 雪松 银杏 胡杨 红柳 白鹭 灰鹤 蓝鲸 海豚 羚羊 彗星 流星 极光 潮汐 冰川 花岗 石英 琥珀 玛瑙 云母 "
    "莲荷 水杉 紫藤 玉兰 芦苇 苔藓 珊瑚 砗磲 鹦鹉 蜂鸟"
).split()
_FIELDS = "观测 工程 生态 材料 信息 教育 测绘 应用".split()
_PLACES = (
    "青岭 澜湾 白石 双溪 云台 碧川 望海 松原岭 沙洲 寒江 临渊 鹤鸣 霞浦湾 丹霞谷 金穗 银滩 石门岭 "
    "柳泉 枫林 梅溪 竹海 桐江 榆关 槐荫 桂岭 荷塘 兰渚 菊潭 桃源岭 杏坛 棠溪 梨洲 葵园 茶陵坡 稻香 麦浪"
).split()
_SURNAMES, _GIVEN = "江叶石白宋何柳桥花钟柏林秦许沈韩", "晓远安清依川原凝知若明书景和"
CATEGORIES = ("全国学会", "省级科协", "高校科协", "企业科协")


@dataclass(frozen=True)
class Unit:
    """An organisation. `address` is the one on the roster, `colleague` another person's of the same house."""

    number: int
    name: str
    category: str
    person: str

    @property
    def domain(self) -> str:
        return f"unit{self.number}.example.org"

    @property
    def address(self) -> str:
        return f"office@{self.domain}"

    @property
    def colleague(self) -> str:
        return f"keji@{self.domain}"

    @property
    def mobile(self) -> str:
        return f"1390{self.number:07d}"

    @cached_property
    def seal(self) -> bytes:
        """Its seal as a PNG with transparency."""
        buffer = BytesIO()
        draw(Seal(self.name, colour=(200 + self.number % 25, 22, 30)), 150).save(buffer, "PNG")
        return buffer.getvalue()


def cast(count: int, seed: int) -> tuple[Unit, ...]:
    """So many organisations, of all categories by turns."""
    rng = Random(f"{seed}/cast")
    societies = [f"中国{thing}{field}学会" for thing in _THINGS for field in _FIELDS]
    companies = [f"{place}{thing}集团科学技术协会" for place in _PLACES for thing in _THINGS[:4]]
    pools = {
        "全国学会": societies,
        "省级科协": [f"{place}省科学技术协会" for place in _PLACES],
        "高校科协": [f"{place}{kind}大学科学技术协会" for place in _PLACES for kind in ("理工", "师范", "农业")],
        "企业科协": companies,
    }
    for pool in pools.values():
        rng.shuffle(pool)
    units: list[Unit] = []
    while len(units) < count:
        for category in ("全国学会", "全国学会", "高校科协", "省级科协", "企业科协"):
            if pools[category] and len(units) < count:
                person = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2))
                units.append(Unit(len(units) + 1, pools[category].pop(), category, person))
    return tuple(units)


def write_roster(units: tuple[Unit, ...], path: Path) -> None:
    """The office's list, as Excel saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("单位名称", "类别", "邮箱", "电话"))
        rows.writerows((unit.name, unit.category, unit.address, f"010-{55550000 + unit.number}") for unit in units)

"""Eighty invented units, what they plan, and the mails in which they send it: a call in full swing."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from config.demo.generator.names import Unit
from config.demo.generator.papers import MODULES, Plan

_THINGS = (
    "云母 翠竹 金合欢 雪松 白桦 水杉 珊瑚灯 海藻 芦苇 蜻蜓 萤火虫 候鸟 风车 水车 石桥 古琴声学 罗盘 日晷 潮汐 冰灯 沙丘 极光 "
    "钟乳石 墨竹 丝绸纹样 火山岩 望远镜 风筝力学 陶瓷釉料 梯田水利 雨林苔藓 镜湖 雪绒花 蒲公英 星图 浮标 测深 苇编 木拱廊桥 油灯史 "
    "雾凇观测 雪线 泉眼 灯塔 帆船 藤影 候潮 磁石 香料植物 纸镇"
).split()
_PROVINCES = "青岭 白石 双溪 澄江 北原 望海 松泉 临溪 梅川 雁门".split()
_UNIVERSITIES = "澜湾大学 青岭大学 松泉大学 临溪理工大学 望海师范大学 北原农业大学 澄江医科大学 白石财经大学".split()
_COMPANIES = "晨雾仪表 琥珀材料 云栈机械 澄江光电 北原种业 望海船舶 梅川制冷".split()
_SURNAMES, _GIVEN = (
    "江叶石白何宋柳花钟柏林苏陆沈温顾梁孟秦许",
    "知秋 晓舟 星移 清波 依云 准时 安之 若水 思远 望舒 景行 怀瑾 一川 明远",
)
_TITLES = (
    ("{place}科技工作者宣讲会", "team"), ("把论文写在{place}大地上", "field"), ("{thing}开放日", "open"), ("院士专家进{place}", "field"),
    ("{thing}主题论坛", "forum"), ("最美{thing}守护人发布活动", "award"), ("青年科学家沙龙·{place}站", "forum"), ("{thing}云课堂", "open"),
    ("老科学家口述史征集", "team"), ("科普大篷车{place}行", "field"), ("科技志愿服务月", "field"), ("{thing}科技人物展", "award"),
)  # fmt: skip
_TEXTS = {
    "team": "一、工作思路\n以科学家精神为主线，请{thing}领域一线科技工作者讲述攻关故事，凝聚团结奋进的力量。\n二、主要安排\n5月{day}日上午在{place}会议中心举办宣讲会，邀请{few}位科技工作者分享经历，预计到场{many}人；下午走访慰问老科技工作者{some}位。\n三、预期成效\n形成宣讲视频{few}部，线上观看{views}万人次，编印故事集1册。",
    "field": "一、工作思路\n组织科技志愿服务队走进{place}各县，把技术送到生产一线，现场解答难题。\n二、主要安排\n5月{day}日起分三路开设技术门诊{few}场，参加专家{some}人，服务农户约{many}户；同期举办实用技术培训{few}期。\n三、预期成效\n建立长期结对帮扶关系{some}对，整理常见问题手册1册，发放资料{many}份。",
    "open": "一、工作思路\n向公众开放{thing}实验室和观测场所，让社会看见科技工作者的日常。\n二、主要安排\n5月{day}日起开放{few}天，每天两场导览，安排讲解员{some}名，预约参观{many}人；同步举办线上直播{few}场。\n三、预期成效\n线上观看{views}万人次，征集公众提问{many}条，形成科普读物1册。",
    "forum": "一、工作思路\n搭建开放交流平台，邀请{thing}领域的企业、高校与学会同台对话。\n二、主要安排\n5月{day}日在{place}国际会议中心举办论坛，设主旨报告{few}场、圆桌对话2场，预计线下{many}人、线上{views}万人参加。\n三、预期成效\n发布倡议书1份，达成合作意向{some}项，推动{few}项技术标准立项。",
    "award": "一、工作思路\n以表彰先进为抓手，宣传{thing}领域基层科技工作者的典型事迹。\n二、主要安排\n5月{day}日举办发布会，表彰{some}人，现场播放人物短片，安排颁奖与座谈两个环节，预计到场{many}人。\n三、预期成效\n省级以上媒体报道{few}篇，带动各地开展巡讲{some}场。",
}


class Habit(StrEnum):
    """What is the matter with a mail, or how it is packed."""

    SCAN = "scan"
    DIGITAL = "digital"
    ZIPPED = "zipped"
    NO_SEAL = "no seal"
    NO_MOBILE = "no mobile"
    ONLY_WORD = "only word"
    TOO_LONG = "too long"
    NO_MODULE = "no module"
    DIFFERING = "differing"
    OTHER_SEAL = "other seal"
    GREY_SEAL = "grey seal"


_HABITS = (
    (Habit.SCAN, 52), (Habit.DIGITAL, 10), (Habit.ZIPPED, 6), (Habit.NO_SEAL, 6), (Habit.NO_MOBILE, 5), (Habit.ONLY_WORD, 5),
    (Habit.TOO_LONG, 3), (Habit.NO_MODULE, 3), (Habit.DIFFERING, 5), (Habit.OTHER_SEAL, 3), (Habit.GREY_SEAL, 4),
)  # fmt: skip
MENDED = frozenset((Habit.NO_SEAL, Habit.NO_MOBILE, Habit.ONLY_WORD))  # every other of these is sent again, mended


@dataclass(frozen=True, slots=True)
class Coming:
    """One unit's material as it comes: what is the matter, when (day and hour of April 2020), and when mended, if it is."""

    plan: Plan
    habit: Habit
    when: str
    mended: str = ""


def units(rng: random.Random) -> tuple[tuple[str, Unit], ...]:
    """Every unit with its category, in the roster's order."""
    names = [("全国学会", f"中国{thing}{rng.choice(('学会', '学会', '研究会'))}") for thing in _THINGS]
    names += [("省级科协", f"{place}省科学技术协会") for place in _PROVINCES]
    names += [("高校科协", f"{name}科学技术协会") for name in _UNIVERSITIES]
    names += [("企业科协", f"{name}企业科学技术协会") for name in _COMPANIES]
    return tuple((category, _unit(name, number, rng)) for number, (category, name) in enumerate(names, 1))


def _unit(name: str, number: int, rng: random.Random) -> Unit:
    person = rng.choice(_SURNAMES) + rng.choice(_GIVEN.split())
    return Unit(
        name, person, f"1390000{2000 + number}", f"010-5555{1000 + number}", f"office@unit{number:02d}.example.org"
    )


def comings(rng: random.Random, every: Sequence[tuple[str, Unit]]) -> Iterator[Coming]:
    """A hundred submissions, the more the nearer the deadline; a few units send two, one sends three."""
    habits = [habit for habit, number in _HABITS for _ in range(number)][:100]
    rng.shuffle(habits)
    senders = [unit for _, unit in every[: len(every) - 12]]
    rng.shuffle(senders)
    senders = [*senders, *senders[: 98 - len(senders)]]
    for habit, unit in zip(habits, [*senders, senders[0], senders[1]], strict=False):
        day = min(21, 9 + round(12 * rng.random() ** 0.45))
        yield Coming(
            _plan(unit, rng),
            habit,
            _moment(day, rng),
            _moment(min(21, day + 2), rng, late=True) if rng.random() < 0.6 else "",
        )


def _plan(unit: Unit, rng: random.Random) -> Plan:
    title, kind = rng.choice(_TITLES)
    own = next((each for each in _THINGS if each in unit.name), "")
    words = {"place": rng.choice(_PROVINCES), "thing": own or rng.choice(_THINGS)}
    numbers = {"day": rng.randrange(25, 31), "few": rng.randrange(3, 10), "some": rng.randrange(12, 40)}
    numbers |= {"many": 20 * rng.randrange(8, 50), "views": rng.randrange(2, 30)}
    modules = tuple(sorted(rng.sample(MODULES, rng.choice((1, 1, 2))), key=MODULES.index))
    day = f"2020年4月{rng.randrange(9, 21)}日"
    return Plan(unit, title.format(**words), _TEXTS[kind].format(**words, **numbers), modules, submitted=day)


def _moment(day: int, rng: random.Random, late: bool = False) -> str:
    hour = rng.choice((15, 16, 17)) if late else rng.choice((8, 9, 9, 10, 10, 11, 13, 14, 15, 16))
    weekday = ("Wed", "Thu", "Fri", "Sat", "Sun", "Mon", "Tue")[(day - 1) % 7]  # 1 April 2020 was a Wednesday
    return f"{weekday}, {day:02d} Apr 2020 {hour:02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def faulty(coming: Coming) -> Plan:
    """The plan as its first Word version has it."""
    plan = coming.plan
    if coming.habit is Habit.NO_MOBILE:
        return replace(plan, other={"mobile": ""})
    if coming.habit is Habit.NO_MODULE:
        return replace(plan, modules=())
    if coming.habit is Habit.TOO_LONG:
        return replace(plan, text="\n".join([plan.text] * 6))
    return plan


def printed(coming: Coming) -> Plan:
    """The plan as it was printed and sealed; another one where the two versions differ."""
    plan = faulty(coming)
    if coming.habit is not Habit.DIFFERING:
        return plan
    first, arrow, rest = plan.text.partition("\n二、主要安排\n")
    return replace(
        plan, text=f"{first}{arrow}活动时间待定，拟在室外举办露天电影和篝火联欢活动。{rest.partition('。')[2]}"
    )

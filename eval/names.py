"""Invented organisations, people and sentences."""

import numpy as np

Rng = np.random.Generator

_FIRST = "沅汐朔岑岚菀澜榆桦楠樟漪渭芷蘅珩昶翊"
_SECOND = "州川岭溪原浦泽冈屿河湖"
_INVENTED = ("霜枫", "岚藻", "汐贝", "雪桦", "云榆", "沙樟", "月蚕", "星苔")
_FIELDS = (
    "茶叶 蚕桑 园艺 气象 地质 测绘 昆虫 植物保护 水土保持 海洋 计算机 力学 声学 光学 真菌 森林 草原 土壤 冶金 造船 纺织 针灸 护理 "
    "营养 心理 统计 档案 航空 核技术 自动化 制冷 公路 铁道 医药 粮油 消防 城市规划 科普作家 青少年科技教育 天文 古生物 生物化学"
).split()
_KINDS = ("学会", "协会", "研究会", "工程学会", "科技工作者联合会")
_COMPANIES = ("科技有限公司", "信息技术有限公司", "文化传播有限责任公司", "检测技术股份有限公司")
_SURNAMES = "岑湛郁鄢蔺阚宓璩亓佴仉"
_GIVEN = "知远清和文澜思齐景行若谷明德致中"
_WHAT = (
    "开展科技志愿服务 组织主题宣讲 举办学术沙龙 编印科普读物 走访一线科技工作者 建设线上展厅 发布倡议书 征集优秀案例 召开座谈会 "
    "录制系列短视频 设立咨询服务台 慰问基层科技人员 展示重大科技成果 普及防灾减灾知识 推动成果转化"
).split()
_HOW = (
    "坚持线上线下相结合 紧扣年度主题 面向基层一线 以服务群众为宗旨 结合本地区实际 充分发挥所属分会作用 联合高校与科研院所 "
    "按照统一部署 在做好安全预案的前提下 依托现有科普基地 邀请院士专家参与"
).split()


def place(rng: Rng) -> str:
    """Two characters that name no real place we know of."""
    return str(rng.choice(list(_FIRST))) + str(rng.choice(list(_SECOND)))


def organisation(rng: Rng) -> str:
    """A society, association, school or institute of 4 to 18 characters."""
    where, field = place(rng), str(rng.choice(_FIELDS))
    patterns = (
        f"{where}省{field}{rng.choice(_KINDS)}",
        f"{where}市{field}{rng.choice(_KINDS)}",
        f"中国{rng.choice(_INVENTED)}{rng.choice(_KINDS)}",
        f"中国{rng.choice(_INVENTED)}{rng.choice(_KINDS)}{field}专业委员会",
        f"{where}省科学技术协会",
        f"{where}市{place(rng)}区科学技术协会",
        f"{where}大学",
        f"{where}大学{field}学院",
        f"{where}{field}研究院",
        f"{where}省{field}研究所",
        f"{where}省{place(rng)}市第{rng.choice(list('一二三四五六七八九'))}中学",
        f"{where}科技馆",
    )
    return str(rng.choice(patterns))


def company(rng: Rng) -> str:
    """A company, for seals of contracts and business."""
    return f"{place(rng)}{rng.choice(('', '市', place(rng)))}{rng.choice(_FIELDS)}{rng.choice(_COMPANIES)}"


def person(rng: Rng) -> str:
    """Two or three characters."""
    return str(rng.choice(list(_SURNAMES))) + "".join(rng.choice(list(_GIVEN), size=int(rng.integers(1, 3))))


def sentence(rng: Rng) -> str:
    """One sentence of a plan."""
    parts = [
        str(rng.choice(_HOW)),
        *(str(each) for each in rng.choice(_WHAT, size=int(rng.integers(1, 4)), replace=False)),
    ]
    count = int(rng.integers(30, 900))
    tail = rng.choice(
        ("", f"，预计{count}人参加", f"，经费约{count}0元", f"，于{rng.integers(1, 13)}月{rng.integers(1, 29)}日完成")
    )
    return "，".join(parts) + str(tail) + "。"


def date(rng: Rng) -> str:
    """As it stands below a letter."""
    return f"20{rng.integers(18, 25)}年{rng.integers(1, 13)}月{rng.integers(1, 29)}日"

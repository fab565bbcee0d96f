"""Made-up people, organisations and activities."""

from random import Random

SURNAMES = ("张", "李", "王", "赵", "陈", "刘", "周", "欧阳", "司马", "诸葛")
GIVEN = ("三", "四", "明", "月", "晓燕", "建国", "文博", "思源", "海", "志远")
AREAS = (("010", 8), ("021", 8), ("029", 8), ("0571", 8), ("0931", 7), ("0755", 8), ("0898", 8), ("0471", 7))
LOCAL = ("zhangsan", "li.si", "office_2020", "kx-bgs", "wangwu", "Chen.Yue", "xuehui")
_PLACES = ("青岭", "白桦", "云杉", "澄江", "临溪", "北原", "望海", "松泉", "雁门", "梅川")
_SUBJECTS = (
    "林业工程",
    "水文测绘",
    "低温物理",
    "古植物",
    "遥感",
    "菌物",
    "制冷",
    "机械设计",
    "土壤",
    "声学",
    "科普作家",
)
_UNITS = ("学会", "协会", "研究会", "科协", "大学", "研究院", "科学技术协会", "科技馆", "联合会")
THEMES = (
    "科技工作者的一天",
    "把论文写在田野上",
    "院士面对面",
    "云端实验室",
    "给孩子的第一堂课",
    "老科学家口述史",
    "开放日",
)
EVENTS = ("主题宣讲", "座谈会", "系列活动", "科普行", "表彰大会", "志愿服务", "线上展览", "5·30专场", "AI+论坛")
_SENTENCES = (
    "面向{0}一线科技工作者，组织{1}，预计{2}人参加。",
    "时间：5月{3}日；地点：{0}会议中心三层报告厅。",
    "邀请老科学家讲述“两弹一星”时期的故事，弘扬科学家精神。",
    "通过微信公众号、B站等平台同步直播，观看量预计达到{2}万人次。",
    "（一）前期筹备：成立工作专班，制定应急预案。",
    "1.深入社区、学校开展{1}；2.发放科普读物{2}册。",
    "主要安排：上午举行开幕式，下午分组研讨，晚上放映科教片。",
    "预期成效：形成一批可复制、可推广的经验，满意度不低于95%。",
    "联系方式、手机号码等信息在报名系统中填写，不对外公开。",
    "活动负责人姓名及电子邮箱将在{0}网站公布。",
    "经费预算约{2}元（含场地、专家费），由{0}自筹。",
    "2020年5月{3}日—31日，分三个阶段实施。",
)


def domain(rng: Random) -> str:
    return rng.choice(
        ("example.org", "example.com", "mail.example.cn", "spruce.example.edu.cn", "qingling.example.net")
    )


def organisation(rng: Random) -> str:
    subject = rng.choice(("", rng.choice(_SUBJECTS)))
    name = f"{rng.choice(('', '中国', '省'))}{rng.choice(_PLACES)}{subject}{rng.choice(_UNITS)}".replace("省", "")
    return name + rng.choice(("", "", "", "", "（筹）"))


def activity(rng: Random) -> str:
    theme, event = rng.choice(THEMES), rng.choice(EVENTS)
    return rng.choice(
        (
            f"“{theme}”{event}",
            f"{theme}——{rng.choice(_PLACES)}{event}",
            f"2020年{rng.choice(_PLACES)}{event}",
            f"{theme}{event}（第{rng.randrange(2, 9)}届）",
            f"《{theme}》{event}",
            f"{rng.choice(_PLACES)}{event} 2020",
        )
    )


def sentences(rng: Random, count: int) -> list[str]:
    return [
        sentence.format(rng.choice(_PLACES), rng.choice(EVENTS), rng.randrange(20, 900), rng.randrange(10, 30))
        for sentence in rng.sample(_SENTENCES, min(count, len(_SENTENCES)))
    ]

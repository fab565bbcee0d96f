"""Invented units, people and activities. None of them exists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its contact. Telephone numbers and domains are nobody's."""

    name: str
    person: str
    mobile: str
    phone: str
    email: str


SPRUCE = Unit("中国云杉工程学会", "江晓舟", "13900001201", "010-55550101", "jiang@spruce.example.org")
LOTUS = Unit("中国莲科学研究会", "叶小荷", "13900001202", "010-55550102", "ye@lotus.example.org")
GRANITE = Unit("中国花岗岩学会", "石磊安", "13900001203", "010-55550103", "shi@granite.example.org")
EGRET = Unit("青岭省科学技术协会", "白鹭远", "13900001204", "0999-5550104", "bai@qingling.example.cn")
COMET = Unit("彗星观测学会", "宋星移", "13900001205", "010-55550105", "song@comet.example.org")
RIVER = Unit("澜湾大学科学技术协会", "何清波", "13900001206", "0998-5550106", "he@lanwan.example.cn")
PINE = Unit("中国松果学会", "宋果然", "13900001207", "010-55550107", "guoran@pine.example.org")
WILLOW = Unit("垂柳生态研究会", "柳依云", "13900001208", "010-55550108", "liu@willow.example.org")
BRIDGE = Unit("中国悬索桥学会", "桥一川", "13900001209", "010-55550109", "qiao@bridge.example.org")
BEE = Unit("蜜源植物学会", "花满原", "13900001210", "010-55550110", "hua@bee.example.org")
QUARTZ = Unit("石英钟表学会", "钟准时", "13900001211", "010-55550111", "zhong@quartz.example.org")
AMBER = Unit("琥珀材料企业科学技术协会", "柏凝光", "13900001212", "010-55550112", "bo@amber.example.cn")

PLANS = {
    "forest": "一、工作思路\n以林间课堂为平台，请一线科技工作者讲述自己的攻关故事，弘扬科学家精神。\n二、主要安排\n5月30日上午在青岭植物园举办宣讲会，邀请12位科技工作者分享经历，预计到场260人；下午走访慰问老科技工作者18位。\n三、预期成效\n形成宣讲视频6部，线上观看5万人次，编印故事集1册。",
    "clinic": "一、工作思路\n组织科技志愿服务队走进乡镇，现场解答生产难题。\n二、主要安排\n5月28日至29日分三路赴青岭、白石、双溪三县，开设技术门诊9场，参加专家36人，服务农户约800户。\n三、预期成效\n建立长期结对帮扶关系15对，整理常见问题手册1册，发放资料3000份。",
    "forum": "一、工作思路\n搭建开放交流平台，邀请相关企业、高校与学会同台对话。\n二、主要安排\n5月27日在澜湾国际会议中心举办主题论坛，设主旨报告4场、圆桌对话2场，预计线下180人、线上2万人参加。\n三、预期成效\n发布倡议书1份，达成合作意向10项，推动三项技术标准立项。",
    "award": "一、工作思路\n以表彰先进为抓手，宣传基层科技工作者典型事迹。\n二、主要安排\n5月30日举办“最美科技工作者”发布会，表彰20人，现场播放人物短片，安排颁奖与座谈两个环节。\n三、预期成效\n省级以上媒体报道10篇，带动各地学会开展巡讲8场。",
}

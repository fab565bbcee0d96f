"""Texts with the frequencies of real ones: few words are everywhere, most are rare, and each text has a subject of its own.

Words are those of pypinyin's dictionary, some of the field in front, drawn by rank after Zipf and Mandelbrot; a third of a
text's words come from its subject's sixty. Between them stand the particles that make up a tenth of written Chinese.
"""

import random

import numpy as np
from numpy.typing import NDArray
from pypinyin.phrases_dict import phrases_dict

_OF_THE_FIELD = (
    "活动 单位 学会 科技 工作者 组织 开展 服务 工作 科学 社会 发展 技术 会员 专家 协会 平台 主题 方案 建设 宣传 全国 中国 "
    "交流 创新 形式 参加 时间 地点 通过 内容 计划 安排 直播 网络 线上 线下 青年 学生 教育 论坛 讲座 志愿 基层 医院 学校 社区 "
    "团结 引领 建家 办事 培训 咨询 领导 负责 联系 电话 邮箱 节日 庆祝 五月 三十日 疫情 防控 健康 生态 环境 农业 工程 材料"
).split()
_PARTICLES = "的和在为了与等以及将对有是由中并"
_VOCABULARY, _SUBJECTS, _WORDS_OF_A_SUBJECT = 20_000, 400, 60


class Writer:
    """Writes texts; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._numbers = np.random.Generator(np.random.PCG64(seed))
        words = sorted(
            word for word in phrases_dict if len(word) in {2, 3} and all("一" <= each <= "鿿" for each in word)
        )
        self.random.shuffle(words)
        known = [*_OF_THE_FIELD, *words[:_VOCABULARY]]
        self._words = np.array(known, object)
        self._ranks = _by_rank(len(known), 2.7)
        self._particles = np.array(list(_PARTICLES), object)
        self._particle_ranks = _by_rank(len(_PARTICLES), 1)
        self._subjects = np.array(
            [self.random.sample(range(len(known)), _WORDS_OF_A_SUBJECT) for _ in range(_SUBJECTS)]
        )

    def text(self, length: int) -> str:
        """About so many characters about one subject."""
        subject = self.random.choice(self._subjects)
        word, particle, chance = self._numbers.random((3, length // 2 + 1))
        usual = self._ranks.searchsorted(word)
        own = subject[(chance * 3 * _WORDS_OF_A_SUBJECT).astype(int) % _WORDS_OF_A_SUBJECT]
        between = self._particles[self._particle_ranks.searchsorted(particle)]
        sign = np.where(chance < 0.7, "，", "。").astype(object)
        pieces = np.empty((len(word), 3), object)
        pieces[:, 0] = self._words[np.where(chance < 1 / 3, own, usual)]
        pieces[:, 1] = np.where(chance % 0.1 < 0.025, between, "")
        pieces[:, 2] = np.where(chance % 0.01 < 0.0012, sign, "")
        return "".join(pieces.ravel().tolist())[:length]

    def name(self) -> str:
        """An organisation's."""
        place, subject = self.random.choices(self._words[70:4000], k=2)
        return f"{place}{subject}{self.random.choice(('学会', '协会', '研究会', '大学', '科协'))}"


def _by_rank(number: int, ahead: float) -> NDArray[np.float64]:
    """What all ranks up to each make of the whole: below 1, so that each number from 0 to 1 has a rank."""
    weights: NDArray[np.float64] = np.cumsum(1 / (np.arange(number) + ahead))
    return weights[:-1] / weights[-1]

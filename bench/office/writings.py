"""One fact in the many ways in which people write it. Each function draws (written, value it means)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bench.office.names import AREAS, GIVEN, LOCAL, SURNAMES, domain, organisation

_CHINESE = "〇一二三四五六七八九"
NOTHING = ("无", "—", "/", "——", "暂无", "", "", "-", "无。", "／", "没有")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is written, what it comes to, and whether it can't be what the field asks for."""

    written: str
    value: str | tuple[str, ...] | None
    invalid: bool = False


def nothing(rng: Random) -> Answer:
    return Answer(rng.choice(NOTHING), None)


def wide(text: str) -> str:
    """In full width, as an input method left in the wrong state writes it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def chinese(number: int) -> str:
    if number < 10:
        return _CHINESE[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def a_date(rng: Random) -> Answer:
    day = date(2020, 4, 9) + timedelta(days=rng.randrange(14))
    y, m, d = day.year, day.month, day.day
    zero = rng.choice(_ZEROS)
    digits = "".join(zero if c == "0" else _CHINESE[int(c)] for c in str(y))
    written: str = rng.choice(_DATES)(y, m, d, digits)
    return Answer(wide(written) if rng.random() < 0.06 else written, day.isoformat())


_ZEROS = "〇○零O0"
_DATES: tuple[Callable[[int, int, int, str], str], ...] = (
    lambda y, m, d, _: f"{y}年{m}月{d}日",
    lambda y, m, d, _: f"{y} 年 {m} 月 {d} 日",
    lambda y, m, d, _: f"{y}年{m:02}月{d:02}日",
    lambda y, m, d, _: f"{y}.{m}.{d}",
    lambda y, m, d, _: f"{y}．{m}．{d}",
    lambda y, m, d, _: f"{y}。{m}。{d}",
    lambda y, m, d, _: f"{y}-{m:02}-{d:02}",
    lambda y, m, d, _: f"{y}—{m}—{d}",
    lambda y, m, d, _: f"{y}/{m}/{d}",
    lambda y, m, d, _: f"{y}、{m}、{d}",
    lambda y, m, d, _: f"{y}{m:02}{d:02}",
    lambda _y, m, d, digits: f"{digits}年{chinese(m)}月{chinese(d)}日",
    lambda _y, m, d, digits: f"{digits} 年 {chinese(m)} 月 {chinese(d)} 日",
    lambda _y, m, d, digits: f"{digits}年{m}月{d}日",
    lambda _y, m, d, _: f"{m}月{d}日",
    lambda _y, m, d, _: f"{chinese(m)}月{chinese(d)}日",
    lambda y, m, d, _: f"{y}年{m}月{d}号",
    lambda y, m, d, _: f"{y}年{m}月{d}",
    lambda y, m, d, _: f"{y - 2000}年{m}月{d}日",
    lambda y, m, d, _: f"{y}年 {m}月\t{d}日",
    lambda y, m, d, _: f"{y}年{m}月{d}日（星期{'一二三四五六日'[date(y, m, d).weekday()]}）",
    lambda y, m, d, _: f"{y}年{m}月{d}日上午",
    lambda y, m, d, _: f"{y}-{m}-{d} 09:30",
    lambda y, m, d, _: f"{y} . {m} . {d}",
    lambda _y, m, d, _: f"{m}.{d}",
    lambda y, m, d, _: f"{y}年{m}月{d}日。",
    lambda _y, m, d, _: f"二0二0年{chinese(m)}月{chinese(d)}日",
    lambda y, m, d, _: f"公元{y}年{m}月{d}日",
    lambda y, m, d, _: f"{y}年\n{m}月{d}日",
)
_WRONG_DATES = ("2020年4月31日", "2020年4月", "4月", "近日", "2020.13.2", "待定", "2020年")


def a_wrong_date(rng: Random) -> Answer:
    return Answer(rng.choice(_WRONG_DATES), None, invalid=True)


def _mobile(rng: Random) -> str:
    return rng.choice(("139", "138", "186", "177", "152", "199")) + "0000" + f"{rng.randrange(10000):04}"


def a_mobile(rng: Random) -> Answer:
    number = _mobile(rng)
    if rng.random() < 0.08:
        other = _mobile(rng)
        return Answer(number + rng.choice(("、", " / ", "，", "\n", "；", " ", "或")) + other, f"{number}、{other}")
    a, b, c = number[:3], number[3:7], number[7:]
    written = rng.choice(
        (
            number,
            f"{a} {b} {c}",
            f"{a}-{b}-{c}",
            f"{a}—{b}—{c}",
            f"+86 {number}",
            f"+86-{a}-{b}-{c}",
            f"86{number}",
            f"（+86）{number}",
            f"0086-{number}",
            f"0{number}",
            wide(number),
            f"{number}（微信同号）",
            f"{number}（张主任）",
            f"手机：{number}",
            f"{a}{b} {c}",
            f" {number} ",
            f"{a}\u00a0{b}\u00a0{c}",
            f"{number}。",
            f"{number}(同微信)",
            f"{a}·{b}·{c}",
            f"{number[:6]}\n{number[6:]}",
        )
    )
    return Answer(written, number)


def a_wrong_mobile(rng: Random) -> Answer:
    number = _mobile(rng)
    return Answer(rng.choice((number[:-1], number + "5", "12" + number[2:], "办公室", number[:5] + "****")), None, True)


def a_phone(rng: Random) -> Answer:
    area, length = rng.choice(AREAS)
    number = str(rng.randrange(2, 9)) + "".join(str(rng.randrange(10)) for _ in range(length - 1))
    if rng.random() < 0.3:
        return _two_phones(rng, area, number)
    if rng.random() < 0.3:
        extension = str(rng.randrange(100, 9000))
        tail = rng.choice(
            ("转{}", "-{}", " 转 {}", "（分机{}）", "－{}", "*{}", "转分机{}", " ext.{}", "（转{}）", "转{}分机")
        )
        return Answer(_landline(rng, area, number) + tail.format(extension), f"{area}-{number}-{extension}")
    if rng.random() < 0.08:
        mobile = _mobile(rng)
        return Answer(mobile, mobile)
    if rng.random() < 0.06:
        return Answer(number, number)  # nobody tells the area
    return Answer(_landline(rng, area, number), f"{area}-{number}")


def _landline(rng: Random, area: str, number: str) -> str:
    half = len(number) - 4
    return rng.choice(
        (
            f"{area}-{number}",
            f"（{area}）{number}",
            f"({area}) {number[:half]} {number[half:]}",
            f"{area} {number}",
            f"{area}{number}",
            f"{area}—{number}",
            f"{area}－{number}",
            f"{area}–{number}",
            wide(f"{area}-{number}"),
            f"{area}-{number[:half]}-{number[half:]}",
            f"86-{area[1:]}-{number}",
            f"+86 {area[1:]} {number}",
            f"+86-{area}-{number}",
            f"{area}/{number}",
            f"{area} - {number}",
            f"{area}_{number}",
            f"{area}-{number}（办）",
            f"电话：{area}-{number}",
            f"[{area}]{number}",
            f"{area}\n{number}",
        )
    )


def _two_phones(rng: Random, area: str, number: str) -> Answer:
    other = number[:-2] + f"{(int(number[-2:]) + 1) % 100:02}"
    first = _landline(rng, area, number).replace("\n", "-").replace("/", "-").removeprefix("电话：")
    joint = rng.choice(("、", "，", "；", "/", "\n", " / ", "　", "或", "，传真", ";", "、\n"))
    if joint == "，传真":
        joint = "，"
    second = rng.choice(
        (
            _landline(rng, area, other).replace("\n", "-").replace("/", "-").removeprefix("电话："),
            f"{area}-{other}",
            other,
        )
    )
    if joint == "　":
        first, second = f"{area}-{number}", f"{area}-{other}"
    if rng.random() < 0.15:
        return Answer(f"{area}-{number}/{other[-2:]}", f"{area}-{number}、{area}-{other}")
    return Answer(first + joint + second, f"{area}-{number}、{area}-{other}")


def a_wrong_phone(rng: Random) -> Answer:
    return Answer(rng.choice(("010-6216829", "62168", "办公室座机", "010-621682935", "1390000123")), None, True)


def an_email(rng: Random) -> Answer:
    local, host = rng.choice(LOCAL) + str(rng.randrange(100)), domain(rng)
    plain = f"{local}@{host}"
    if rng.random() < 0.08:
        second = f"{rng.choice(LOCAL)}@{host}"
        if second != plain:
            return Answer(plain + rng.choice(("；", "、", "\n", " ", ", ", "; ", "/")) + second, f"{plain}、{second}")
    name, _, rest = host.partition(".")
    written = rng.choice(
        (
            plain,
            f"{local}＠{host}",
            f"{local}@{host.upper()}",
            f"{local}@{name.capitalize()}.{rest}",
            f"{local}@{name}。{rest}",
            f"{local} @ {host}",
            f"{local}@{name}. {rest}",
            f"{local}@\n{host}",
            f" {plain} ",
            f"{plain}。",
            f"mailto:{plain}",
            f"邮箱：{plain}",
            f"<{plain}>",
            wide(plain),
            f"{local}@{name}．{rest}",
            f"E-mail：{plain}",
            f"{plain}（办公）",
        )
    )
    return Answer(written, plain)


def a_wrong_email(rng: Random) -> Answer:
    return Answer(
        rng.choice(("zhangsan.example.org", "zhangsan@", "见名片", "zhangsan@example", "@example.org")), None, True
    )


def a_person(rng: Random) -> Answer:
    surname, given = rng.choice(SURNAMES), rng.choice(GIVEN)
    full = surname + given
    if rng.random() < 0.08:
        other = rng.choice(SURNAMES) + rng.choice(GIVEN)
        return Answer(f"{full}、{other}", f"{full}、{other}")
    if len(full) == 2 or len(surname) == 2:
        return Answer(rng.choice((full, f"{surname}　{given}", f"{surname} {given}", f"{surname}    {given}")), full)
    return Answer(rng.choice((full, f" {full}　", f"{full}\n", " ".join(full) if rng.random() < 0.5 else full)), full)


def a_unit(rng: Random) -> Answer:
    name = organisation(rng)
    half = len(name) // 2
    written = rng.choice(
        (
            name,
            name,
            f"{name}（盖章）",
            f"{name}（公章）",
            f" {name}",
            f"{name[:half]}\n{name[half:]}",
            f"　　{name}　",
            f"{name}（加盖公章）",
            " ".join(name),
        )
    )
    return Answer(written, name)


def some_units(rng: Random) -> Answer:
    """Co-organisers: one string as written."""
    names = [organisation(rng) for _ in range(rng.randrange(1, 4))]
    joint = rng.choice(("、", "，", "；", "、", "、"))
    return Answer(joint.join(names), joint.join(names))

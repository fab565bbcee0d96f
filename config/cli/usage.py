"""What Typer says about wrong usage, in Chinese."""

import re

_SENTENCES = (
    (r"No such command '(?P<what>.*?)'\.( Did you mean (?P<near>.*?)\?)?", "没有{what}这个命令"),
    (
        r"No such option: (?P<what>\S+?)\.?( Did you mean (?P<near>.*?)\?| \(Possible options: (?P<several>.*?)\))?",
        "没有{what}这个选项",
    ),
    (r"Missing argument '(?P<what>.*?)'\.", "缺少参数{what}"),
    (r"Missing option '(?P<what>.*?)'\.", "缺少选项{what}"),
    (r"Missing command\.", "缺少命令"),
    (r"Option '(?P<what>.*?)' requires an argument\.", "选项{what}后面要写一个值"),
    (r"Option '(?P<what>.*?)' does not take a value\.", "选项{what}后面不写值"),
    (r"Got unexpected extra argument\S* \((?P<what>.*)\)", "多出了{what}"),
    (r"Invalid value for '(?P<what>.*?)': '(?P<found>.*?)' is not a valid int(eger)?\.", "{what}是“{found}”，应为整数"),
    (r"Invalid value for '(?P<what>.*?)': Input should be a valid integer.*", "{what}应为整数"),
    (r"Invalid value for '(?P<what>.*?)': Input should be less than or equal to (?P<most>\d+)", "{what}不应大于{most}"),
    (
        r"Invalid value for '(?P<what>.*?)': Input should be greater than or equal to (?P<least>\d+)",
        "{what}不应小于{least}",
    ),
    (
        r"Invalid value for '(?P<what>.*?)': (Value error, )?'(?P<found>.*?)' is not one of (?P<allowed>.*?)\.",
        "{what}是“{found}”，应为{allowed}之一",
    ),
)


def in_chinese(message: str) -> str:
    """The sentence in Chinese; one that isn't known as it came."""
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message.strip(), re.DOTALL):
            named = found.groupdict(default="")
            closest, _, _ = named.get("near", "").partition(", ")
            near = (closest or named.get("several", "")).replace("'", "")
            return sentence.format(**named) + (f"，是不是{near}？" if near else "")
    return message

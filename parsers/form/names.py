"""Names of organisations, as far as their endings tell them."""

import re

# what names of Chinese organisations end in
UNIT_END = (
    r"(?:学会|协会|研究会|联合会|促进会|科协|科学技术协会|技协|委员会|工会|总会|基金会|学部|分会|"
    r"大学|学院|学校|中学|小学|研究院|研究所|研究中心|科学院|工程院|实验室|中心|公司|集团|企业|工厂|医院|"
    r"出版社|杂志社|博物馆|科技馆|图书馆|联盟|办公室|政府|厅|局|部|院|所|处|站)"
)
_LONGEST_END = 10  # characters, with some to spare
_SEAL_NOTE = re.compile(
    r"(?:(?<!\s)\s++)?[（(]\s*+(?:加盖|此处)?\s*+(?:单位)?\s*+(?:盖章|公章|印章|章|盖公章)(?:处)?\s*+[）)]\s*+$"
)
_UNIT = re.compile(rf"^[\u4e00-\u9fffA-Za-z（）()·]{{2,40}}{UNIT_END}(?:[（(][^（()）]{{1,12}}[)）])?$")


def without_seal_note(text: str) -> str:
    """The name without a closing （盖章）."""
    return _SEAL_NOTE.sub("", text)


def is_organisation(text: str) -> bool:
    """Whether a whole line reads as an organisation's name."""
    return bool(_UNIT.match(text))


def ends_like_organisation(text: str) -> bool:
    """Whether a text ends as organisations' names do."""
    return bool(re.search(rf"{UNIT_END}$", text[-_LONGEST_END:]))

"""What finding can't go on with."""

from intake.errors import BaosongError


class QueryRefused(BaosongError):
    """A query that can't be answered: what is wrong with it, and where."""


class TooSlow(QueryRefused):
    """A query that would have taken longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"检索超过{seconds:g}秒还没有结果，已停止；请多写一两个词，或用received:限定日期")

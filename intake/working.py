"""What a worker does with one mail, whatever queue it came from, and what becomes of it when that fails."""

import threading

import structlog

from intake.errors import BlobMissing, StoreError
from intake.pipeline import Pipeline

log = structlog.get_logger()
PLACE = "登记"
_PAUSES = (5.0, 10.0, 30.0, 60.0, 300.0)  # seconds


def pause(failures: int) -> float:
    """Seconds before a mail that the store refused so many times is tried again."""
    return _PAUSES[min(max(failures, 1), len(_PAUSES)) - 1]


def work(pipeline: Pipeline, digest: str) -> str:
    """Assess one mail; "" where it is done with, else why it must wait: only what may mend by itself makes it wait."""
    try:
        try:
            pipeline.assess(digest)
        except BlobMissing:
            pipeline.records.lost(digest)
            raise
        except StoreError:
            raise
        except Exception as error:  # a mistake of ours on one mail: it is kept for a person, the others go on
            log.exception("处理来信时出错，已留待人工处理", mail=digest)
            pipeline.give_up(digest, f"程序出错（{type(error).__name__}: {str(error)[:300]}）")
    except StoreError as error:
        log.error("登记失败，稍后重试", mail=digest, error=str(error))
        return str(error)
    except Exception as error:  # a mistake in noting the mistake: the mail waits, and the thread lives on
        log.exception("出错的来信未能登记，稍后重试", mail=digest)
        return f"出错的来信未能登记（{type(error).__name__}），稍后自动重试"
    return ""


class Complaints:
    """The condition that the store refuses: told once it is so, over with the next mail that is done with."""

    def __init__(self) -> None:
        self._said = True  # an earlier process may have left its complaint
        self._alone = threading.Lock()  # else one worker's complaint is written after another's has been taken back

    def heard(self, pipeline: Pipeline, refusal: str) -> None:
        """Note how one mail's work ended: `work`'s result."""
        try:
            with self._alone:
                if refusal:
                    self._said = True
                    pipeline.records.error(PLACE, refusal, pipeline.clock())
                elif self._said:
                    pipeline.records.clear_error(PLACE)
                    self._said = False  # not before it is taken back: the disk may refuse that, too
        except StoreError:
            log.error("状态也无法记录，磁盘可能已满")

    @property
    def open(self) -> bool:
        """Whether the store may still refuse."""
        return self._said

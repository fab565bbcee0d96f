"""What the program cannot go on with. One root; each carries facts, and is turned into text once, at the edge."""

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许",
    errno.EISDIR: "这是一个目录，应为文件",
    errno.ENOTDIR: "路径中间有一段不是目录",
    errno.EEXIST: "已有同名的文件",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
}


def reason(error: OSError) -> str:
    """Why the system refused, in a few Chinese words; the system's own where there are none."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


class BaosongError(Exception):
    """The root. `str()` is one clear line: what was found, where, and what to do."""


class ConfigurationError(BaosongError):
    """A setting, call file, template or folder that can't be used: exit code 2."""


class LoginRefused(ConfigurationError):
    """A server refused name or password: exit code 2."""


class FolderMissing(ConfigurationError):
    """The mailbox has no folder of that name: exit code 2."""


class SourceUnreachable(BaosongError):
    """A server is out of reach, or its certificate isn't accepted: tried again; exit code 1 under `--once`."""


class StoreError(BaosongError):
    """A blob or record could not be written (disk full, read-only): tried again, nothing lost."""


class BlobMissing(StoreError):
    """A blob that should be stored isn't."""


class BlobDamaged(StoreError):
    """A blob whose bytes are no longer those that it is named after."""


class LetterUnwritable(BaosongError):
    """A letter that can't be put into a message: its address or wording doesn't fit RFC 5322."""


class Conflict(BaosongError):
    """Another mail has meanwhile filed the same submission: assess anew."""


class DecisionRefused(ConfigurationError):
    """A person's decision that can't be carried out as asked: what is wrong with it, and what to do: exit code 2."""


class ScoringClosed(ConfigurationError):
    """A score that comes after its round has ended: exit code 2."""


class AccountRefused(BaosongError):
    """An account that can't be made or changed as asked: the sentence says why, and nothing has changed."""

"""What the program cannot go on with. One root; each carries facts, and is turned into text once, at the edge."""


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


class Conflict(BaosongError):
    """Another mail has meanwhile filed the same submission: assess anew."""

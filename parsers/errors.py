"""What parsing cannot go on with, as the sandbox's door raises it."""


class ParsingFailed(Exception):
    """A child process crashed, ran out of its limits, or met a mistake of ours. `str()` says which, in one line."""


class ScratchRefused(ParsingFailed):
    """The disk took no more, or no parsing process comes up: no fault of the mail's, which is examined again later."""

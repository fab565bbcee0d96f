"""Logs: one line an event, to standard error, never with a secret or a whole mail in it."""

import logging
import sys

import structlog


def set_up(verbose: bool = False) -> None:
    """Log from now on. Third parties' chatter stays out."""
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what matters of it, intake.jobs says in one line
    _configure(logging.DEBUG if verbose else logging.INFO)


def errors_only() -> None:
    """From now on log what went wrong, nothing else: for a command that tells its own story."""
    _configure(logging.ERROR)


def _configure(level: int) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )

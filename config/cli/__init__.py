"""The command line."""

from config.cli.main import main

__all__ = ["main"]

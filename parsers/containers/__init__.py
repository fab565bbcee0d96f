"""What is in a container: its members, one at a time, within limits."""

from parsers.containers.unpack import Budget, Member, members

__all__ = ["Budget", "Member", "members"]

"""What is in a container: its members, one at a time, within limits."""

from parsers.containers.unpack import Budget, Member, members, whole_members
from parsers.containers.volumes import is_ordered, joined, volume_of

__all__ = ["Budget", "Member", "is_ordered", "joined", "members", "volume_of", "whole_members"]

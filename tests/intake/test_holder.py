"""A claim is kept while it is renewed, and lost when its process stood still or the records were out of reach."""

import threading

from intake.errors import StoreError
from intake.holder import renewed


def test_it_is_renewed_several_times_in_its_lease_and_no_more_afterwards() -> None:
    times: list[int] = []
    enough = threading.Event()

    def renew() -> None:
        times.append(1)
        if len(times) == 3:
            enough.set()

    with renewed(renew, 0.15) as ours:
        assert enough.wait(20)
        assert ours()
    count = len(times)
    assert not threading.Event().wait(0.2)  # time for another, were there one
    assert len(times) == count


def test_it_is_lost_when_nothing_renewed_it_for_so_long() -> None:
    clock = [0.0]
    with renewed(lambda: None, 30, lambda: clock[0]) as ours:
        assert ours()
        clock[0] = 31
        assert not ours()


def test_records_out_of_reach_renew_nothing() -> None:
    clock = [0.0]
    refused = threading.Event()

    def renew() -> None:
        clock[0] += 0.2
        refused.set()
        raise StoreError("磁盘已满")

    with renewed(renew, 0.15, lambda: clock[0]) as ours:
        assert refused.wait(20)
        assert not ours()

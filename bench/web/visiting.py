"""What one person of the office does in a browser, for locust: three pages a second, lists more often than submissions."""

import os
import random

from locust import FastHttpUser, constant_throughput, task

_CALL = "/calls/2020-29"
_RECEIPTS = os.environ.get("BENCH_RECEIPTS", "").split()


class Clerk(FastHttpUser):
    """Signed in already."""

    wait_time = constant_throughput(3)

    def _get(self, path: str, name: str) -> None:
        self.client.get(f"{_CALL}/{path}", name=name, headers={"Cookie": f"baosong={os.environ['BENCH_TOKEN']}"})

    @task(2)
    def today(self) -> None:
        self._get("today", "today")

    @task(3)
    def submissions(self) -> None:
        self._get(f"submissions?page={random.randint(1, 40)}", "submissions")

    @task(2)
    def waiting(self) -> None:
        self._get("waiting", "waiting")

    @task(1)
    def letters(self) -> None:
        self._get("letters", "letters")

    @task(1)
    def organisations(self) -> None:
        self._get("organisations", "organisations")

    @task(3)
    def submission(self) -> None:
        self._get(f"submissions/{random.choice(_RECEIPTS)}", "a submission")

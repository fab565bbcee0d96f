"""When a browser first paints a page, and what the page weighs: Debian's Chromium on this machine, by its own performance entries."""

from typing import Any

from bench.finding.measuring import percentiles
from bench.table import Table
from tests.parts.browser import chromium

_FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(each => !each.name.includes('/documents/')).reduce((sum, each) => sum + each.encodedBodySize, 0)"""


def paint_table(address: str, token: str, paths: dict[str, str], number: int, rounds: int) -> Table:
    """Milliseconds from the request to the first text on the screen; each page asked for `rounds` times by one browser."""
    rows = []
    with chromium() as browser:
        context = browser.new_context(base_url=address, locale="zh-CN")
        context.add_cookies([{"name": "baosong", "value": token, "url": address}])
        page = context.new_page()
        for name, path in paths.items():
            times = [_painted(page, path) for _ in range(rounds + 1)]
            rows.append((name, percentiles(times[1:]), f"{page.evaluate(_WEIGHT) / 1024:.0f}"))
    notes = (
        "The first visit of each page, which nothing is remembered for yet, is left out; stylesheets and scripts are kept by the browser.",
        "The weight is the page with its stylesheets, scripts and pictures, without documents.",
    )
    return Table(
        f"First paint in a browser, {number:,} submissions", ("page", "p50 / p95 in ms", "KiB"), tuple(rows), notes
    )


def _painted(page: Any, path: str) -> float:
    page.goto(path)
    page.wait_for_function(_FIRST)
    return float(page.evaluate(_FIRST))

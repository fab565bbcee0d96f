"""When a browser first paints a page: Debian's Chromium on this machine, by its own performance entries."""

from bench.finding.measuring import percentiles
from bench.table import Table
from tests.parts.browser import chromium

_FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


def paint_table(address: str, token: str, paths: dict[str, str], number: int, rounds: int) -> Table:
    """Milliseconds from the request to the first text on the screen, each page asked for `rounds` times by one browser."""
    rows = []
    with chromium() as browser:
        context = browser.new_context(base_url=address, locale="zh-CN")
        context.add_cookies([{"name": "baosong", "value": token, "url": address}])
        page = context.new_page()
        for name, path in paths.items():
            times = []
            for _ in range(rounds + 1):
                page.goto(path)
                page.wait_for_function(_FIRST)
                times.append(float(page.evaluate(_FIRST)))
            rows.append((name, percentiles(times[1:])))
    note = "The first visit of each page, which nothing is remembered for yet, is left out; stylesheet and scripts are the browser's."
    heads = ("page", "first paint, p50 / p95 in ms")
    return Table(f"First paint in a browser, {number:,} submissions", heads, tuple(rows), (note,))

"""Finding, measured on archives made by a seeded generator: `python -m bench.finding [NUMBER...]`."""

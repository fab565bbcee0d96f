"""Pictures of a call: arrivals, coverage, modules, findings, scores. Figures are data; SVG and the sheet 图表 show them.

Fonts are the reader's own (Microsoft YaHei, PingFang, Noto): a picture has no letters drawn into it, so it stays sharp,
small and searchable, and its bytes are the same on every machine.
"""

from review_export.charts.drawing import svg
from review_export.charts.figures import Figure, Kind, Series
from review_export.charts.gathering import Gathered
from review_export.charts.scores import score_figures

__all__ = ["Figure", "Gathered", "Kind", "Series", "score_figures", "svg"]

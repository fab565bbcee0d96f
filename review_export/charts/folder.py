"""A folder of pictures, in the order in which one would show them."""

from collections.abc import Sequence
from pathlib import Path

from intake.errors import ConfigurationError, reason
from review_export.charts.drawing import svg
from review_export.charts.figures import Figure
from review_export.package.names import safe
from review_export.replacing import replacing

_MOST_NAME = 60  # characters


def write_pictures(folder: Path, figures: Sequence[Figure]) -> None:
    """One SVG a figure: `01-逐日收到的筹备方案.svg`. Raises ConfigurationError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, figure in enumerate(figures, 1):
            with replacing(folder / f"{number:02d}-{safe(figure.title, _MOST_NAME, figure.key)}.svg") as partial:
                partial.write_bytes(svg(figure))
    except OSError as error:
        raise ConfigurationError(f"图表目录{folder}写不进去（{reason(error)}），请检查目录权限和磁盘") from error

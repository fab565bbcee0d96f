"""The fonts of the evaluation's pages; tools/prepare.sh installs all of them."""

from functools import lru_cache

from PIL import ImageFont

_ROOT = "/usr/share/fonts/"
_FILES = {
    "serif": ("opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "serif-bold": ("opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "sans": ("opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "sans-bold": ("opentype/noto/NotoSansCJK-Bold.ttc", 2),
    "ming": ("truetype/arphic/uming.ttc", 0),
    "kai": ("truetype/arphic/ukai.ttc", 0),
    "zenhei": ("truetype/wqy/wqy-zenhei.ttc", 0),
}
EMBEDDABLE = ("ming", "kai", "zenhei")  # reportlab embeds TrueType outlines only
PRINT = ("serif", "serif", "sans", "ming", "kai", "zenhei")


def path(style: str) -> tuple[str, int]:
    """A font's file and its index in it."""
    name, index = _FILES[style]
    return _ROOT + name, index


@lru_cache(maxsize=400)
def font(style: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of `size` pixels. Raises OSError where the package is missing."""
    name, index = path(style)
    return ImageFont.truetype(name, size, index=index)

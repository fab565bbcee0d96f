"""Chinese fonts on this machine, by what they are used for. Only making samples needs them; running them doesn't."""

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

_FILES = {
    "song": ("arphic/uming.ttc", "opentype/noto/NotoSerifCJK-Bold.ttc"),
    "kai": ("arphic/ukai.ttc", "truetype/arphic/ukai.ttc"),
    "hei": ("wqy/wqy-zenhei.ttc", "truetype/wqy/wqy-zenhei.ttc", "opentype/noto/NotoSansCJK-Regular.ttc"),
}
_ROOTS = ("/usr/share/fonts/truetype", "/usr/share/fonts")


@lru_cache
def font(style: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of that style ("song", "kai", "hei"), in pixels. Raises FileNotFoundError naming the package to install."""
    for root in _ROOTS:
        for name in _FILES[style]:
            path = Path(root, name)
            if path.exists():
                return ImageFont.truetype(str(path), size)
    raise FileNotFoundError("没有中文字体：apt-get install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei")

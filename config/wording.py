"""The office's own templates, read from their folder and tried before they are used."""

from pathlib import Path

from config.settings import Settings
from intake.errors import ConfigurationError, reason
from intake.letters.trial import faults_of
from intake.letters.wording import FORMS, KINDS, SHIPPED, Wording, shipped_source

NAMES = tuple(f"{name}.{form}.j2" for name in (*KINDS, "parts") for form in FORMS)


def wording_of(settings: Settings) -> Wording:
    """What letters are worded by. Raises ConfigurationError with the first thing that is wrong with an edited template."""
    wording = edited_wording(settings)
    fault = next(faults_of(wording), "")
    if fault:
        raise ConfigurationError(f"replies.templates所指的{settings.path(settings.replies.templates)}：{fault}")
    return wording


def edited_wording(settings: Settings) -> Wording:
    """The same before it is tried. Raises ConfigurationError where the folder can't be read or holds what isn't known."""
    if not settings.replies.templates:
        return SHIPPED
    folder = settings.path(settings.replies.templates)
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".j2")
        edited = {path.name: _template(path) for path in found}
    except OSError as error:
        raise ConfigurationError(f"replies.templates所指的{folder}不能读取（{reason(error)}）") from error
    return Wording({name: text for name, text in edited.items() if text != shipped_source(name)})


def _template(path: Path) -> str:
    if path.name not in NAMES:
        raise ConfigurationError(f"{path}不是信件模板，文件名应为{'、'.join(NAMES)}之一")
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path}不是UTF-8文本，请另存为UTF-8编码") from error


def export_templates(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Copies the shipped templates there to be edited; (written, left as they were). Raises ConfigurationError."""
    written, kept = [], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            if (folder / name).exists():
                kept.append(name)
            else:
                (folder / name).write_text(shipped_source(name), "utf-8")
                written.append(name)
    except OSError as error:
        raise ConfigurationError(f"{folder}不能写入（{reason(error)}）") from error
    return tuple(written), tuple(kept)

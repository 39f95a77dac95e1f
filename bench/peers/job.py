"""What the PyTorch peers share: the job that the benchmark wrote, and the answer that it reads.

A job is a folder: job.json with sizes and options, and one .npy a tensor (bench/peer_job.cc says which).
The answer, answer.json, has the seconds of each timed block and the losses that the work arrived at: the
benchmark shows a ratio only if its own losses agree with them.
"""

import json
import pathlib
import statistics
import time

import numpy
import torch


def uses_openblas():
    """Whether torch's matrix products run on OpenBLAS; the reference BLAS is half as fast."""
    return "openblas" in pathlib.Path("/proc/self/maps").read_text(encoding="utf-8")


class Job:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.__dict__.update(json.loads((self.folder / "job.json").read_text(encoding="utf-8")))
        self.blocks = []

    def tensor(self, name):
        return torch.from_numpy(numpy.load(self.folder / (name + ".npy")))

    def choose_threads(self, work):
        """Takes one thread or all that the job allows, whichever does `work` faster."""
        seconds = {}
        for count in sorted({1, self.threads}):
            torch.set_num_threads(count)
            work()  # warms up
            began = time.perf_counter()
            work()
            seconds[count] = time.perf_counter() - began
        torch.set_num_threads(min(seconds, key=seconds.get))

    def block(self, work):
        """Times one block of the work and returns what it returns."""
        began = time.perf_counter()
        result = work()
        self.blocks.append(time.perf_counter() - began)
        return result

    def answer(self, losses):
        answer = {
            "seconds": statistics.median(self.blocks),
            "blocks": len(self.blocks),
            "threads": torch.get_num_threads(),
            "openblas": uses_openblas(),
            "losses": [float(loss) for loss in losses],
        }
        (self.folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


def split_parameters(block, inputs, hidden, outputs):
    """The tensors of nn.LSTM and nn.Linear, in the order in which a module's block [..., P] holds them."""
    shapes = [
        (4 * hidden, inputs),
        (4 * hidden, hidden),
        (4 * hidden,),
        (4 * hidden,),
        (outputs, hidden),
        (outputs,),
    ]
    tensors, first = [], 0
    for shape in shapes:
        size = int(numpy.prod(shape))
        tensors.append(block[..., first : first + size].reshape(block.shape[:-1] + shape).clone())
        first += size
    return tensors

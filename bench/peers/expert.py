"""PyTorch as an expert would write it: modules batched in training, targets (and modules) in inference.

    expert.py train|infer|infer-all JOB_FOLDER

The weights of modules are stacked and multiplied as batches (bmm); the latent's product is made once, at
t = 0; the output layer is one product after the time loop; in inference weights are frozen, so that
gradients flow to the latent alone.
"""

import sys

import torch

from job import Job, split_parameters


def stack_parameters(job, name):
    """[C, K, 4H], [C, H, 4H], [C, 1, 4H] twice, [C, H, D], [C, 1, D]: laid out for x @ W + b."""
    ih, hh, bias_ih, bias_hh, out, out_bias = split_parameters(
        job.tensor(name), job.inputs, job.hidden, job.outputs
    )
    matrices = [t.transpose(1, 2).contiguous() for t in (ih, hh, out)]
    biases = [t.unsqueeze(1).contiguous() for t in (bias_ih, bias_hh, out_bias)]
    return [matrices[0], matrices[1], biases[0], biases[1], matrices[2], biases[2]]


def draw(parameters, latents, steps):
    """What C modules draw from latents [C, N, K]: [C, N, T, D]."""
    ih, hh, bias_ih, bias_hh, out, out_bias = parameters
    bias = bias_ih + bias_hh
    i, _, g, o = torch.baddbmm(bias, latents, ih).chunk(4, 2)
    cell = torch.sigmoid(i) * torch.tanh(g)
    states = [torch.sigmoid(o) * torch.tanh(cell)]
    for _ in range(steps - 1):
        i, f, g, o = torch.baddbmm(bias, states[-1], hh).chunk(4, 2)
        cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
        states.append(torch.sigmoid(o) * torch.tanh(cell))
    hidden = torch.stack(states, 2)  # [C, N, T, H]
    drawn = torch.baddbmm(out_bias, hidden.flatten(1, 2), out)
    return drawn.view(hidden.shape[:3] + (-1,))


def train(job):
    """A block is a run of steps of all modules; the blocks follow each other."""
    exemplars = job.tensor("exemplars")  # [C, K, T, D]
    latents, choices = job.tensor("latents"), job.tensor("choices").long()
    modules = torch.arange(len(exemplars))

    class Training:
        def __init__(self):
            self.parameters = [t.requires_grad_() for t in stack_parameters(job, "start_weights")]
            self.optimiser = torch.optim.Adam(self.parameters, lr=job.learning_rate, foreach=True)
            self.step = 0

        def run(self, count):
            for _ in range(count):
                target = exemplars[modules, choices[self.step]].unsqueeze(1)
                drawn = draw(self.parameters, latents[self.step].unsqueeze(1), job.steps)
                self.optimiser.zero_grad(set_to_none=True)
                (drawn - target).square().mean((1, 2, 3)).sum().backward()
                self.optimiser.step()
                self.step += 1

    job.choose_threads(lambda: Training().run(4))
    training = Training()
    for _ in range(job.blocks_wanted):
        job.block(lambda: training.run(len(latents) // job.blocks_wanted))
    with torch.no_grad():
        one_hot = torch.eye(job.inputs).expand(len(exemplars), -1, -1)
        losses = (draw(training.parameters, one_hot, job.steps) - exemplars).square().mean((1, 2, 3))
    job.answer(losses)


def infer_latents(job, parameters, starts, targets, iterations):
    """The published search of every target [N, T, D] by each of C modules; losses [C, N]."""
    latents, m, v = starts, torch.zeros_like(starts), torch.zeros_like(starts)
    for _ in range(iterations):
        latents = latents.clamp(0, 1)
        latents = (latents / latents.sum(2, keepdim=True)).requires_grad_()
        errors = (draw(parameters, latents, job.steps) - targets).square().mean((2, 3))
        (gradient,) = torch.autograd.grad(errors.sum(), latents)
        with torch.no_grad():
            m = torch.lerp(gradient, m, job.beta1)
            v = torch.lerp(gradient.square(), v, job.beta2)
            latents = latents - job.rate * m / (v.sqrt() + job.epsilon)
    with torch.no_grad():
        return (draw(parameters, latents, job.steps) - targets).square().mean((2, 3))


def infer_blocks(job, blocks):
    """A block is a slice of the modules and a slice of the targets, all at once. Losses: [block, C, N]."""
    parameters = stack_parameters(job, "trained_weights")
    targets, starts = job.tensor("targets"), job.tensor("starts")

    def work(block, iterations):
        modules, items = block
        own = [t[modules] for t in parameters]
        return infer_latents(job, own, starts[modules, items], targets[items], iterations)

    job.choose_threads(lambda: work(blocks[0], 2))
    losses = [job.block(lambda block=block: work(block, job.iterations)).flatten() for block in blocks]
    job.answer(torch.cat(losses))


def infer(job):
    """All targets at once, a module at a time."""
    infer_blocks(job, [(slice(c, c + 1), slice(None)) for c in range(job.slice)])


def infer_all(job):
    """All modules at once too; the targets in parts, which caches like better."""
    part = job.targets // job.slice
    infer_blocks(job, [(slice(None), slice(n * part, (n + 1) * part)) for n in range(job.slice)])


if __name__ == "__main__":
    {"train": train, "infer": infer, "infer-all": infer_all}[sys.argv[1]](Job(sys.argv[2]))

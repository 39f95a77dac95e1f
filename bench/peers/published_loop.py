"""The published loops, step by step as section 2 of the specification tells them: one module, one sequence.

    published_loop.py train|infer JOB_FOLDER
"""

import sys

import torch

from job import Job, split_parameters


class Generator(torch.nn.Module):
    """LSTM and linear layer; the latent enters at t = 0, zeros after."""

    def __init__(self, job, parameters):
        super().__init__()
        self.steps = job.steps
        self.lstm = torch.nn.LSTM(job.inputs, job.hidden)
        self.linear = torch.nn.Linear(job.hidden, job.outputs)
        with torch.no_grad():
            for own, given in zip(
                self.parameters(), split_parameters(parameters, job.inputs, job.hidden, job.outputs)
            ):
                own.copy_(given)

    def forward(self, latent):
        sequence = torch.zeros(self.steps, 1, latent.shape[0])
        sequence[0, 0] = latent
        states, _ = self.lstm(sequence)
        return self.linear(states)[:, 0]


def train_module(job, generator, latents, targets):
    """One optimiser step for each latent [K] and target [T, D], in their order."""
    criterion = torch.nn.MSELoss()
    optimiser = torch.optim.Adam(generator.parameters(), lr=job.learning_rate)
    for latent, target in zip(latents, targets):
        optimiser.zero_grad()
        loss = criterion(generator(latent), target)
        loss.backward()
        optimiser.step()


def train(job):
    """A block is one module's steps."""
    weights, exemplars = job.tensor("start_weights"), job.tensor("exemplars")
    latents, choices = job.tensor("latents"), job.tensor("choices").long()

    def module_work(c, steps):
        generator = Generator(job, weights[c])
        targets = [exemplars[c, k] for k in choices[:steps, c]]
        return lambda: train_module(job, generator, latents[:steps, c], targets), generator

    job.choose_threads(module_work(0, 5)[0])
    losses = []
    for c in range(len(weights)):
        work, generator = module_work(c, len(latents))
        job.block(work)
        with torch.no_grad():
            drawn = [generator(latent) for latent in torch.eye(job.inputs)]
            losses.append(torch.nn.functional.mse_loss(torch.stack(drawn), exemplars[c]))
    job.answer(losses)


def infer_latent(job, generator, start, target, iterations):
    """The published search; returns the loss where it ends."""
    criterion = torch.nn.MSELoss()
    latent, m, v = start.clone(), torch.zeros(job.inputs), torch.zeros(job.inputs)
    for _ in range(iterations):
        latent = torch.clamp(latent, 0, 1)
        latent = (latent / latent.sum()).requires_grad_()
        loss = criterion(generator(latent), target)
        loss.backward()
        with torch.no_grad():
            m = job.beta1 * m + (1 - job.beta1) * latent.grad
            v = job.beta2 * v + (1 - job.beta2) * latent.grad**2
            latent = latent - job.rate * m / (torch.sqrt(v) + job.epsilon)
    with torch.no_grad():
        return criterion(generator(latent), target)


def infer(job):
    """A block is one target by all modules; the slice's targets are spread over all. Losses: [blocks, C]."""
    weights, targets, starts = (job.tensor(name) for name in ("trained_weights", "targets", "starts"))
    generators = [Generator(job, parameters) for parameters in weights]
    job.choose_threads(lambda: infer_latent(job, generators[0], starts[0, 0], targets[0], 5))

    def classify(n):
        return [
            infer_latent(job, generator, starts[c, n], targets[n], job.iterations)
            for c, generator in enumerate(generators)
        ]

    losses = []
    for n in range(0, job.slice * (job.targets // job.slice), job.targets // job.slice):
        losses += job.block(lambda n=n: classify(n))
    job.answer(losses)


if __name__ == "__main__":
    {"train": train, "infer": infer}[sys.argv[1]](Job(sys.argv[2]))

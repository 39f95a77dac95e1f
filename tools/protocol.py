#!/usr/bin/env python3
"""Runs the public protocol through the command: trains with each of the five seeds, evaluates on the test split,
and prints mean +- sd as a table row for each setting.

    tools/protocol.py characters --preset published --no-reject --noise-in 0.2 --select random kmeans --iterations 0 50
    tools/protocol.py mnist --exemplars 1 4 10 --limit 1000
    tools/protocol.py characters --baseline nn,dtw,dtw-affine

With --baseline a second table sets classic methods on the same exemplars and items beside the model. "Ahead by" is the
model's mean accuracy minus the baseline's, its 95 % interval a bootstrap over seeds and items, p that of the exact test
in which each item's differences, those of all seeds together, change sign at random (with one seed: McNemar's test).

Models are kept in build/protocol and trained again only when the options change.
"""
import argparse
import hashlib
import itertools
import json
import pathlib
import random
import statistics
import subprocess
import sys

SEEDS = [42, 142, 242, 342, 442]


def run(arguments):
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, arguments))}\n{done.stderr}")
    return json.loads(done.stdout)


def train(command, folder, data, options):
    name = hashlib.sha256(json.dumps([data, options]).encode()).hexdigest()[:16]
    model = folder / f"{data}-{name}.resketch"
    record = model.with_suffix(".json")
    if not model.exists() or not record.exists():
        record.write_text(json.dumps(run([command, "train", data, "-o", model, "--json", *options])))
    return model, json.loads(record.read_text())


def mean_sd(values):
    sd = statistics.stdev(values) if len(values) > 1 else 0.0
    return f"{statistics.mean(values):.4f} ± {sd:.4f}"


def sign_flip_p(differences):
    """Two-sided: how often sums of whole numbers with random signs are as far from 0 as theirs. Exact."""
    chances = {0: 1.0}
    for step in map(abs, filter(None, differences)):
        after = dict.fromkeys([s + step for s in chances] + [s - step for s in chances], 0.0)
        for total, chance in chances.items():
            after[total + step] += chance / 2
            after[total - step] += chance / 2
        chances = after
    observed = abs(sum(differences))
    return sum(chance for total, chance in chances.items() if abs(total) >= observed)


def bootstrap_interval(by_seed, draws=2000):
    """95 % interval of the mean over seeds and items, both drawn with replacement; by_seed[seed][item]."""
    numbers = random.Random(42)
    items = len(by_seed[0])
    means = []
    for _ in range(draws):
        totals = [sum(column) for column in zip(*numbers.choices(by_seed, k=len(by_seed)))]
        means.append(sum(numbers.choices(totals, k=items)) / (items * len(by_seed)))
    means.sort()
    tail = draws // 40
    return means[tail], means[-1 - tail]


def baseline_rows(results):
    """A table row for each baseline of one setting; `results` are those of all seeds."""
    for place, first in enumerate(results[0]["baselines"]):
        runs = [result["baselines"][place] for result in results]
        by_seed = [[int(ours) - int(theirs) for ours, theirs in zip(result["right"], run["right"], strict=True)]
                   for result, run in zip(results, runs)]
        totals = [sum(column) for column in zip(*by_seed, strict=True)]
        low, high = bootstrap_interval(by_seed)
        p = sign_flip_p(totals)
        seconds = statistics.mean(run["seconds"] for run in runs)
        answering = statistics.mean(run["seconds"] - run["training_seconds"] for run in runs)
        yield (f"| {first['name']} | {mean_sd([run['accuracy'] for run in runs])} "
               f"| {sum(totals) / (first['items'] * len(runs)):+.4f} ({low:+.4f} to {high:+.4f}) "
               f"| {f'{p:.4f}' if p >= 1e-4 else '< .0001'} | {first['items']} | {seconds:.2f} "
               f"| {1e3 * answering / first['items']:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--command", default="build/release/bin/resketch")
    parser.add_argument("--preset", default="default")
    parser.add_argument("--select", nargs="+", default=["random"])
    parser.add_argument("--exemplars", nargs="+", type=int, default=[4])
    parser.add_argument("--iterations", nargs="+", type=int, default=[None])
    parser.add_argument("--noise-in")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--no-reject", action="store_true")
    parser.add_argument("--baseline", help="names as for resketch evaluate, or all")
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[], help="further options of train, last")
    options = parser.parse_args()
    folder = pathlib.Path("build/protocol")
    folder.mkdir(parents=True, exist_ok=True)
    print("| exemplars | iterations | accuracy | ECE | unknown | mean loss | items | train s | ms an item |")
    print("|---|---|---|---|---|---|---|---|---|")
    compared = []
    for select, count in itertools.product(options.select, options.exemplars):
        for iterations in options.iterations:
            results, seconds = [], []
            for seed in options.seeds:
                arguments = ["--preset", options.preset, "--select", select, "--seed", seed]
                if select != "all":
                    arguments += ["--exemplars", count]
                if options.noise_in:
                    arguments += ["--noise-in", options.noise_in]
                model, trained = train(options.command, folder, options.data, arguments + options.train)
                evaluate = [options.command, "evaluate", model, options.data, "--json"]
                if iterations is not None:
                    evaluate += ["--iterations", iterations]
                if options.limit:
                    evaluate += ["--limit", options.limit]
                if options.no_reject:
                    evaluate += ["--no-reject"]
                if options.baseline:
                    evaluate += ["--baseline", options.baseline]
                results.append(run(evaluate))
                seconds.append(trained["seconds"])
            items = results[0]["items"]
            name = "all" if select == "all" else f"{count} {select}"
            print(f"| {name} | {'' if iterations is None else iterations} "
                  f"| {mean_sd([r['accuracy'] for r in results])} "
                  f"| {statistics.mean([r.get('ece') or 0 for r in results]):.4f} "
                  f"| {statistics.mean([r['unknown'] for r in results]) / items:.4f} "
                  f"| {statistics.mean([r['mean_loss'] for r in results]):.4f} | {items} "
                  f"| {statistics.mean(seconds):.2f} | {1e3 * statistics.mean([r['seconds'] for r in results]) / items:.2f} |",
                  flush=True)
            if options.baseline:
                compared += [f"| {name} {row}" for row in baseline_rows(results)]
    if compared:
        print("\n| exemplars | baseline | accuracy | model ahead by | p | items | seconds | ms an item |")
        print("|---|---|---|---|---|---|---|---|")
        print("\n".join(compared))


if __name__ == "__main__":
    main()

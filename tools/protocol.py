#!/usr/bin/env python3
"""Runs the public protocol through the command: trains with each of the five seeds, evaluates on the test split,
and prints mean +- sd as a table row for each setting.

    tools/protocol.py characters --preset published --no-reject --noise-in 0.2 --select random kmeans --iterations 0 50
    tools/protocol.py mnist --exemplars 1 4 10 --limit 1000

Models are kept in build/protocol and trained again only when the options change.
"""
import argparse
import hashlib
import itertools
import json
import pathlib
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
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--train", nargs=argparse.REMAINDER, default=[], help="further options of train, last")
    options = parser.parse_args()
    folder = pathlib.Path("build/protocol")
    folder.mkdir(parents=True, exist_ok=True)
    print("| exemplars | iterations | accuracy | ECE | unknown | mean loss | items | train s | ms an item |")
    print("|---|---|---|---|---|---|---|---|---|")
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
                results.append(run(evaluate))
                seconds.append(trained["seconds"])
            items = results[0]["items"]
            print(f"| {'all' if select == 'all' else f'{count} {select}'} | {'' if iterations is None else iterations} "
                  f"| {mean_sd([r['accuracy'] for r in results])} "
                  f"| {statistics.mean([r.get('ece') or 0 for r in results]):.4f} "
                  f"| {statistics.mean([r['unknown'] for r in results]) / items:.4f} "
                  f"| {statistics.mean([r['mean_loss'] for r in results]):.4f} | {items} "
                  f"| {statistics.mean(seconds):.2f} | {1e3 * statistics.mean([r['seconds'] for r in results]) / items:.2f} |",
                  flush=True)


if __name__ == "__main__":
    main()

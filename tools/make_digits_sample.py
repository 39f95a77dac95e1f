#!/usr/bin/env python3
"""Makes data/digits-sample from MNIST: the first 20 training and 50 test images of every digit, in file order.

usage: tools/make_digits_sample.py FOLDER_WITH_MNIST data/digits-sample
"""
import gzip
import pathlib
import struct
import sys

PER_CLASS = {"train": 20, "t10k": 50}


def read_idx(path):
    """Returns (sizes, bytes) of an IDX file of unsigned bytes, gzip or not."""
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    zero, kind, rank = struct.unpack(">HBB", content[:4])
    assert (zero, kind) == (0, 8), f"{path}: not an IDX file of unsigned bytes"
    sizes = struct.unpack(f">{rank}I", content[4 : 4 + 4 * rank])
    return sizes, content[4 + 4 * rank :]


def write_idx(path, sizes, values):
    header = struct.pack(f">HBB{len(sizes)}I", 0, 8, len(sizes), *sizes)
    # mtime 0 and no name: the same images give the same file.
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as stream:
        stream.write(header + values)


def existing(folder, name):
    for path in (folder / (name + ".gz"), folder / name):
        if path.exists():
            return path
    sys.exit(f"{folder / name}(.gz) is missing")


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    for part, per_class in PER_CLASS.items():
        (count, rows, columns), pixels = read_idx(existing(source, f"{part}-images-idx3-ubyte"))
        _, labels = read_idx(existing(source, f"{part}-labels-idx1-ubyte"))
        kept, seen = [], [0] * 10
        for item in range(count):
            if seen[labels[item]] < per_class:
                seen[labels[item]] += 1
                kept.append(item)
        size = rows * columns
        images = b"".join(pixels[item * size : (item + 1) * size] for item in kept)
        write_idx(target / f"{part}-images-idx3-ubyte.gz", (len(kept), rows, columns), images)
        write_idx(target / f"{part}-labels-idx1-ubyte.gz", (len(kept),), bytes(labels[item] for item in kept))


if __name__ == "__main__":
    main()

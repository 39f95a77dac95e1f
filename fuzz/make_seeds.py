#!/usr/bin/env python3
"""Writes the seeds of the reader fuzz targets into fuzz/corpus/: the smallest files that reach each part of a format."""

import pathlib
import struct
import zlib

CORPUS = pathlib.Path(__file__).parent / "corpus"


def write(form, name, content):
    folder = CORPUS / form
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def idx(kind, shape, data):
    return bytes([0, 0, kind, len(shape)]) + b"".join(struct.pack(">I", n) for n in shape) + data


def npy(descr, shape, data, fortran=False):
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def deflate(data, bits):
    packer = zlib.compressobj(9, zlib.DEFLATED, bits)
    return packer.compress(data) + packer.flush()


def zip_of(members, stored=False):
    file = directory = b""
    for name, data in members.items():
        packed = data if stored else deflate(data, -15)
        common = struct.pack("<HHHIIIIHH", 20, 0, 0 if stored else 8, 0, zlib.crc32(data), len(packed), len(data),
                             len(name), 0)
        directory += b"PK\x01\x02\x14\x00" + common + bytes(10) + struct.pack("<I", len(file)) + name.encode()
        file += b"PK\x03\x04" + common + name.encode() + packed
    return file + directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(members), len(members),
                                                          len(directory), len(file), 0)


def element(order, kind, data):
    padding = b"" if kind == 15 else bytes(-len(data) % 8)
    return struct.pack(order + "II", kind, len(data)) + data + padding


def matrix(order, kind, shape, name, content):
    return element(order, 14, element(order, 6, struct.pack(order + "II", kind, 0)) +
                   element(order, 5, struct.pack(f"{order}{len(shape)}i", *shape)) +
                   element(order, 1, name) + content)


def mat(order, compressed):
    doubles = lambda shape, values, name=b"": matrix(
        order, 6, shape, name, element(order, 9, struct.pack(f"{order}{len(values)}d", *values)))
    text = lambda c: matrix(order, 4, (1, 1), b"", element(order, 4, struct.pack(order + "H", ord(c))))
    small = matrix(order, 6, (3, 1), b"", struct.pack(order + "I", 3 << 16 | 2) + b"\1\2\3\0")
    mixout = matrix(order, 1, (1, 2), b"mixout", doubles((3, 2), [.1, .2, .3, -.1, -.2, .4]) + small)
    key = matrix(order, 1, (1, 2), b"", text("a") + text("b"))
    consts = matrix(order, 2, (1, 1), b"consts",
                    struct.pack(order + "Ii", 4 << 16 | 5, 11) + element(order, 1, b"charlabels\0key".ljust(22, b"\0")) +
                    doubles((1, 2), [2, 1]) + key)
    wrap = (lambda v: element(order, 15, zlib.compress(v))) if compressed else (lambda v: v)
    mark = b"IM" if order == "<" else b"MI"
    return b"MATLAB 5.0".ljust(124) + struct.pack(order + "H", 0x100) + mark + wrap(mixout) + wrap(consts)


def main():
    # The idx target takes the images' length from its first two bytes.
    images = idx(8, (2, 2, 2), bytes(range(8)))
    write("idx", "images", b"\xff\xff" + images)
    write("idx", "labelled", struct.pack("<H", len(images)) + images + idx(8, (2,), b"\1\0"))
    write("idx", "floats", b"\xff\xff" + idx(13, (1, 2, 1), struct.pack(">2f", .5, -1)))

    write("npy", "f4", npy("<f4", (1, 2, 2), struct.pack("<4f", 1, 2, 3, 4)))
    write("npy", "fortran_big", npy(">i2", (2, 2), struct.pack(">4h", 1, 2, 3, 4), fortran=True))
    write("npy", "bool", npy("|b1", (1, 2), b"\0\1"))

    x = npy("<f8", (2, 1, 1), struct.pack("<2d", 1, 2))
    ragged = npy("<f4", (3, 1), struct.pack("<3f", 1, 2, 3))
    write("npz", "deflated", zip_of({"X.npy": x, "y.npy": npy("<i8", (2,), struct.pack("<2q", 5, -1))}))
    write("npz", "ragged_stored", zip_of({"X.npy": ragged, "lengths.npy": npy("|u1", (2,), b"\1\2"),
                                          "y.npy": npy("<U1", (2,), "ab".encode("utf-32-le"))}, stored=True))
    write("npz", "bytes_stored", zip_of({"X.npy": x, "y.npy": npy("|S2", (2,), b"a\0bc")}, stored=True))

    write("ts", "labelled", "# note\n@problemname p\n@timestamps false\n@missing false\n@univariate false\n"
          "@dimensions 2\n@equallength true\n@serieslength 2\n@classlabel true a b\n@data\n1,2:3,4:a\n-1e3,.5:0,1:b\n")
    write("ts", "ragged", "@univariate true\r\n@classlabel false\r\n@data\r\n1,2,3\r\n4\r\n")
    write("ts", "missing", "@missing true\n@data\n1,?,NaN\n")

    write("csv", "labelled", "id,step,x,y,label\none,0,1,2,a\none,1,3,4,a\ntwo,0,5,6,b\n")
    write("csv", "quoted", '\ufeffv,"Time",Case,class\r\n1e-3,2,"a ""b"", c",\r\n+4,1.5,"a ""b"", c",\r\n')

    write("mat", "plain", mat("<", False))
    write("mat", "compressed", mat("<", True))
    write("mat", "big_endian", mat(">", False))


if __name__ == "__main__":
    main()

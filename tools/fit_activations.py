#!/usr/bin/python3
"""Fits tanh(x) = x P(x^2) / Q(x^2) on [-limit, limit] and prints the coefficients that src/kernels/activations-inl.h uses.

Iteratively reweighted linear least squares (Sanathanan-Koerner for the denominator, Lawson's weights
towards the smallest largest error). Usage: fit_activations.py P_DEGREE Q_DEGREE LIMIT

Usage: fit_activations.py table    prints instead the pieces of tanh that a vector register holds: cubics in
x - k / 2 for k = 0..15, each through tanh at the zeros of Chebyshev's polynomial.
"""
import sys
import numpy as np


def fit(p_degree, q_degree, limit):
    x = limit * np.cos(np.linspace(0, np.pi / 2, 4000, endpoint=False))
    y = np.tanh(x)
    s = x * x / limit**2
    lawson = np.ones_like(x)
    q_values = np.ones_like(x)
    best = (np.inf, None, None)
    for _ in range(300):
        w = np.sqrt(lawson) / q_values
        columns = [x * s**k for k in range(p_degree + 1)] + [-y * s**k for k in range(1, q_degree + 1)]
        solution, *_ = np.linalg.lstsq((np.array(columns) * w).T, y * w, rcond=None)
        p, q = solution[: p_degree + 1], np.concatenate([[1], solution[p_degree + 1 :]])
        q_values = np.polyval(q[::-1], s)
        if np.any(q_values <= 0):
            break
        error = np.abs(x * np.polyval(p[::-1], s) / q_values - y)
        if error.max() < best[0]:
            best = (error.max(), p.copy(), q.copy())
        lawson *= error / error.mean() + 1e-3
        lawson /= lawson.mean()
    error, p, q = best
    p = p / limit ** (2 * np.arange(len(p)))
    q = q / limit ** (2 * np.arange(len(q)))
    return error, p, q


def table(width=0.5, count=16):
    """The coefficients [4, count] of cubics in x - k width, and the largest error in single precision."""
    columns = []
    for k in range(count):
        if k == 0:  # half a piece, through 0 exactly
            nodes = width / 4 * (1 + np.cos(np.pi * (np.arange(3) + 0.5) / 3))
            rest = np.linalg.solve(nodes[:, None] ** np.arange(1, 4), np.tanh(nodes))
            columns.append(np.concatenate([[0], rest]))
        else:
            nodes = width / 2 * np.cos(np.pi * (np.arange(4) + 0.5) / 4)
            columns.append(np.linalg.solve(nodes[:, None] ** np.arange(4), np.tanh(k * width + nodes)))
    rows = np.array(columns).T.astype(np.float32)
    x = np.linspace(0, width * (count - 0.5), 400001).astype(np.float32)
    k = np.minimum(np.round(x / np.float32(width)).astype(int), count - 1)
    u = (x - (k * width).astype(np.float32)).astype(np.float32)
    y = ((rows[3][k] * u + rows[2][k]) * u + rows[1][k]) * u + rows[0][k]
    return rows, np.abs(y - np.tanh(x.astype(np.float64))).max()


if __name__ == "__main__":
    if sys.argv[1:] == ["table"]:
        rows, error = table()
        print(f"largest error: {error:.3g} in single precision")
        for row in rows:
            print(", ".join(f"{c:.9g}F" for c in row))
        sys.exit()
    m, n, limit = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    error, p, q = fit(m, n, limit)
    x = np.linspace(-limit, limit, 200001).astype(np.float32)
    s = x * x
    num = np.float32(0) * s
    den = np.float32(0) * s
    for c in p[::-1]:
        num = num * s + np.float32(c)
    for c in q[::-1]:
        den = den * s + np.float32(c)
    single = np.abs((x * num / den).astype(np.float64) - np.tanh(x.astype(np.float64))).max()
    print(f"largest error: {error:.3g} exact, {single:.3g} in single precision; 1 - tanh(limit) = {1 - np.tanh(limit):.3g}")
    print("P", ", ".join(f"{c:.9g}F" for c in p))
    print("Q", ", ".join(f"{c:.9g}F" for c in q))

#!/usr/bin/python3
"""Fits tanh(x) = x P(x^2) / Q(x^2) on [-limit, limit] and prints the coefficients that src/kernels/activations-inl.h uses.

Iteratively reweighted linear least squares (Sanathanan-Koerner for the denominator, Lawson's weights
towards the smallest largest error). Usage: fit_activations.py P_DEGREE Q_DEGREE LIMIT

Usage: fit_activations.py table DEGREE    prints instead the pieces of tanh that two vector registers hold:
polynomials in x, eight an octave of x + 1 from 1 to 16, each through tanh at the zeros of Chebyshev's polynomial.
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


def table(degree):
    """The coefficients [degree + 1, 32] of polynomials in x, and the largest error in single precision."""
    rows = np.zeros((degree + 1, 32))
    for piece in range(32):
        octave, part = divmod(piece, 8)
        low, high = (2.0**octave * (1 + (part + end) / 8) - 1 for end in (0, 1))
        if low == 0:  # through 0 exactly
            nodes = high / 2 * (1 + np.cos(np.pi * (np.arange(degree) + 0.5) / degree))
            powers = nodes[:, None] ** np.arange(1, degree + 1)
            coefficients = np.concatenate([[0], np.linalg.solve(powers, np.tanh(nodes))])
        else:
            middle = (low + high) / 2
            nodes = (high - low) / 2 * np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
            about_middle = np.linalg.solve(nodes[:, None] ** np.arange(degree + 1), np.tanh(middle + nodes))
            polynomial = np.polyval(np.poly1d(about_middle[::-1]), np.poly1d([1, -middle]))
            coefficients = np.zeros(degree + 1)
            coefficients[: len(polynomial) + 1] = polynomial.coeffs[::-1]
        rows[:, (piece + 24) % 32] = coefficients  # numbers from 1 to 2 have an exponent that ends in 11
    rows = rows.astype(np.float32)
    x = np.linspace(0, 14.5, 2000001).astype(np.float32)
    column = ((x + np.float32(1)).view(np.int32) >> 20) & 31
    y = rows[degree][column]
    for row in rows[degree - 1 :: -1]:
        y = y * x + row[column]
    return rows, np.abs(y - np.tanh(x.astype(np.float64))).max()


if __name__ == "__main__":
    if sys.argv[1:2] == ["table"]:
        rows, error = table(int(sys.argv[2]))
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

"""`hypot` and `cosh` to the last digit as Java computes them, where the C library rounds otherwise."""

import math
import struct

HALF_LN2, LARGE_COSH, LARGEST = math.log(2) / 2, 22.0, 709.0
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
COEFFICIENTS = (
    1.66666666666666019037e-01, -2.77777777770155933842e-03, 6.61375632143793436117e-05,
    -1.65339022054652515390e-06, 4.13813679705723846039e-08,
)  # fmt: skip
FAR, HUGE, TINY, SCALE = 2.0**60, 2.0**500, 2.0**-500, 600


def hypot(x: float, y: float) -> float:
    """The length of the hypotenuse: squares are taken in halves of the larger leg's digits."""
    if math.isinf(x) or math.isinf(y):
        return math.inf
    if math.isnan(x) or math.isnan(y):
        return math.nan
    a, b = max(abs(x), abs(y)), min(abs(x), abs(y))
    if b == 0 or a / b > FAR:
        return a + b
    shift = SCALE if a > HUGE else -SCALE if b < TINY else 0
    a, b = math.ldexp(a, -shift), math.ldexp(b, -shift)
    rest = a - b
    if rest > b:
        high = _high(a)
        root = math.sqrt(high * high - (b * -b - (a - high) * (a + high)))
    else:
        double, low = a + a, _high(b)
        high = _high(double)
        root = math.sqrt(high * low - (rest * -rest - (high * (b - low) + (double - high) * b)))
    try:
        return math.ldexp(root, shift)
    except OverflowError:
        return math.inf


def _high(value: float) -> float:
    """The value with the lower half of its digits cleared."""
    bits = struct.unpack(">Q", struct.pack(">d", value))[0]
    return struct.unpack(">d", struct.pack(">Q", bits & ~0xFFFFFFFF))[0]


def cosh(x: float) -> float:
    """The hyperbolic cosine."""
    size = abs(x)
    if size < HALF_LN2:
        rise = math.expm1(size)
        return 1.0 + (rise * rise) / (2 * (1.0 + rise))
    if size < LARGE_COSH:
        power = _exp(size)
        return 0.5 * power + 0.5 / power
    return 0.5 * _exp(size) if size < LARGEST else math.cosh(size)


def _exp(x: float) -> float:
    """E to the power of a number from `HALF_LN2` to `LARGEST`, as the strict library has it."""
    times = 1 if x < 3 * HALF_LN2 else int(x / math.log(2) + 0.5)
    high, low = x - times * LN2_HIGH, times * LN2_LOW
    rest = high - low
    square = rest * rest
    series = 0.0
    for coefficient in reversed(COEFFICIENTS):
        series = square * (coefficient + series)
    c = rest - series
    return math.ldexp(1.0 - ((low - (rest * c) / (2.0 - c)) - high), times)

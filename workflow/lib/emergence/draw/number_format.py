"""How numbers are written, on axes and in tables."""

from emergence.io.patterns import SUPERSCRIPT

_COUNTS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def plain(value: float, digits: int) -> str:
    """A number with so many digits after the point, a true minus, and no minus before zero."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def count(value: float) -> str:
    """A count as models are named: 1.3B, 760M."""
    for size, letter in _COUNTS:
        if value >= size * 0.999:
            return f"{value / size:.4g}{letter}"
    return f"{value:.4g}"


def count_of_power(exponent: int, mantissa: float = 1) -> str:
    """A power of ten times a number, as a count: 1B, 200M."""
    return count(mantissa * 10.0**exponent)


def small_power(exponent: int, mantissa: float = 1) -> str:
    """A power of ten times a number, written out: 0.5, 300."""
    return f"{mantissa * 10.0**exponent:g}"


def power(exponent: int, mantissa: float = 1) -> str:
    """A power of ten, times a number if that is not one: 10⁹, 2×10⁹."""
    text = "10" + str(exponent).translate(SUPERSCRIPT)
    return text if mantissa == 1 else f"{mantissa:g}×{text}"

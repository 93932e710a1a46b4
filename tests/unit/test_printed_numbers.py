import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergence.io.errors import DataError
from emergence.sources.printed_numbers import count, fraction, reading_interval


@pytest.mark.parametrize(
    ("printed", "number"), [("6.7B", 6.7e9), ("65.2B", 65200000000.0), ("1.0T", 1e12), ("4M", 4e6), ("4096", 4096.0)]
)
def test_a_count_with_its_unit_is_the_float_that_its_digits_spell(printed, number):
    assert count(printed, "paper.pdf", "Table 2") == number


@pytest.mark.parametrize("printed", ["", "B", "6.7G", "-4M", "6.B", "6,700"])
def test_what_is_no_count_is_named_with_its_place(printed):
    with pytest.raises(DataError, match=r"paper\.pdf.*Table 2"):
        count(printed, "paper.pdf", "Table 2")


@given(st.integers(0, 1000))
def test_a_percentage_with_one_decimal_is_the_nearest_fraction(tenths):
    """Division of floats would make 0.006999999999999999 of 0.7 %."""
    assert fraction(f"{tenths / 10:.1f}") == tenths / 1000


def test_a_reading_error_does_not_leave_what_a_metric_can_be():
    low, high = reading_interval(np.array([0.001, 0.5, 0.9995]), np.array([0.002, 0.1, 0.001]), 0.0, 1.0)
    assert low.tolist() == [0.0, 0.4, 0.9985]
    assert high.tolist() == [0.003, 0.6, 1.0]


def test_a_metric_without_limits_keeps_the_whole_error():
    assert reading_interval(-0.09375, 0.0000125) == (-0.0937625, -0.0937375)

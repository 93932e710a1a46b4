"""Numbers typed by hand are told from references, names and stated constants."""

import pytest

from emergence.exhibits.typed import typed_numbers
from emergence.io.errors import DataError


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of 1,696 series 8 have a threshold.", ["1,696", "8"]),
        ("The {level} % interval of {draws} draws.", []),
        ("The 95 % interval; 0.034 nats, 5%.", ["95 %", "0.034", "5%"]),
        ("Figure 4 of Wei et al. 2022 (arXiv 2206.07682), Tables 4 and 5, Figures 2, 5 to 7.", []),
        ("Equation 5 with 5 terms.", ["5"]),
        ("OLMo-2 7B and GPT-3 175B, CR2, C4, 3-shot, pass@100, maj1@k, 11M to 6.9B, see du2024/fig1.", []),
        ("Runs above 1.3e22 FLOPs, delta 1e-3.", ["1.3e22", "1e-3"]),
        ("0 is chance, 1 or 100 % the best; above 0.", []),
        ("1.5 of 10 and 0.1", ["1.5", "10", "0.1"]),
        ("In 2021 models 2021.5", ["2021.5"]),
    ],
)
def test_numbers_without_a_source_are_found(text, found):
    assert typed_numbers(text, {}) == found


def test_constants_are_allowed_and_must_occur():
    assert typed_numbers("p-values use 399\n  draws, 5 series", {"399 draws": "setting"}) == ["5"]
    assert typed_numbers("from 10 to 90 %", {}, ["10 to 90 %"]) == []
    with pytest.raises(DataError, match="f, column 'constants': found '398 draws': expected a passage of the text"):
        typed_numbers("399 draws", {"398 draws": "setting"}, file="f")

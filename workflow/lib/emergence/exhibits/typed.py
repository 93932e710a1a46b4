"""Numbers in prose that come from no table: one typed by hand can become wrong unnoticed, so each must be declared.

References and names carry digits of their own and are recognised. Any other number must be a placeholder or one of the
``constants`` that the yaml lists with the reason why they cannot change: a definition, a setting of a published study,
a number that a paper prints. A number in words is one too where it counts what results can change: "eight seeds", "four
LLaMA models", "half of the tasks".
"""

import re
from collections.abc import Iterable, Mapping

from emergence.io.errors import DataError

_NUMBERED = r"(?:Figure|Figures|Table|Tables|Appendix|Appendices|Equation|Equations|Section)"
_REFERENCES = (
    r"\{[a-z][a-z0-9_]*\}",  # placeholders
    r"\b\d{4}\.\d{4,5}\b",  # arXiv identifiers
    r"\b[a-z]+\d*/\w+",  # exhibits
    rf"\b{_NUMBERED} \d+(?:(?:, | and | to )\d+)*\b",  # items of a paper
    r"\b(?:19|20)\d\d\b(?!\.\d)",  # years
    r"(?<![\w.])(?:0|1|100 ?%?)(?!\w|[.,]\d)",  # bounds of scores
)
# Names such as OLMo-2, 7B or CR2; not powers such as 1.3e22.
_NAME = re.compile(r"(?<![\w.])(?!\d[\d.]*e-?\d)[\w.@+-]*[A-Za-z][\w.@+-]*")
_WORDS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNTED = (
    "models|runs|series|tasks|seeds|sizes|checkpoints|thresholds|families|curves|points|bins|draws|verdicts|items|"
    "scores|forms|tests|intervals|splits|pools|corpora|losses|metrics|networks|parameters|abilities"
)
# At most two words stand between the number and what it counts, and no punctuation; "the three are ..." is not meant.
_IN_WORDS = re.compile(
    rf"\b(?:(?:{_WORDS})(?![ -]shots?\b)(?:[ -]\w+){{0,2}} (?:{_COUNTED})|half of \w+ \w+)\b", re.IGNORECASE
)
_NUMBER = re.compile(r"\d[\d.,]*(?:e[+-]?\d+)?(?: ?%)?")


def typed_numbers(text: str, constants: Mapping[str, str], shared: Iterable[str] = (), file: str = "text") -> list[str]:
    """The numbers of a text that stand there, as digits or as words that count something, without a source.

    Parameters
    ----------
    text : str
        A title or caption with its placeholders.
    constants : dict of str to str
        Passages with numbers, and what they are. Each must occur in the text.
    shared : iterable of str
        Passages that may occur.
    file : str
        What messages call the text.

    Returns
    -------
    list of str

    Raises
    ------
    DataError
        If a constant does not occur in the text.
    """
    left = " ".join(text.split())
    for passage in sorted(constants, key=len, reverse=True):
        if passage not in left:
            raise DataError(file, "a passage of the text", column="constants", value=passage)
        left = left.replace(passage, " ; ")
    for passage in shared:
        left = left.replace(passage, " ; ")
    in_words = _IN_WORDS.findall(left)
    for pattern in _REFERENCES:
        left = re.sub(pattern, " ", left)
    return in_words + [number.rstrip(".,") for number in _NUMBER.findall(_NAME.sub(" ", left))]

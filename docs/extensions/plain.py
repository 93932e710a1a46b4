"""Words that are no Markdown, such as captions and descriptions of columns, in a page of Markdown."""

import re

_MEANT = re.compile(r"([\\`*_\[\]<>|#])")


def plain(text):
    """A text on one line whose signs stand for themselves: a line that begins with "%" would be a comment."""
    return _MEANT.sub(r"\\\1", " ".join(text.split()))

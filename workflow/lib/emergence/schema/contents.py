"""The table of contents: what became of every figure and table of the papers."""

from emergence.io.contract import Table, text

CONTENTS = Table(
    "contents",
    (
        text("paper", "folder of its exhibits", required=True),
        text("paper_title", "title of the paper", required=True),
        text("item", "figure or table, as the paper numbers it", required=True),
        text("shows", "what it shows, in our words", required=True),
        text("redone_from", "whose numbers; or that it is not possible", required=True),
        text("exhibit", "what redoes it here; null where nothing does"),
        text("remark", "what differs, or the reason why it is missing"),
    ),
    key=("paper", "item", "exhibit", "redone_from"),
)

"""Write docs/faults.md."""

from pathlib import Path

from faults.page import page

(Path(__file__).resolve().parents[2] / "docs" / "faults.md").write_text(page(), encoding="utf-8")

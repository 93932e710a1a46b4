"""The bar at the foot of a terminal: work done, time left, and what runs."""

import time
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bars

from snakemake_logger_plugin_emergence.progress import Progress


class Bar:
    """A bar on a terminal.

    Parameters
    ----------
    stream : file
        The terminal.
    progress : Progress
        What it shows.
    color : bool
        Whether colours may be used.
    """

    def __init__(self, stream: TextIO, progress: Progress, color: bool) -> None:
        self.progress, self.begun = progress, time.time()
        self.console = Console(file=stream, no_color=not color, highlight=False, soft_wrap=True)
        columns = (BarColumn(30), TextColumn("{task.percentage:3.0f} %"), TextColumn("{task.fields[left]}"))
        self.bars = Bars(*columns, TextColumn("{task.fields[running]}"), console=self.console, transient=True)
        self.task = self.bars.add_task("", total=1.0, left="", running="")
        self.bars.start()

    def update(self) -> None:
        """Show the present state."""
        left = self.progress.remaining(time.time() - self.begun)
        room = max(self.console.width - 55, 10)
        running = "; ".join(self.progress.running)[:room]
        time_left = "" if left is None else f"{left // 60:.0f}:{left % 60:02.0f} left"
        self.bars.update(self.task, completed=self.progress.share, left=time_left, running=running)

    def say(self, line: str, style: str = "") -> None:
        """Print a line above the bar."""
        self.console.print(line, style=style or None, markup=False)

    def stop(self) -> None:
        """Take the bar away."""
        self.bars.stop()

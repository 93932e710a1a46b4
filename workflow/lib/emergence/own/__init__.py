"""A lab's own runs, outside the workflow: from a table of runs to verdicts, a figure and a report.

The numbers come from the same functions that the workflow calls; here is only what leads to them and away from them.
"""

FEWEST_DRAWS = 19  # bootstrap draws: with fewer no p-value reaches 0.05

"""Adapter: the papers' figures and tables, and what redoes them -> the table of contents."""

import pandas as pd

from emergence.io import job
from emergence.io.storage import write_table
from emergence.schema.contents import CONTENTS

with job.reporting(snakemake.log[0], snakemake.output):
    rows = pd.DataFrame(snakemake.params.contents["rows"], columns=CONTENTS.names)
    write_table(rows, snakemake.output[0], CONTENTS)

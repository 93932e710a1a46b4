"""Adapter: the papers' figures and tables and the exhibits' yaml -> the table of contents."""

import pandas as pd

from emergence import job, yamlfile
from emergence.exhibits.contents import contents
from emergence.exhibits.spec import read
from emergence.schema import CONTENTS
from emergence.storage import write_table

schemas = snakemake.params.schemas
with job.reporting(snakemake.log[0]):
    papers = yamlfile.load(snakemake.input.papers, schemas["papers"])
    rows = contents(papers, read(snakemake.input.exhibits, schemas["exhibit"]))
    write_table(pd.DataFrame(rows, columns=CONTENTS.names), snakemake.output[0], CONTENTS)

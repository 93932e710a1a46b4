"""Adapter: the papers' figures and tables and the exhibits' yaml -> the table of contents."""

import pandas as pd

from emergence.catalogue.contents import contents
from emergence.catalogue.exhibits import read
from emergence.io import job, yamlfile
from emergence.io.storage import write_table
from emergence.schema.contents import CONTENTS

schemas = snakemake.params.schemas
with job.reporting(snakemake.log[0]):
    papers = yamlfile.load(snakemake.input.papers, schemas["papers"])
    rows = contents(papers, read(snakemake.input.exhibits, schemas["exhibit"]))
    write_table(pd.DataFrame(rows, columns=CONTENTS.names), snakemake.output[0], CONTENTS)

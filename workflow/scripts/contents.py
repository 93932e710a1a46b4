"""Adapter: the papers' figures and tables and the exhibits' yaml -> the table of contents."""

import pandas as pd

from emergence.catalogue.contents import contents
from emergence.catalogue.project import Project
from emergence.io import job
from emergence.io.storage import write_table
from emergence.schema.contents import CONTENTS

with job.reporting(snakemake.log[0]):
    project = Project()
    rows = contents(project.papers, project.exhibits)
    write_table(pd.DataFrame(rows, columns=CONTENTS.names), snakemake.output[0], CONTENTS)

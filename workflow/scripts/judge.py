"""Adapter: the tests of all sources -> verdicts, once for all of them, written source by source."""

from emergence.hypotheses.verdict import judge_all, of_source
from emergence.io import job
from emergence.io.storage import read_table, read_tables, write_table
from emergence.models.base import Settings
from emergence.schema.fitted import SERIES
from emergence.schema.printed import read_printed
from emergence.schema.published import METRICS
from emergence.schema.verdicts import JUDGED, TESTS

with job.reporting(snakemake.log[0]):
    tests, series = read_tables(snakemake.input.tests, TESTS), read_tables(snakemake.input.series, SERIES)
    categories = read_printed(snakemake.input.categories, "task_categories")
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    judged = judge_all(tests, series, categories, metrics, Settings(**snakemake.params.settings))
    for table in JUDGED:
        for source, path in zip(snakemake.params.sources, snakemake.output[table.name], strict=True):
            write_table(of_source(judged[table.name], source, series), path, table)
    print(judged["verdicts"]["verdict"].value_counts().to_string())

"""Adapter: the tests of all sources -> verdicts, once for all of them, written source by source."""

from emergence import job
from emergence.fits.form import Settings
from emergence.fits.verdicts.judging import judge_all, of_source
from emergence.schema import JUDGED, METRICS, SERIES, TESTS
from emergence.storage import read_printed, read_table, read_tables, write_table

with job.reporting(snakemake.log[0]):
    tests, series = read_tables(snakemake.input.tests, TESTS), read_tables(snakemake.input.series, SERIES)
    categories = read_printed(snakemake.input.categories, "task_categories")
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    judged = judge_all(tests, series, categories, metrics, Settings(**snakemake.params.settings))
    for table in JUDGED:
        for source, path in zip(snakemake.params.sources, snakemake.output[table.name], strict=True):
            write_table(of_source(judged[table.name], source, series), path, table)
    print(judged["verdicts"]["verdict"].value_counts().to_string())

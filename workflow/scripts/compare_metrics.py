"""Adapter: the verdicts of all sources -> what each metric carries of emergence, and where metrics agree."""

from emergence.analyses.metrics import metric_effect, metric_scores, metric_shares
from emergence.io import job
from emergence.io.storage import read_tables, write_table
from emergence.schema.fitted import SERIES
from emergence.schema.verdicts import METRIC_EFFECT, METRIC_SCORES, METRIC_SHARES, VERDICTS

with job.reporting(snakemake.log[0]):
    verdicts, series = read_tables(snakemake.input.verdicts, VERDICTS), read_tables(snakemake.input.series, SERIES)
    scores = metric_scores(verdicts, series, snakemake.params.x_kind)
    write_table(scores, snakemake.output.scores, METRIC_SCORES)
    write_table(metric_shares(scores), snakemake.output.shares, METRIC_SHARES)
    write_table(metric_effect(verdicts, series), snakemake.output.effect, METRIC_EFFECT)

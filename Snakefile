"""Emergence Atlas: every figure and table of the debate on emergent abilities that public data allow."""

from snakemake.utils import min_version

min_version("9.0")


include: "workflow/rules/wellformed.smk"


configfile: "workflow/config/config.yaml"


include: "workflow/rules/catalogue.smk"
include: "workflow/rules/recovery.smk"
include: "workflow/rules/import.smk"
include: "workflow/rules/digitise.smk"
include: "workflow/rules/ingest.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/exhibits.smk"
include: "workflow/rules/study.smk"
include: "workflow/rules/networks.smk"
include: "workflow/rules/checks.smk"


rule all:
    default_target: True
    input:
        RUN.targets,
        PROSE,

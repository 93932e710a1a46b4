"""Upstream files -> our tables under data/. Asked for by name (`snakemake import`); no part of the main job."""


# No output: it runs whenever it is asked for, and the main job does not see the tables under data/ as its products.
rule import:
    log:
        PLACES.log("import"),
    conda:
        ENVIRONMENT
    params:
        sources=RUN.with_upstream,
        mirror=RUN.config["mirror"],
        folders=RUN.config["folders"],
    message:
        "Import: read the upstream files, checksums verified, and rewrite data/"
    script:
        "../scripts/import_sources.py"

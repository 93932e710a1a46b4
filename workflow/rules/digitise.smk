"""Figures in PDF and SVG -> the tables of their points under data/. Asked for by name (`snakemake digitise`)."""


# Like rule import without an output: it runs whenever it is asked for, and the main job needs no PDF.
rule digitise:
    log:
        PLACES.log("digitise"),
    conda:
        ENVIRONMENT
    params:
        sources=RUN.with_upstream,
        mirror=RUN.config["mirror"],
        results=PLACES.results,
    message:
        "Digitise: read the figures, checksums verified, rewrite data/ and draw a picture of each to check it by"
    script:
        "../scripts/digitise.py"

"""Fits and observations -> one frame an exhibit (select and join only) -> its PDF."""


# One job for both: most of what they take is the start of Python and its libraries.
rule exhibit:
    input:
        tables=tables_of,
        style="workflow/exhibits/style.mplstyle",
        palette=PALETTE,
    output:
        frame="results/{exhibit}.parquet",
        picture="results/{exhibit}.pdf",
    log:
        "results/logs/exhibits/{exhibit}.log",
    conda:
        ENVIRONMENT
    params:
        spec=spec_of,
        labels=LABELS,
        tables=table_files_of,
        look=provenance.data_digest(["workflow/exhibits/style.mplstyle", PALETTE], root="."),
        data=data_digest(tables_of),
        code=code_of("exhibit"),
    message:
        "Build and draw {wildcards.exhibit}"
    script:
        "../scripts/exhibit.py"

"""Exhibits against what the papers print, and the checksums of all that was made and of all it was made from."""

import time

START = time.monotonic()


rule check_exhibits:
    input:
        expand("results/{exhibit}.parquet", exhibit=EXHIBITS),
    output:
        "results/checks.parquet",
    log:
        "results/logs/check_exhibits.log",
    conda:
        ENVIRONMENT
    params:
        published={exhibit: spec["published"] for exhibit, spec in EXHIBITS.items() if "published" in spec},
        code=code_of("check_exhibits"),
    message:
        "Compare the exhibits with what the papers print"
    script:
        "../scripts/check_exhibits.py"


rule manifest:
    input:
        "results/checks.parquet",
        expand("results/{table}.parquet", table=[*gathered_tables(), *exhibit_spec.ATLAS_TABLES]),
        "results/atlas.pdf",
        expand("results/{exhibit}.{kind}", exhibit=EXHIBITS, kind=["parquet", "pdf"]),
    output:
        "results/manifest.json",
    log:
        "results/logs/manifest.log",
    conda:
        ENVIRONMENT
    params:
        inputs=all_inputs(),
        made_from=provenance.data_digest(all_inputs(), root="."),
        code=code_of("manifest"),
    message:
        "Write the manifest: the SHA-256 of every output and input"
    script:
        "../scripts/manifest.py"


onsuccess:
    shell(
        "{sys.executable} workflow/scripts/summary.py results/manifest.json {elapsed:.0f}",
        elapsed=time.monotonic() - START,
    )

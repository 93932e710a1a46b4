"""Exhibits against what the papers print; what is unlikely in a lab's own numbers; the checksums of all that was made and of all it was made from; the crate."""

import time

from emergence.catalogue import citing, readme


localrules:
    checks,
    accept_checks,
    unlikely,
    manifest,
    crate,


START = time.monotonic()


rule checks:
    input:
        [PLACES.exhibit(name, "parquet") for name in RUN.published],
    output:
        table=PLACES.checks,
        outcome=PLACES.outcome,
    log:
        PLACES.log("checks"),
    conda:
        ENVIRONMENT
    params:
        published=lambda wildcards: Digested(RUN.published),
        code=RUN.code("checks"),
    message:
        "Compare the exhibits with what the papers print"
    script:
        "../scripts/checks.py"


# Fails as long as a check does: the table above is there to look at, and the run ends with an error each time.
rule accept_checks:
    input:
        PLACES.outcome,
    output:
        PLACES.accepted,
    log:
        PLACES.log("accept_checks"),
    conda:
        ENVIRONMENT
    params:
        code=RUN.code("accept_checks"),
    message:
        "See that every check passes or is a known disagreement"
    script:
        "../scripts/accept_checks.py"


OWN = [source for source in RUN.observed if RUN.sources[source]["method"] == "own"]


# Published numbers have been looked at, and some are as unlikely as these: small models do score below chance.
rule unlikely:
    input:
        [PLACES.table("observations", source) for source in OWN],
    output:
        PLACES.unlikely,
    log:
        PLACES.log("unlikely"),
    conda:
        ENVIRONMENT
    params:
        x={source: list(RUN.x(source)) for source in OWN},
        code=RUN.code("unlikely"),
    message:
        "Look for what is unlikely in your own numbers"
    script:
        "../scripts/unlikely.py"


rule manifest:
    input:
        outputs=RUN.products,
        outcome=PLACES.outcome,
    output:
        PLACES.manifest,
    log:
        PLACES.log("manifest"),
    conda:
        ENVIRONMENT
    params:
        inputs=lambda wildcards: Digested(files=RUN.inputs),
        made_from=RUN.digest(RUN.inputs),
        code=RUN.code("manifest"),
    message:
        "Write the manifest: the SHA-256 of every output and input"
    script:
        "../scripts/manifest.py"


rule crate:
    input:
        manifest=PLACES.manifest,
        about=ancient(CITATION),
    output:
        PLACES.crate,
    log:
        PLACES.log("crate"),
    conda:
        ENVIRONMENT
    params:
        plan=lambda wildcards: Digested(citing.plan_of(RUN)),
        about=RUN.digest([CITATION]),
        code=RUN.code("crate"),
    message:
        "Describe the results as an RO-Crate, with what to cite for each exhibit"
    script:
        "../scripts/crate.py"


PROSE = [PLACES.prose] if readme.is_checked(RUN) else []

if PROSE:

    # Warns and does not fail: results may change in the middle of a piece of work. CI fails.
    rule prose:
        input:
            readme.planned(RUN).results,
            PLACES.table("contents"),
        output:
            *PROSE,
        log:
            PLACES.log("prose"),
        localrule: True
        conda:
            ENVIRONMENT
        params:
            read=RUN.digest(
                [*readme.pages(), readme.INDEX, readme.TEMPLATES, readme.WORDING, *readme.planned(RUN).printed]
            ),
            code=RUN.code("prose"),
        message:
            "Compare README, documentation and index with the results"
        script:
            "../scripts/prose.py"


onsuccess:
    shell(
        "{sys.executable} workflow/scripts/summary.py {PLACES.results} {PLACES.manifest} {elapsed:.0f}",
        elapsed=time.monotonic() - START,
    )

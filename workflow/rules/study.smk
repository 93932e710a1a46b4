"""Studies of the atlas's own statistics -> tables under data/studies. Asked for by name (`snakemake study`)."""

STUDIES = sorted(path.stem for path in Path("workflow/lib/emergence/simulations").glob("[a-z]*.py"))


rule run_study:
    output:
        "results/studies/{study}.csv",
    log:
        "results/logs/study/{study}.log",
    wildcard_constraints:
        study="|".join(STUDIES) or "none",
    conda:
        ENVIRONMENT
    threads: 16
    params:
        settings=config["fits"],
        code=study_code_of,
    message:
        "Study: {wildcards.study}"
    script:
        "../scripts/run_study.py"


# No output, like rule import: the main job takes the tables under data/ as given.
rule study:
    input:
        expand("results/studies/{study}.csv", study=STUDIES),
    log:
        "results/logs/study.log",
    conda:
        ENVIRONMENT
    message:
        "Put the tables of the studies under data/studies"
    shell:
        "mkdir -p data/studies/tables && cp {input} data/studies/tables > {log} 2>&1"

"""Studies of the atlas's own statistics -> tables under data/studies. Asked for by name (`snakemake study`)."""


rule run_study:
    input:
        lambda wildcards: RUN.study_files(wildcards.study),
    output:
        PLACES.study("{study}"),
    log:
        PLACES.log("study", "{study}"),
    wildcard_constraints:
        study="|".join(RUN.studies) or "none",
    conda:
        ENVIRONMENT
    threads: 16
    params:
        settings=RUN.config["fits"],
        options=lambda wildcards: RUN.config["studies"].get(wildcards.study, {}),
        tables=lambda wildcards: Unrecorded(RUN.study_tables(wildcards.study)),
        code=lambda wildcards: RUN.code("run_study", f"emergence.simulations.{wildcards.study}"),
    message:
        "Study: {wildcards.study}"
    script:
        "../scripts/run_study.py"


# No output, like rule import: the main job takes the tables under data/ as given.
rule study:
    input:
        [PLACES.study(study) for study in RUN.studies],
    log:
        PLACES.log("study"),
    conda:
        ENVIRONMENT
    message:
        "Put the tables of the studies under data/studies"
    shell:
        "mkdir -p data/studies/tables && cp {input} data/studies/tables > {log} 2>&1"

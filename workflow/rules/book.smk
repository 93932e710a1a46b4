"""What became of each figure and table of the papers -> a table; all exhibits -> one PDF to leaf through."""

BOUND = [f"data/{source}/source.yaml" for source in SOURCES]


rule contents:
    input:
        papers=PAPERS_FILE,
        exhibits=EXHIBIT_FILES,
    output:
        "results/contents.parquet",
    log:
        "results/logs/contents.log",
    conda:
        ENVIRONMENT
    params:
        schemas={"papers": PAPERS_SCHEMA, "exhibit": EXHIBIT_SCHEMA},
        read=provenance.data_digest([PAPERS_FILE, *EXHIBIT_FILES], root="."),
        code=code_of("contents"),
    message:
        "List the figures and tables of the papers, and what redoes them"
    script:
        "../scripts/contents.py"


rule book:
    input:
        pictures=expand("results/{exhibit}.pdf", exhibit=EXHIBITS),
        papers=PAPERS_FILE,
        frames=expand("results/{exhibit}.parquet", exhibit=EXHIBITS),
        sources=[f"data/{source}/source.yaml" for source in SOURCES],
    output:
        "results/atlas.pdf",
    log:
        "results/logs/book.log",
    conda:
        ENVIRONMENT
    params:
        schemas={"papers": PAPERS_SCHEMA, "source": SOURCE_SCHEMA},
        read=provenance.data_digest([PAPERS_FILE, *BOUND], root="."),
        code=code_of("book"),
    message:
        "Bind all exhibits into one PDF"
    script:
        "../scripts/book.py"

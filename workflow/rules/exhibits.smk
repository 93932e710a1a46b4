"""Tables -> the frame of each exhibit (select and join only) -> its PDF; and all PDFs in one."""


localrules:
    contents,
    summary,
    book,


for PAPER, NAMES in RUN.papers.items():

    # One job draws all exhibits of a paper: it imports the libraries once, and forks a process for each exhibit.
    rule:
        name:
            f"draw_{PAPER}"
        input:
            tables=RUN.tables_of(NAMES),
            printed=ancient(RUN.printed_of(NAMES)),
            palette=ancient(PALETTE),
            style=ancient(STYLE),
        output:
            frames=[PLACES.exhibit(name, "parquet") for name in NAMES],
            pictures=[PLACES.exhibit(name, "pdf") for name in NAMES],
        log:
            PLACES.log("draw", PAPER),
        conda:
            ENVIRONMENT
        threads: 4
        params:
            exhibits=lambda wildcards, NAMES=NAMES: Digested(
                {name: {"spec": RUN.exhibits[name], "tables": RUN.files(name)} for name in NAMES}
            ),
            labels=Digested(RUN.project.labels),
            data=RUN.digest([PALETTE, STYLE, *RUN.printed_of(NAMES)]),
            code=RUN.code("draw"),
        message:
            f"Draw the exhibits of {PAPER}"
        script:
            "../scripts/draw.py"


rule contents:
    output:
        PLACES.table("contents"),
    log:
        PLACES.log("contents"),
    conda:
        ENVIRONMENT
    params:
        contents=lambda wildcards: Digested(rows=RUN.project.contents),
        code=RUN.code("contents"),
    message:
        "List the figures and tables of the papers, and what redoes them"
    script:
        "../scripts/contents.py"


rule summary:
    input:
        verdicts=PLACES.gathered("verdicts"),
        series=PLACES.gathered("series"),
        frames=[PLACES.exhibit(name, "parquet") for name in RUN.exhibits],
    output:
        PLACES.summary,
    log:
        PLACES.log("summary"),
    conda:
        ENVIRONMENT
    params:
        exhibits=list(RUN.exhibits),
        code=RUN.code("summarise"),
    message:
        "Sum up the verdicts, and where each series is shown"
    script:
        "../scripts/summarise.py"


rule book:
    input:
        frames=[PLACES.exhibit(name, "parquet") for name in RUN.exhibits],
        pictures=[PLACES.exhibit(name, "pdf") for name in RUN.exhibits],
        papers=ancient(PAPERS),
    output:
        PLACES.book,
    log:
        PLACES.log("book"),
    conda:
        ENVIRONMENT
    params:
        exhibits=list(RUN.exhibits),
        sources=lambda wildcards: Digested(RUN.sources),
        papers=RUN.digest([PAPERS]),
        code=RUN.code("book"),
    message:
        "Bind all exhibits into one PDF"
    script:
        "../scripts/book.py"

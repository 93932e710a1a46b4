"""Tables -> the frame of each exhibit (select and join only) -> its PDF; all PDFs in one; all series in one page."""

from emergence.catalogue import chapters, quoting
from emergence.catalogue.pictures import ENDINGS


localrules:
    export,
    contents,
    numbers,
    summary,
    book,
    explorer,


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
            pictures=[report(PLACES.exhibit(name, "pdf"), **RUN.filed(name)) for name in NAMES],
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
            version=RUN.version,
            data=RUN.digest([PALETTE, STYLE, *RUN.printed_of(NAMES)]),
            code=RUN.code("draw"),
        message:
            f"Draw the exhibits of {PAPER}"
        script:
            "../scripts/draw.py"


# Asked for by name: `snakemake results/du2024/fig1.png`, or results/du2024/fig1.slide.svg.
rule export:
    input:
        frame=PLACES.exhibit("{exhibit}", "parquet"),
        picture=PLACES.exhibit("{exhibit}", "pdf"),
        palette=ancient(PALETTE),
        style=ancient(STYLE),
    output:
        PLACES.exhibit("{exhibit}", "{ending}"),
    log:
        PLACES.log("export", "{exhibit}.{ending}"),
    wildcard_constraints:
        exhibit="|".join(RUN.exhibits) or "none",
        ending="|".join(ENDINGS).replace(".", "[.]"),
    conda:
        ENVIRONMENT
    params:
        spec=lambda wildcards: Digested(RUN.exhibits[wildcards.exhibit]),
        style=lambda wildcards: ENDINGS[wildcards.ending][0],
        file_format=lambda wildcards: ENDINGS[wildcards.ending][1],
        labels=Digested(RUN.project.labels),
        data=RUN.digest([PALETTE, STYLE]),
        code=RUN.code("export"),
    message:
        "Draw {wildcards.exhibit} as {wildcards.ending}"
    script:
        "../scripts/export.py"


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


QUOTED = quoting.quoted(RUN)
QUOTED_TABLES = sorted({(table, path) for spec in QUOTED.values() for table, _, path in spec["files"]})


rule numbers:
    input:
        [path for table, path in QUOTED_TABLES if table in RUN.project.tables],
    output:
        json=PLACES.numbers[0],
        tex=PLACES.numbers[1],
    log:
        PLACES.log("numbers"),
    conda:
        ENVIRONMENT
    params:
        places=lambda wildcards: Digested(QUOTED),
        data=RUN.digest([path for table, path in QUOTED_TABLES if table in RUN.project.printed]),
        code=RUN.code("numbers"),
    message:
        "Write the numbers that captions and README quote"
    script:
        "../scripts/numbers.py"


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


ANSWERS = chapters.answers(RUN)


rule book:
    input:
        ANSWERS.results,
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
        behind=lambda wildcards: Digested(chapters.behind(RUN)),
        sources=lambda wildcards: Digested(RUN.sources),
        answers=lambda wildcards: Digested(vars(ANSWERS)),
        terms=lambda wildcards: Digested(chapters.terms(RUN)),
        papers=RUN.digest([PAPERS, *ANSWERS.printed]),
        code=RUN.code("book"),
    message:
        "Bind all exhibits into one PDF"
    script:
        "../scripts/book.py"


EXPLORED = ("verdicts", "series", "points", "curves")


rule explorer:
    input:
        **{table: RUN.paths(table) for table in EXPLORED},
        metrics=ancient(sources.METRICS),
        palette=ancient(PALETTE),
    output:
        PLACES.explorer,
    log:
        PLACES.log("explorer"),
    conda:
        ENVIRONMENT
    params:
        tables=lambda wildcards: Digested(RUN.by_source(EXPLORED)),
        sources=lambda wildcards: Digested(RUN.sources),
        labels=Digested(RUN.project.labels),
        level=RUN.settings()["confidence"],
        data=RUN.digest([sources.METRICS, PALETTE]),
        code=RUN.code("explorer", "emergence.analyses.verdicts"),  # the columns of its table
    message:
        "Build the explorer of all series"
    script:
        "../scripts/explorer.py"

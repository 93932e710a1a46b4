"""What exists and where each lies: sources, exhibits, analyses and tables. Knows no Snakemake."""

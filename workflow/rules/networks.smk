"""Networks trained here -> their tables under data/digits_networks/. Asked for by name (`make networks`)."""

from emergence.io.home import in_checkout
from emergence.networks.design import FAMILIES

NETWORKS = [(family.name, width) for family in FAMILIES.values() for width in family.widths]


# A job trains all seeds of a width, since to import scikit-learn takes as long as to train a small network. An
# interrupted run goes on with the widths that have no file yet.
rule train_networks:
    output:
        PLACES.network("{family}", "{width}"),
    log:
        PLACES.log("networks", "{family}_{width}"),
    wildcard_constraints:
        family="|".join(FAMILIES),
        width=r"\d+",
    conda:
        "../../envs/networks.yaml"
    params:
        code=RUN.code("train_networks"),
        lock=RUN.digest([in_checkout("envs/networks.txt")]),
    message:
        "Train: {wildcards.family} of width {wildcards.width}"
    script:
        "../scripts/train_networks.py"


# Like rule import without an output: the main job does not see the tables under data/ as its products.
rule networks:
    input:
        [PLACES.network(family, width) for family, width in NETWORKS],
    log:
        PLACES.log("networks"),
    conda:
        ENVIRONMENT
    params:
        networks=NETWORKS,
    message:
        "Score the networks and rewrite data/digits_networks/"
    script:
        "../scripts/networks.py"

"""How sure a counted share is."""


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval (1927) of a share.

    Parameters
    ----------
    share : float
        0..1.
    count : int
        What it was counted among, above 0.

    Returns
    -------
    low, high : float
        To six decimals.
    """
    from statsmodels.stats.proportion import proportion_confint  # takes a second to import

    low, high = proportion_confint(share * count, count, alpha=0.05, method="wilson")
    return round(float(low), 6), round(float(high), 6)

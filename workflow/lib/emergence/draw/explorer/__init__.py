"""The explorer: one page of HTML with all series in it, for a browser without a network.

Python packs the tables into columns (:mod:`block`, :mod:`index`) and puts the page together (:mod:`page`); what the
page does stands in the files of JavaScript beside these modules.
"""

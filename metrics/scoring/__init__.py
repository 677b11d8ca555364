"""Scores from values: pure functions on numpy and pandas.

`engine.score` turns a `tree.Tree` and a table of values into normalised values, node scores, ranks and
coverage; `robustness` asks how sure they are; `rules` holds the scoring rules of public administration.
"""

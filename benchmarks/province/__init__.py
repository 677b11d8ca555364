"""What a province costs: collected by one machine and by a cluster, recomputed, ranked, asked about its rows.

Run as `python -m benchmarks.province [PART …] [--counties 8] [--quarters 1] [--pairs 5] [--rows 500000]`. The
counties are made of the two sample counties' rows by seeds, as many enterprises each; quarters are the same
one of further years. Parts, all of them without a name:

- `pairs`: the packages of a quarter collected here and by two workers, in turn, the order changing; the same
  bytes or it ends. A warm process and warm workers on both sides. Ratio of wall time, and of the CPU time of
  everything that runs (collector, scheduler, workers).
- `killed`: one of two workers is killed when a third has come; the same bytes; how many counties' time is
  lost beyond what two workers and then one would have needed.
- `changed`: one county of all publishes anew; how many counties are computed, and what share of the CPU time
  of collecting and ranking all of them that is.
- `whole`: all counties and quarters collected by two workers and ranked, against half the time of opening and
  scoring the same packages one after another, without checking, keeping or ranking anything.
- `rows`: so many rows of one ledger in the lake, summed by county: the province's question against a bare
  DuckDB query of the same files, each in a process of its own; before and after the lake is compacted.
- `nation`: collecting and ranking a quarter, a half and all of the counties, and from the slope what 2,844
  would need. On paper: nobody has run it.

Every line that has a limit says whether it holds; exit 1 when one does not. Wall ratios mean something on an
idle machine of two cores or more, and with counties enough (95). Needs `deploy/requirements-province.txt`.
"""

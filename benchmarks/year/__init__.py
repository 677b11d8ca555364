"""A year in an hour: both sample counties played from the first quarter on, with everything that goes wrong.

Run as `python -m benchmarks.year [--county sihong] [--quarters 4] [--postgres URL] [--seed N]`. Every deed is
the real command line or a websocket of the real server, on a database of the county's own:

- every unit hands in every workbook of the sample; now and then a broken file first, a report returned and
  handed in again, a corrected report of a published quarter, a row ruled “not ours”, a quarter reopened, a
  measure's weight changed in the middle of the year;
- commands, the server, reading processes and browsers are killed at random moments, and whoever was
  interrupted does the same again;
- after the second quarter a backup is restored into an empty place, where the year goes on; after the third
  the database moves to PostgreSQL where `--postgres` names an empty one;
- before all that, a database of the first program is brought up to the present one.

In the end: nothing that was acknowledged is lost, nothing is stored twice; tables and audit say the same;
every published score is recomputed from a signed package without a difference; the exported audit is whole;
nothing is left to sweep; `doctor` finds no fault; the server has grown no more than a little.
"""

"""`python -m metrics VERB`."""

from metrics.cli import main

if __name__ == "__main__":
    main(prog_name="python -m metrics")

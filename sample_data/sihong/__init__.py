"""The sample county: four quarters of 2023 that carry every figure of the source report."""

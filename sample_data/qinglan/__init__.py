"""The second sample county: three quarters of 2024, with another organisation, other words and other gaps."""

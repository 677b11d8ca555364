"""看得见: from a county's ledgers to twelve visible results. No Streamlit in here (tests/test_layers.py)."""

"""看得见: from a county's ledgers to twelve visible results. No Streamlit in here (tests/test_layers.py)."""

#: The only place of the version; the wheel and `kandejian --version` take it from here.
__version__ = "0.1.0"

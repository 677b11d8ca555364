"""Page scripts: read the filters, call the library, draw."""

"""Reports: from scores and figures to PDF, Word, Excel, PNG, SVG and ZIP."""

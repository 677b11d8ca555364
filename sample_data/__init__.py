"""Sample counties: a package each, with what is the county's own, its workbooks and what made them."""

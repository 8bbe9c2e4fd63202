"""The daily proof: for each contract and day, what must agree, from sources independent of each other."""

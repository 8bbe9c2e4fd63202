"""The staff face: one table of routes, a guard in front of it, and views that call one job each."""

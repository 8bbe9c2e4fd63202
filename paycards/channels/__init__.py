"""What suppliers send: layouts as data, files in, columns out.

`catalogue` gives the layouts, `identity` says whose file it is, `reading` reads it whole or refuses it,
`explaining` shows each field of one record, `glance` looks into a file that was refused.
"""

"""The settings: one TOML file, environment variables over it, nothing read at import.

The file is `--config`, else PAYCARDS_CONFIG, else ./paycards.toml. Paths in it are
relative to the folder it stands in. PAYCARDS_DATABASE, PAYCARDS_ARCHIVE,
PAYCARDS_EXPORTS, PAYCARDS_LAYOUTS and PAYCARDS_MAPPINGS override the keys of its [paycards] table.

The modules of tables do without `from __future__ import annotations`: pydantic reads every annotation as soon
as it is imported, and each would be text that has to be compiled first.
"""

"""What suppliers send: layouts as data, files in, columns out.

`load_layouts` gives the layouts, `identify` says whose file it is, `read_file` reads it whole or
refuses it, `explain` shows each field of one record.
"""

from paycards.channels.catalogue import Layouts, load_layouts, read_layout
from paycards.channels.explaining import Explained, explain
from paycards.channels.identity import Identity, identify
from paycards.channels.layout import Layout
from paycards.channels.reading import Decoded, read_file
from paycards.channels.supplier_statement import SupplierStatement

__all__ = [
    "Decoded",
    "Explained",
    "Identity",
    "Layout",
    "Layouts",
    "SupplierStatement",
    "explain",
    "identify",
    "load_layouts",
    "read_file",
    "read_layout",
]

"""The settings: one TOML file, environment variables over it, nothing read at import.

The file is `--config`, else PAYCARDS_CONFIG, else ./paycards.toml. Paths in it are
relative to the folder it stands in. PAYCARDS_DATABASE, PAYCARDS_ARCHIVE,
PAYCARDS_EXPORTS and PAYCARDS_LAYOUTS override the keys of its [paycards] table.
"""

from paycards.settings.card_orders import CardOrders
from paycards.settings.card_scheme import CardScheme
from paycards.settings.check_digit import CheckDigit
from paycards.settings.contract import Contract, Timetable
from paycards.settings.council import Council
from paycards.settings.drop import Drop, FolderDrop, SftpDrop
from paycards.settings.installation import Paycards, Settings
from paycards.settings.outgoing import Outgoing
from paycards.settings.printing import Address, Printing
from paycards.settings.reading import load_settings, settings_path
from paycards.settings.reference import ReferenceCheck
from paycards.settings.table import Code, FundCode
from paycards.settings.take_up import TakeUp

__all__ = [
    "Address",
    "CardOrders",
    "CardScheme",
    "CheckDigit",
    "Code",
    "Contract",
    "Council",
    "Drop",
    "FolderDrop",
    "FundCode",
    "Outgoing",
    "Paycards",
    "Printing",
    "ReferenceCheck",
    "Settings",
    "SftpDrop",
    "TakeUp",
    "Timetable",
    "load_settings",
    "settings_path",
]

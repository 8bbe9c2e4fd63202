"""What each check of the settings looks at: it returns what works, or raises what does not and what to do."""

from __future__ import annotations

import os
from pathlib import Path

from paycards.access.installation import open_installation
from paycards.bank.mappings import load_mappings
from paycards.bank.own_accounts import OwnAccounts
from paycards.cards.link_maker import link_maker
from paycards.channels.catalogue import load_layouts, usable_layouts
from paycards.counted import counted
from paycards.errors import SettingsError
from paycards.issue.artwork.template import load_template
from paycards.jobs.settings_places import require_apart, require_drop_apart
from paycards.lists.visible_text import shown, unseen_in
from paycards.settings.bank_account import BankAccount
from paycards.settings.contract import Contract
from paycards.settings.council import Council
from paycards.settings.drop import FolderDrop, SftpDrop, place_of
from paycards.settings.installation import Settings
from paycards.settings.provider import Provider
from paycards.settings.web import Web
from paycards.staff.keys import read_key
from paycards.store.version import newest, require_unicode
from paycards.transport.archive import Archive
from paycards.transport.drop import open_drop

SQLITE = "sqlite:///"


def whole(settings: Settings) -> list[tuple[str, Settings]]:
    """The installation, of which there is one."""
    return [("", settings)]


def councils(settings: Settings) -> list[tuple[str, Council]]:
    """Every council."""
    return [(council.code, council) for council in settings.councils]


def contracts(settings: Settings) -> list[tuple[str, Contract]]:
    """Every contract."""
    return [(contract.code, contract) for _, contract in settings.contracts()]


def mapped_accounts(settings: Settings) -> list[tuple[str, BankAccount]]:
    """Every bank account whose CSV exports are read by a mapping."""
    return [(name, account) for name, account in _bank_accounts(settings) if account.mapping is not None]


def drops(settings: Settings) -> list[tuple[str, SftpDrop | FolderDrop]]:
    """The drop of every contract that has one, then those of banks, each place once."""
    found = [(code, contract.drop) for code, contract in contracts(settings) if contract.drop is not None]
    of_banks = {
        place_of(account.drop): (name, account.drop)
        for name, account in reversed(_bank_accounts(settings))
        if account.drop is not None
    }
    return [*found, *reversed(of_banks.values())]


def staff_keys(settings: Settings) -> list[tuple[str, Path]]:
    """The key of the staff pages, once it was made."""
    path = settings.web.key_file
    return [(str(path), path)] if path.exists() else []


def link_keys(settings: Settings) -> list[tuple[str, Web]]:
    """The key of the links that customers have, once it was made."""
    web = settings.web
    return [(str(web.customer_link_key), web)] if web.customer_link_key.exists() else []


def providers(settings: Settings) -> list[tuple[str, Provider]]:
    """The provider that signs people in, if there is one."""
    return [(settings.web.provider.issuer, settings.web.provider)] if settings.web.provider else []


def servers(settings: Settings) -> list[tuple[str, SftpDrop]]:
    """The drops on a server."""
    return [(code, drop) for code, drop in drops(settings) if isinstance(drop, SftpDrop)]


def look_at_database(settings: Settings, _: Settings) -> str:
    """Its version, and whether it knows the contracts. Nothing is made where there is none."""
    url = settings.paycards.database
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).exists():
        raise SettingsError("There is no database yet: initialise it first.")
    installation = open_installation(settings)
    try:
        require_unicode(installation.engine)
        return f"version {newest()}, with {counted(len(installation.contracts), 'contract')}"
    finally:
        installation.close()


def look_at_archive(settings: Settings, _: Settings) -> str:
    """Whether it is there and can be written to."""
    folder = settings.paycards.archive
    Archive(folder).require()
    _require_writable(folder)
    return str(folder)


def look_at_made(settings: Settings, _: Settings) -> str:
    """Whether what is made for the pages can be written, apart; the folder itself may be missing still."""
    require_apart(settings, "made")
    return _room_for(settings.paycards.made)


def look_at_exports(settings: Settings, _: Settings) -> str:
    """Whether outgoing files can be written, apart; the folder itself may be missing still."""
    require_apart(settings, "exports")
    return _room_for(settings.paycards.exports)


def look_at_layouts(settings: Settings, _: Settings) -> str:
    """Whether all can be read, the council's own too."""
    return counted(len(load_layouts(settings.paycards.layouts)), "layout")


def look_at_mappings(settings: Settings, _: Settings) -> str:
    """Whether all can be read, the council's own too."""
    known = load_mappings(settings.paycards.mappings)
    for error in known.broken.values():
        raise error
    return counted(len(known), "mapping")


def look_at_mapping(settings: Settings, account: BankAccount) -> str:
    """Which mapping reads the account's CSV exports."""
    known = load_mappings(settings.paycards.mappings)
    [name] = OwnAccounts([account], known).mappings()
    return name


def look_at_channel(settings: Settings, contract: Contract) -> str:
    """Which layouts read the contract's files, and that no other contract's files have the same marks."""
    usable = usable_layouts(settings.paycards.layouts)
    layouts = [layout.name for layout in usable.for_channel(contract.channel)]
    twins = [
        other.code
        for _, other in settings.contracts()
        if other.code != contract.code
        and other.client_code == contract.client_code
        and any(layout.name in layouts for layout in usable.usable_for(other.channel))
    ]
    if twins:
        raise SettingsError(
            f"Its files cannot be told from those of {' and '.join(twins)}, which has the client code"
            f" {contract.client_code} too: give each the code that its own files name."
        )
    return f"{contract.channel}, read by {', '.join(layouts)}"


def look_at_name(_: Settings, council: Council) -> str:
    """Whether people see all that they are to read of the council: its names, and its address."""
    address = council.address.model_dump() if council.address else {}
    texts = [("name", council.name), ("printing.name_cy", council.printing.name_cy)]
    for key, said in address.items():
        texts += [(f"address.{key}", text) for text in ([said] if isinstance(said, str) else said)]
    for where, text in texts:
        if unseen := unseen_in(text):
            raise SettingsError(
                f"{where} holds {unseen}, a character that nobody sees, in {shown(text)}: write it anew."
            )
    if not council.name.strip():
        raise SettingsError("name is blank: give the council's name as people read it.")
    return council.name


def look_at_outgoing(_: Settings, council: Council) -> str:
    """Which funds leave in which format; the settings were read, so each format is known."""
    sent = ", ".join(f"{table.fund} as {table.format}" for table in council.outgoing)
    return sent or "none: no fund is sent to another system"


def look_at_template(settings: Settings, council: Council) -> str:
    """Whether the card template can be read, and cards and letters of the council's own fit and read back."""
    from paycards.issue.artwork.artwork import Artwork
    from paycards.issue.artwork.specimen import prove_specimens

    own = council.printing.template
    template = load_template(own)
    named = str(own or "the one that comes with paycards")
    if council.address is None:
        return f"{named}; nothing is printed without [councils.address]"
    artwork = Artwork(council, template)
    for scheme in council.card_schemes:
        for fund in scheme.funds if scheme.numbers == "allocate" else ():
            prove_specimens(artwork, fund, scheme.length, settings.web.customer_address)
    return named


def look_at_keys(_: Settings, drop: SftpDrop) -> str:
    """Whether key and password can be read."""
    from paycards.transport.sign_in import sign_ins

    sign_ins(drop)
    return " and ".join(str(path) for path in (drop.key_file, drop.password_file) if path)


def look_at_hosts(_: Settings, drop: SftpDrop) -> str:
    """Whether the server's key is pinned."""
    from paycards.transport.known_hosts import known_keys

    keys = known_keys(drop.known_hosts, drop.host, drop.port)
    if not keys:
        raise SettingsError(
            f"The server {drop.host}:{drop.port} is not in {drop.known_hosts}: ask the supplier for its host"
            " key, and add it."
        )
    return f"{drop.host}:{drop.port}, {', '.join(key.get_name() for key in keys)}"


def look_at_staff_key(_: Settings, path: Path) -> str:
    """Whether it is a key, for its owner alone."""
    read_key(path)
    return "it is there, for its owner alone"


def look_at_link_key(_: Settings, web: Web) -> str:
    """Whether it is a key."""
    link_maker(web)
    return "it is there" if web.customer_address else "it is there, and no address for customers is"


def look_at_secret(_: Settings, provider: Provider) -> str:
    """Whether the secret that we have of the provider can be read."""
    if not provider.client_secret_file.read_bytes().strip():
        raise SettingsError(f"{provider.client_secret_file} is empty: put the client secret there.")
    return str(provider.client_secret_file)


def look_at_drop(settings: Settings, drop: SftpDrop | FolderDrop) -> str:
    """Connect once and list what is there, and see that it is apart; nothing is fetched."""
    require_drop_apart(settings, drop)
    with open_drop(drop.model_copy(update={"attempts": 1, "settle_seconds": 0})) as connected:
        listing = connected.list()
    place = drop.directory if isinstance(drop, FolderDrop) else f"{drop.user}@{drop.host}:{drop.port}"
    if listing.fault:
        raise SettingsError(f"{place}: {listing.fault}")
    return f"{place}: {counted(len(listing.files) + len(listing.growing), 'file')}"


def _require_writable(folder: Path) -> None:
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"The folder {folder} cannot be written to: give our user the right to.")


def _room_for(path: Path) -> str:
    _require_writable(next(each for each in path.parents if each.exists()) if not path.is_dir() else path)
    return str(path)


def _bank_accounts(settings: Settings) -> list[tuple[str, BankAccount]]:
    return [(f"{council.code} {account.code}", account) for council, account in settings.bank_accounts()]

"""Keep what a person had typed, and give it back to them alone: when a session ends, and for search texts."""

from __future__ import annotations

from collections.abc import Mapping

from paycards.access.visit import Visit
from paycards.errors import NotFound
from paycards.staff import kept_forms
from paycards.staff.kept_forms import KeptForm
from paycards.staff.keys import read_key
from paycards.staff.people import person_of
from paycards.staff.sessions import had_session, session_of


def keep_form(visit: Visit, address: str, fields: Mapping[str, str]) -> str:
    """Keep a form for the visitor; return its id, which an address may hold. Raises NotFound for nobody."""
    with visit.of_people() as connection:
        key = read_key(visit.settings.web.key_file)
        form = KeptForm(address, fields)
        return kept_forms.keep_of(connection, key, visit.visitor.name, form, visit.now)


def kept_form(visit: Visit, kept_id: str) -> KeptForm:
    """What the visitor had kept under this id. Raises NotFound for another's, an unknown or an old one."""
    with visit.people_seen() as connection:
        key = read_key(visit.settings.web.key_file)
        found = kept_forms.kept_of(connection, key, visit.visitor.name, kept_id, visit.now)
    if found is None:
        raise NotFound("kept form", "")
    return found


def keep_for_session(visit: Visit, token: str, form: KeptForm) -> str:
    """Keep a form for the person of a session that has ended; nothing where there was none."""
    with visit.of_people() as connection:
        session = session_of(connection, token)
        if session is None:
            return ""
        key = read_key(visit.settings.web.key_file)
        return kept_forms.keep(connection, key, session.person_id, form, visit.now)


def keep_of_session_before(visit: Visit, csrf: str, form: KeptForm) -> str:
    """Keep a form that carries the token of an earlier session of the visitor; nothing where it does not."""
    with visit.people_seen() as connection:
        person = person_of(connection, visit.visitor.name)
        if person is None or not had_session(connection, person.id, csrf):
            return ""
    return keep_form(visit, form.address, form.fields)

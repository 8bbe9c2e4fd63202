"""Read the audit trail, and work out whether its chain holds."""

from __future__ import annotations

from collections.abc import Sequence

from paycards.access.permission import Permission
from paycards.access.visit import Visit
from paycards.evidence.audit_trail import AuditEntry, CheckedTrail, Wanted, audit_entries, check_trail


def list_audit(visit: Visit, wanted: Wanted, *, council: str | None = None) -> list[AuditEntry]:
    """Return the entries that are wanted, oldest first; `council` is a code: only its own.

    Raises NotFound for a council that is not there.
    """
    with visit.reading(council, may=Permission.SEE_TRAIL) as seen:
        return audit_entries(seen, wanted)


def verify_audit(visit: Visit, anchors: Sequence[str] = (), *, council: str | None = None) -> CheckedTrail:
    """Work out every chain anew and look for anchors in it.

    Raises NotFound for an unknown council, Invalid for an anchor that is no hash.
    """
    with visit.reading(council, may=Permission.SEE_TRAIL) as seen:
        return check_trail(seen, anchors)

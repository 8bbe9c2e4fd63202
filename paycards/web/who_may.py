"""Groups of roles, as the table of rights has them."""

from __future__ import annotations

from paycards.staff.roles import Role

EVERY_ROLE = frozenset(Role)
SEES_MONEY = frozenset({Role.FINANCE_OFFICER, Role.FINANCE_MANAGER, Role.AUDITOR})
SEES_PEOPLE = SEES_MONEY | {Role.HOUSING_OFFICER}
OFFICER = frozenset({Role.FINANCE_OFFICER})
MANAGER = frozenset({Role.FINANCE_MANAGER})
FINANCE = OFFICER | MANAGER
HOUSING = frozenset({Role.HOUSING_OFFICER})
ADMIN = frozenset({Role.ADMINISTRATOR})
AUDIT = frozenset({Role.AUDITOR})

"""A group of commands, whose help says of each what it does, in a whole sentence."""

from __future__ import annotations

import click

WHOLE = 1_000  # characters: no sentence is longer


class Group(click.Group):
    """A group that cuts no sentence off."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, each with the first sentence of its help."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, each.get_short_help_str(WHOLE)) for name, each in found if each and not each.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

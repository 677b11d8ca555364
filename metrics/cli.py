"""The command line: the pages' functions without a browser.

Data goes to stdout or `--out`, messages in Chinese to stderr. Exit 0 done, 1 the data has errors, 2 wrong
usage or unreadable input.
"""

import os
import sys
from collections.abc import Iterable, Sequence
from functools import cached_property
from types import ModuleType
from typing import NoReturn

import click

from metrics import __version__
from metrics.commands import KNOWN_ERRORS, in_chinese
from metrics.discovery import modules_naming, modules_of
from metrics.store.database import keep_private

VERBS = "metrics.commands"


class ChineseGroup(click.Group):
    """A group that answers every expected failure with one Chinese line and exit code 2.

    A verb is looked for in the files that name it, for importing all of them takes longer than most verbs.
    """

    @cached_property
    def expected(self) -> set[type[Exception]]:
        """Exceptions whose text is a sentence for the user: of every verb, and of the verbs taken."""
        return set(KNOWN_ERRORS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of a name, None where no file has one."""
        if cmd_name not in self.commands:
            self._take(modules_naming(VERBS, cmd_name))
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all verbs."""
        self._take(modules_of(VERBS))
        return super().list_commands(ctx)

    def _take(self, modules: Iterable[ModuleType]) -> None:
        for module in modules:
            self.expected |= set(getattr(module, "ERRORS", ()))
            for command in getattr(module, "COMMANDS", ()):
                self.add_command(command)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002 - click's signature; the group always stands alone
        **extra: object,
    ) -> NoReturn:
        """Run a verb; never ends in a traceback for wrong usage or bad input.

        Whatever it writes is the user's alone.
        """
        before = keep_private()
        try:
            sys.exit(super().main(args, prog_name, complete_var, standalone_mode=False, **extra) or 0)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
        except click.ClickException as error:
            click.echo(in_chinese(error), err=True)
        except tuple(self.expected) as error:
            click.echo(str(error), err=True)
        except click.Abort:
            click.echo("已中断，没有做任何改动。", err=True)
        finally:
            os.umask(before)
        sys.exit(2)


@click.group(
    cls=ChineseGroup,
    help="看得见：产改台账从模板、报送、审核到计分。",
    context_settings={"help_option_names": ["--help", "-h"]},
)
@click.version_option(__version__, message="看得见 %(version)s", help="显示版本。")
def main() -> None:
    """Root of the verbs."""

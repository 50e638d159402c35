"""The command line: declares the commands; each imports what it needs when called, so that `--help` is instant."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TextIO

import click

from bot.errors import WhyfailedError

log = logging.getLogger(__name__)

P = ParamSpec("P")

DEBUG = "WHYFAILED_DEBUG"
"""Set to anything, the environment variable that shows tracebacks."""


LOCAL_PORT = 8765
LOCAL_FOLDER = Path("var/local")


class Program(click.Group):
    """Commands that end in a sentence, never in a traceback: 0 done, 1 failed, 2 bad usage, 130 asked to end."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; turns what went wrong into a sentence on standard error."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except (KeyboardInterrupt, click.Abort):
            raise click.exceptions.Exit(130) from None
        except WhyfailedError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            log.debug("%s", error, exc_info=error)
            name = f" ({error.filename})" if error.filename else ""
            raise click.ClickException(f"The operating system refuses: {error.strerror}{name}.") from error
        except Exception as error:
            reference = uuid.uuid4().hex[:8]
            log.debug("reference %s", reference, exc_info=error)
            where = "What broke stands above." if os.environ.get(DEBUG) else f"Set {DEBUG}=1 and try again to see what."
            raise click.ClickException(f"Something broke inside (reference {reference}). {where}") from error


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="whyfailed", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Why did my invitation or message fail, and what do I do now?

    Explains error messages, status codes and failed batches of Webex Experience Management, Webex Connect, Bird and
    8x8: on the command line, and in Slack.
    """
    # As Ctrl-C does. A container's first process does not even get a signal that it has not asked for.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no curly quotes shows the rest
    if ctx.invoked_subcommand != "doctor":  # which reads it by itself, also where it is broken
        _heed_env_file()
    if os.environ.get(DEBUG):
        logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)


def _heed_env_file() -> None:
    """Lets `.env` name the folders for every command as it does for `serve`; the environment goes before it."""
    if not Path(".env").is_file():
        return
    from dotenv import dotenv_values

    try:
        values = dotenv_values(".env", interpolate=False)
    except UnicodeDecodeError as error:
        raise click.ClickException(f".env is not UTF-8 (byte {error.start}). Save it as UTF-8.") from error
    for key in ("KNOWLEDGE_DIR", "TEMPLATES_DIR"):
        if value := values.get(key):
            os.environ.setdefault(key, value)


@main.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", "as_lines", is_flag=True, help='Read one {"text": "..."} a line, write one object a line.')
@click.option("--explain", is_flag=True, help="Print what was read, every score, and why it was decided so.")
def ask(text: str | None, as_json: bool, as_lines: bool, explain: bool) -> None:
    """Explain TEXT or standard input.

    Give a code, an error, a log, a JSON answer, or a question in your own words.

    \b
      whyfailed ask 7105
      whyfailed ask "nobody got the survey since noon"
      whyfailed ask --json < dispatch.log
    """
    if as_json + as_lines + explain > 1:
        raise click.UsageError("Choose one of --json, --jsonl and --explain.")
    if as_lines:
        if text is not None:
            raise click.UsageError("--jsonl reads standard input; leave TEXT out.")
        from bot.commands.jsonl import answer_lines

        if not answer_lines(_standard_input().buffer, sys.stdout.buffer):
            raise click.exceptions.Exit(1)
        return
    from bot.commands.ask import ask as answer
    from bot.commands.asked_text import text_of_argument, text_of_input

    if text is None or text == "-":
        if _standard_input().isatty():
            click.echo("Paste the error or type the question, then press Ctrl-D on a line of its own.", err=True)
        asked = text_of_input(_standard_input().buffer)
    else:
        asked = text_of_argument(text)
    answer(asked, as_json=sys.stdout.buffer if as_json else None, explain=explain)


def _standard_input() -> TextIO:
    if sys.stdin is None:  # so it is where a shell closed it: <&-
        raise click.UsageError("There is no standard input; give TEXT.")
    return sys.stdin


@main.command()
@click.option("--local", is_flag=True, help="Against a Slack on this machine, with a page to ask on. Needs no account.")
@click.option("--socket-mode", is_flag=True, help="With --local: connect in Socket Mode instead of signed HTTP.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Where to listen; with --local the page's port (8765), 0 for a free one.",
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --local: keeps mails and cases (var/local).",
)
def serve(local: bool, socket_mode: bool, port: int | None, folder: Path | None) -> None:
    """Answer in Slack, until Ctrl-C. Settings come from the environment and from .env; see .env.example."""
    if not local and (socket_mode or folder is not None):
        raise click.UsageError("--socket-mode and --folder go with --local; a workspace is set up in the environment.")
    if local:
        from bot.serving import serve_local

        serve_local(port=LOCAL_PORT if port is None else port, socket_mode=socket_mode, folder=folder or LOCAL_FOLDER)
    else:
        from bot.serving import serve as serve_workspace
        from bot.settings import read_settings

        serve_workspace(read_settings() if port is None else read_settings(port=port))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def doctor(as_json: bool) -> None:
    """Look for what keeps the bot from answering, and say how to mend it.

    Settings, files, database, corpus, templates, Slack and the mail server are looked at; nothing is changed and
    nothing is sent. The exit status is 0 where nothing has to be mended, else 1.
    """
    from bot.commands.doctor import doctor as examine

    if not examine(as_json=sys.stdout.buffer if as_json else None):
        raise click.exceptions.Exit(1)


@main.command(name="eval")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE...")
@click.option("--misses", type=click.IntRange(0), default=0, help="Print so many questions that were missed.")
@click.option("--by", type=click.Choice(["set", "kind", "expect"]), help="Group the figures (by set).")
@click.option("--totals-only", is_flag=True, help="Print only totals: for questions that nobody may look at.")
@click.option("--report", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write a page with plots.")
@click.option(
    "--held",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --report: judge this file too, totals only.",
)
def evaluate(
    files: tuple[Path, ...], misses: int, by: str | None, totals_only: bool, page: Path | None, held: tuple[Path, ...]
) -> None:
    """Judge answers to labelled questions.

    Prints how many are right, helpful and wrong, with intervals. The page of --report adds how far confidence can be
    trusted, what other thresholds would cost, and every miss.
    """
    if totals_only and misses:
        raise click.UsageError("--totals-only shows no question; leave --misses out.")
    if page is not None:
        if misses or by:
            raise click.UsageError("--report shows every group and every miss; leave --by and --misses out.")
        try:
            from bot.commands.evaluation_page import write_page
        except ModuleNotFoundError as error:
            if error.name != "matplotlib":
                raise
            raise click.ClickException(
                'The plots of --report need matplotlib, which is not installed. Run: pip install "whyfailed[report]"'
            ) from error
        write_page(page, files=files, held=held, totals_only=totals_only)
        return
    if held:
        raise click.UsageError("--held goes with --report; to print totals of a file use --totals-only.")
    from bot.commands.evaluate import evaluate as judge_files

    judge_files(files, by=by or "set", misses=misses, totals_only=totals_only)


@main.group()
def knowledge() -> None:
    """Check, show and export what the bot knows."""


@knowledge.command()
@click.option("--explain", "code", metavar="CODE", help="Tell what a check holds and why, such as TXT:003.")
def check(code: str | None) -> None:
    """Check every entry: the files, the wording, and that each example finds its entry."""
    from bot.commands.knowledge import check as check_knowledge
    from bot.commands.knowledge import explain_code

    if code is not None:
        explain_code(code)
    elif not check_knowledge():
        raise click.exceptions.Exit(1)


@knowledge.command()
@click.argument("entry_id", metavar="ID")
def show(entry_id: str) -> None:
    """Show an entry as the bot would answer with it, such as wxm-2.4.2."""
    from bot.commands.knowledge import show as show_entry

    show_entry(entry_id)


@knowledge.command()
@click.option("--jsonl", "as_lines", is_flag=True, required=True, help="One entry a line (the only format so far).")
def export(as_lines: bool) -> None:
    """Write every entry with all its fields, for other programs."""
    from bot.commands.knowledge import export as export_entries

    export_entries(sys.stdout.buffer)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--days", type=click.IntRange(1, 3660), help="The last so many days, in place of the last 7 and 30.")
@click.option("--workspace", metavar="T…", help="Only this workspace, by its Slack id.")
def stats(as_json: bool, days: int | None, workspace: str | None) -> None:
    """Count what was asked, and what became of it.

    The figures that SUPPORT_LEADS see on the App Home, for each workspace. What is older than RETENTION_DAYS is not
    kept, and not counted.
    """
    from bot.commands.stats import stats as count

    count(days=days, workspace=workspace, as_json=sys.stdout.buffer if as_json else None)


def _whose(command: Callable[P, None]) -> Callable[P, None]:
    """The two options that say whose data a command is about."""
    command = click.option("--workspace", metavar="T…", help="Of everyone in a workspace; with --user, only there.")(
        command
    )
    return click.option("--user", metavar="U…", help="Of one person, by their Slack user id.")(command)


@main.group()
def data() -> None:
    """Show, hand out or delete what is kept of a person or a workspace."""


@data.command(name="show")
@_whose
def show_data(user: str | None, workspace: str | None) -> None:
    """Count what is kept, table by table."""
    from bot.commands.data import show as show_kept
    from bot.commands.data import whose

    show_kept(whose(user, workspace))


@data.command(name="export")
@_whose
def export_data(user: str | None, workspace: str | None) -> None:
    """Write everything that is kept, one JSON object a line."""
    from bot.commands.data import export as export_kept
    from bot.commands.data import whose

    export_kept(whose(user, workspace), sys.stdout.buffer)


@data.command(name="delete")
@_whose
@click.option("--yes", is_flag=True, help="Do not ask once more.")
def delete_data(user: str | None, workspace: str | None, yes: bool) -> None:
    """Delete everything that is kept. It cannot be undone."""
    from bot.commands.data import delete as delete_kept
    from bot.commands.data import whose

    if not delete_kept(whose(user, workspace), is_sure=yes):
        raise click.exceptions.Exit(1)


@data.command()
def migrate() -> None:
    """Bring the tables up to date, as each start of the program does."""
    from bot.commands.data import migrate as migrate_tables

    migrate_tables()


@data.command()
def new_key() -> None:
    """Print a key for INSTALLATION_KEYS, with which the tokens of workspaces are encrypted."""
    from bot.commands.keys import print_new_key

    print_new_key()


@data.command()
def rotate_keys() -> None:
    """Encrypt the tokens of all workspaces anew, with the first of INSTALLATION_KEYS."""
    from bot.commands.keys import rotate

    rotate()

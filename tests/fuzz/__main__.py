"""`make fuzz`: every target for a while, with coverage showing the way; prints how many inputs were tried."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from tests.fuzz.targets import TARGETS


@click.command()
@click.option("--seconds", default=60, show_default=True, help="For each target.")
@click.argument("names", nargs=-1, type=click.Choice(list(TARGETS)))
def main(seconds: int, names: tuple[str, ...]) -> None:
    """Fuzz the targets named, or all. Exit status 1 where an input broke one; the input is kept and named."""
    broken = []
    for name in names or tuple(TARGETS):
        folder = Path(tempfile.mkdtemp(prefix=f"whyfailed-fuzz-{name}-"))
        command = [sys.executable, "-m", "tests.fuzz.worker", name, str(seconds), str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
        said = done.stdout + done.stderr
        tried = re.search(r"number_of_executed_units:\s*(\d+)", said) or re.search(r"Done (\d+) runs", said)
        points = re.findall(r"cov: (\d+)", said)
        count = f"{int(tried[1]):,}" if tried else "an unknown number of"
        reached = points[-1] if points else "an unknown number of"
        click.echo(f"{name:10} {count:>12} inputs in {seconds} s, {reached} places of the code reached")
        if done.returncode:
            broken.append(name)
            click.echo(f"An input broke it; it is in {folder}. What it broke:\n{said[-4_000:]}", err=True)
    if broken:
        raise click.exceptions.Exit(1)


main()

"""`python -m bot` is `whyfailed`."""

from __future__ import annotations

from bot.cli import main

if __name__ == "__main__":
    main(prog_name="whyfailed")

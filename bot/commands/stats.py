"""`whyfailed stats`: the figures that support leads see on the App Home, of one workspace or of each."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, BinaryIO

import click

from bot.answers.render import Renderer
from bot.commands.output import write_json
from bot.corpus.entry import Corpus
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.figures.counting import DAY, PERIODS, Figures, only_support_in
from bot.settings import read_store_settings
from bot.store.counted import Counted
from bot.store.database import Database


def stats(*, days: int | None, workspace: str | None, as_json: BinaryIO | None) -> None:
    """Prints the last `days`, or the last 7 and 30. Raises KnowledgeError, SettingsError, StoreError, TemplateError."""
    corpus = load_corpus(knowledge_folder())
    periods = PERIODS if days is None else (days,)
    now = time.time()
    found = _figures(corpus, periods=periods, now=now, workspace=workspace)
    if as_json is not None:
        write_json(as_json, {"until": _moment(now), "workspaces": [_object(*each, corpus) for each in found.items()]})
        return
    if not found:
        click.echo(f"Nobody asked anything in the last {max(periods)} days.")
        return
    click.echo(Renderer(corpus, templates_folder()).figures(found))


def _figures(
    corpus: Corpus, *, periods: Sequence[int], now: float, workspace: str | None
) -> Mapping[str, tuple[Figures, ...]]:
    only_support = only_support_in(corpus)
    with closing(Database(read_store_settings().database_url)) as database:
        counted = Counted(database)
        teams = (workspace,) if workspace else counted.workspaces(since=now - max(periods) * DAY)
        return {team: counted.figures(team=team, now=now, periods=periods, only_support=only_support) for team in teams}


def _object(team: str, figures: Sequence[Figures], corpus: Corpus) -> dict[str, Any]:
    return {"workspace": team, "periods": [_period(each, corpus) for each in figures]}


def _period(figures: Figures, corpus: Corpus) -> dict[str, Any]:
    return asdict(figures) | {
        "only_support_share": figures.only_support_share,
        "frequent": [
            {
                "id": each.entry_id,
                "title": corpus[each.entry_id].title if each.entry_id in corpus else None,
                "count": each.count,
            }
            for each in figures.frequent
        ],
        "unknowns": [{"question": each.question, "asked": _moment(each.at)} for each in figures.unknowns],
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()

"""Whatever is said in Slack is rendered before the program starts, so that a broken template is named at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.answers.render import Renderer
from bot.corpus.folders import knowledge_folder, templates_folder
from bot.corpus.load import load_corpus
from bot.errors import TemplateError
from bot.wording import check_wording


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("slack/forms/paste.j2", "products", "produce"),
        ("slack/forms/why_other.j2", "b.context", "b.contxt"),
        ("slack/home.j2", "page.entries", "page.entrees"),
    ],
)
def test_a_broken_page_or_form_is_named_before_the_start(name: str, old: str, new: str, tmp_path: Path) -> None:
    """Forms and the Home come up after a press; what is wrong with them is told before."""
    folder = tmp_path / "templates"
    shutil.copytree(templates_folder(), folder)
    source = (folder / name).read_text(encoding="utf-8")
    head, _, rest = source.partition("-#}")
    assert old in rest
    (folder / name).write_text(f"{head}-#}}{rest.replace(old, new, 1)}", encoding="utf-8")
    corpus = load_corpus(knowledge_folder())
    with pytest.raises(TemplateError) as raised:
        check_wording(Renderer(corpus, folder), corpus)
    assert str(folder / name) in str(raised.value)
    assert new.rpartition(".")[2] in str(raised.value)

"""Everything that is said in Slack, rendered once before the program starts, so that no template breaks later."""

from __future__ import annotations

from bot.answers.render import Renderer
from bot.corpus.entry import Corpus
from bot.slack.customer_replies import check_replies
from bot.slack.paste_form import check_paste_form
from bot.slack.support_form import check_forms
from bot.slack.why_form import check_why_form


def check_wording(renderer: Renderer, corpus: Corpus) -> None:
    """Render every template for Slack with samples. Raises TemplateError with what is broken."""
    renderer.check()
    check_forms(renderer, corpus)
    check_replies(renderer, corpus)
    check_why_form(renderer)
    check_paste_form(renderer, corpus)

"""The Web API methods by family, and the table of all of them."""

from bot.local.method import Method
from bot.local.methods import about, agents, chat, conversations, files, views

METHODS: dict[str, Method] = {
    **about.METHODS,
    **agents.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **views.METHODS,
}

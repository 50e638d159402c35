"""From a diagnosis to words: one Answer, rendered through `templates/` for Slack, the terminal and e-mail."""

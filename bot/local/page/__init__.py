"""The workspace in a browser: drawn here with Jinja, kept live by one small script over server-sent events."""

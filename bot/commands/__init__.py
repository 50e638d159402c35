"""What the commands of `whyfailed` do, one file a command; `bot.cli` imports each when it is called."""

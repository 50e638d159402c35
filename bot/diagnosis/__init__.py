"""From a text to what it means: pure, deterministic, no Slack, no SQL, no clock, no network."""

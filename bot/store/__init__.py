"""What is kept: claims on events, cases, and what people said about the answers; SQLAlchemy Core on SQLite."""

"""What became of the questions: counted for support leads, from rows that somebody else read (pure)."""

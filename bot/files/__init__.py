"""Files that come with a question: what they are, and the text in them; pure, for it is given their bytes."""

"""What `whyfailed doctor` looks at: everything outside the code that can keep the bot from answering."""

"""For whoever runs the program: figures, health and logs, none of which holds what somebody wrote."""

"""How good the answers are: labelled questions, the one rule by which answers are judged, and its report."""

"""whyfailed tells people in Slack why their invitation or message failed, and what to do about it.

The way of a question, one direction, one frozen value a step:

    Slack payload -> Question -> Signals -> ranked Matches -> Diagnosis -> Answer -> Message -> Slack

`corpus` holds what is known, `diagnosis` decides what a text means, `answers` words it; these three are pure.
`slack`, `store`, `escalation`, `operations`, `doctor` and `local` touch the world. `support` tells the story on one
screen, `bootstrap` is the only place that wires things together, `service` is what runs then, and `serving` starts it.
"""

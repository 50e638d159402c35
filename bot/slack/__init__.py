"""Slack's edge: payloads come in through `inbox`, everything that is said goes out through `outbox`.

inbox      payload -> Asked, Pressed, or a named reason for silence. Pure.
listeners  what Bolt calls: acknowledge, read, ask, send
outbox     the one caller of the Web API and of response_urls
presses    what the buttons do; sharing and press_replies with it
app, http  the Bolt app, and the server in front of it
"""

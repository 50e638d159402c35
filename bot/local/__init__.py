"""A Slack on this machine: the Web API, delivery to an app, and a page in the browser; it knows nothing of any app.

workspace          people, channels, messages, views: the state, behind one lock
files              what people upload
block_kit          what Slack accepts as blocks and views
composer, mrkdwn   typed text -> what Slack sends to apps; what apps send -> HTML
web_api, methods/  what an app may call, and how often (rate_limits)
payloads           what an app is sent: events, commands, interactions
delivery           sending it: signed requests or Socket Mode, with Slack's retries
faults             what goes wrong on demand
response_urls      the addresses on which an app answers an interaction
talk               what people say: post, edit, take back, react, share files
actions            what a person does with the app: command, press, choose, submit
opening            what people have said before anybody looks
page/              the workspace in a browser
server             LoopbackSlack: all of it behind one port, and a Python face for tests
"""

"""Numbers that count, name a room or belong to somebody else, and numbers that are codes."""

from __future__ import annotations

import pytest
from asking import Asker, split_up

from bot.corpus.entry import Corpus

NO_CODES = split_up("""
We sent 7500 invites last night and everyone got theirs / my order #14001 has not arrived / the meeting moved to room
7003 / please call me back on extension 7105 / connecting to localhost:7001 works fine / the proxy listens on port
7200 / invoice 7301 is still unpaid / that will be €7500 per year / $ 7,500 for the licence / we paid 7500 USD / call
+44 20 7001 7002 / my number is 555-7105 / released on 2024-12-01 and again 1200 days later / the train leaves at
12:00, platform 1002 / on 12.03.2001 we moved offices / 10.0.70.7003 is not an address / build 15003 is on staging /
version 7.7003.2 is out / v7007 is out / File "app.py", line 7101, in main / app.js:7102:14 / it happens on line 7010
of the script / Twilio error 12300 keeps popping up / Cloudflare Error 1001 / Cloudflare error 1002 in the browser /
ORA-12001 in our database / mysql error 1200 / SAP message 7005 / Xerox printer shows 7010 / error 7000 on my Xbox /
Windows event id 7000 service control manager / Salesforce returned 7003 / kafka error code 7001 / there are 7004 rows
in the sheet / roughly 12001 contacts were uploaded / we have 15016 subscribers in total / flight 7401 is delayed /
zip code 14003 Buffalo / the postcode is 12005 / PO 7630 was approved / case 7016 was closed by the helpdesk / chapter
7106 of the handbook / ticket #7110 is mine / JIRA-7203 needs a review / between 7000 and 7500 attendees came / 1000
thanks for your help / we ran 7011 tests today / up to 7118 km on one battery / the year 2000 was fun / model 7302 of
the vacuum cleaner / locker 7401 is stuck /
bus 7401 no answer from the driver when I rang / 2024-06-12 04:00:01.233 UTC [7105] FATAL: the database system is
shutting down / 04:00:01 [7105] LOG: listening / 09:14:22 [error] 7102#7102: *15011 upstream timed out / Error
Domain=NSURLErrorDomain Code=-1200 "An SSL error has occurred" / finished with error [-1200] / Msg 7202, Level 11,
State 2, Line 3 Could not find server 'FINANCE01' / sensor reads 7103 lux / SKU 14002 is out of stock / rgb colour
#7003ff / id 7003f2aa-7105-4c1e-9b1c-7106aa007107 / the badge 7601 does not open the door / 7% of 7500 leads replied /
12007 steps on my watch / gate 7111 is closed / GitHub issue 7019 / killed process
7203 (node) / worker 7105 exited / job 7302 was cancelled / our survey had 7507 responses / vendor number 7019 in
the ERP / asset tag 15001 / apartment 7208, ring twice / my extension changed, it's 7402 now / dev server listens on
port 7000 now not 7001, update your .env please / we had 7501 respondents in wave 2 and 7600 in wave 3, so basically
flat
""")

EVERYDAY = split_up("""
the bus to the airport is line 7302 and it leaves at noon / the coupon shows 14002 points left on my loyalty card /
somebody parked at 7203 again and blocked my car / order 7110 arrived with the wrong toner / the hotel gave me 7120
miles for the stay / the score was 7208 to 7101 in the quiz / my pedometer got to 15003 yesterday / canteen card
number ends in 7019 / highway exit 7205 is closed until spring / locker room combination changed to 7513 / his
personal best in the game is now 15016, show off / the train 7511 was cancelled without any reason / my phone has
7502 photos and no space left / the thermostat in the lab displays 7017 all day long / the tax office replied to
letter 7628 after two months / the quote from the plumber came back with 7404 plus tax / the printer on floor two
shows 7016 and blinks
""")

ELSEWHERE = """\
10:04:11 nginx[211]: upstream timed out, client 10.2.0.14
10:04:12 redis: connection refused, retrying
10:04:12 app: the callback said {"status": "sending_failed", "failure": {"code": 14001, "source": {"name": "sms"}}}
10:04:13 kubelet: probe succeeded, container is running
10:04:13 app: the other one said "Can't deliver. Subscriber SIM Full"
10:04:14 nginx[211]: 200 GET /health, nothing else to say, and the rest of the log is as quiet as it was
10:04:15 nginx[211]: 200 GET /health, nothing else to say, and the rest of the log is as quiet as it was
10:04:16 app: done for today, all went as it should, the next run is at six in the morning
"""

NO_CODES_IN_QUESTIONS_OF_OURS = [
    ("12001", "the delivery policy is paused and 12001 customers wait for their invites"),
    ("14002", "case #14002: our bearer token is invalid when we call api/dispatchRequest"),
    ("7105", "Rate limit exceeded, see ticket #7105"),
    ("7003", "Customer profile not found (port 7003)"),
    ("7106", "User in DnD, call me at +49 30 7106 7107"),
    ("7300", "All the records received in the API requests are rejected, 7300 records in total"),
    ("2000", "the POST to 8x8, Content-Length: 2000, is answered with code 1001"),
    ("1200", "0 accepted / 1200 rejected is what the channels of our delivery policy show us"),
    ("1200", "the batch summary reads 0 accepted, 1200 rejected, so every single record was turned down"),
]

CODES = [
    tuple(row.split(" => "))
    for row in split_up("""
we keep getting 7105 from Connect => answer connect-7105 / what does 7110 mean? => answer connect-7110 / error 7207 on
half of the messages => answer connect-7207 / Webex Connect answers 7020 since this morning, why? => answer
connect-7020 / the callback says 7401 => answer connect-7401 / DLR came back with 7206 => answer connect-7206 / status
code: 7111 => answer connect-7111 / {"code": 7108} => answer connect-7108 / code=7305 => answer connect-7305 /
errorCode 7302 => answer connect-7302 / our app shows a 7513 on every push => answer connect-7513 / got 14005 when I
send a WhatsApp template => answer bird-14005 / why do I get 15016? => answer bird-15016 / bird returned 12003 for
that number => answer bird-12003 / failure code 12001 => answer bird-12001 / 8x8 gives us 1200 => answer 8x8-1200 /
8x8 feedback call fails with 2000 => answer 8x8-2000 / code 7103 again => answer connect-7103 / codes 7101 and 7102 in
the export => several connect-7101 | connect-7102 / nearly all calls end with 7401, some 7402 => several connect-7401
| connect-7402 / codes 7101, 7102 and 7104 => several connect-7101 | connect-7102 | connect-7104 / 7402? => answer
connect-7402 / (7633) => answer connect-7633 / what is the meaning of code 7634 please => answer connect-7634 / hi
team, the send failed with 7641 => answer connect-7641 / Fehler 7109 beim Versand => answer connect-7109 / error: 7205
=> answer connect-7205 / the receipt shows 7303, is it delivered? => answer connect-7303 / the Profile API responded
with 7012 => answer connect-7012 / I see 7214 in the delivery receipts => answer connect-7214 / Webex Connect 7500 -
is that good? => answer connect-7500 / API status 7120 => answer connect-7120 / the message bounced, code 15013 =>
answer bird-15013 / we hit 7302 all day => answer connect-7302 / Connect rejects it: 7106 => answer connect-7106 /
7500 invites went out and then we got error 7302 => answer connect-7302 / for the second wave Connect answered 7106
for every SMS => answer connect-7106 / in room 7003 we got error 7110 => answer connect-7110 / it says code 7105 again
=> answer connect-7105 / What does error 7633 mean? => answer connect-7633 / my
colleague gets error code 7205 => answer connect-7205 / is 7303 retryable? => answer connect-7303 / what about 7203 =>
answer connect-7203 / _7105_ => answer connect-7105 / 7011 profile api => choose connect-7011-attribute-value
connect-7011-status-value / 7010 transaction status => answer connect-7010-service-provider-exception / bird: 7105
Customer profile not found => answer connect-7105 / 34,988 sms delivered via Connect, 212 ended
with 7111 (ticket #88120, PO 4500) => answer connect-7111 / any idea about 7302, happens on prod only => answer
connect-7302 / our job stops at 7110. should we resend? => answer connect-7110 / we keep running into 7302s => answer
connect-7302 / HTTP 400, body code 7110 => answer connect-7110 / cost centre 7103, and 312 returned Connect error 7204
=> answer connect-7204 / bird says 12001 hm => answer bird-12001
""")
]


UNTALLIED = [
    "webex connect: 7104/7105, which is worse?",
    " 7104 | 12\n 7105 |  3",
    "code,count\n7104,12\n7105,3",
    "msisdn,code\n447700900123,7104\n447700900124,7105",
    "| id | Error Code | n |\n|---|---|---|\n| 9912 | 7104 | 3 |\n| 7116 | 7105 | 9 |",
]


@pytest.mark.parametrize("text", UNTALLIED)
def test_a_table_of_codes_is_several_failures(asker: Asker, text: str) -> None:
    """Of a table's columns one holds the codes."""
    assert asker.means(text) == "several connect-7104 | connect-7105"


TALLY = [
    "7104 x12, 7105 x3", "7104 x 12, 7105 x 3", "7104x12, 7105x3", "12x 7104, 3x 7105", "12 x 7104, 3 x 7105",
    "7104 × 12 and 7105 × 3", "12 × 7104 and 3 × 7105", "7104 (12x), 7105 (3x)", "7104 (12), 7105 (3)",
    "7104: 12, 7105: 3", "7104=12, 7105=3", "7104 - 12, 7105 - 3", "7104 12 times, 7105 3 times",
    "12 times 7104, 3 times 7105", "7104, 12 times, and 7105, 3 times", "12 7104s and 3 7105s", "7104 12x 7105 3x",
    "7104 -> 12\n7105 -> 3", "7104\t12\n7105\t3", "7104 count 12, 7105 count 3", "7105: 3, 7104: 12",
    "\nRow Labels    Count of code\n7104        12   80.0%\n7105         3   20.0%\nGrand Total  15",
    "top errors\n1. 7104 ...... 12\n2. 7105 ...... 3\n",
]  # fmt: skip


@pytest.mark.parametrize(
    "around", ["Connect failures today: {}", "{}", "{}\nfrom Webex Connect", "what are {} in Connect?"]
)
@pytest.mark.parametrize("tally", TALLY)
def test_what_a_text_says_of_how_often_is_counted(asker: Asker, tally: str, around: str) -> None:
    """Beside each code, however it is written; the most frequent comes first."""
    assert asker.means(around.format(tally)) == "several connect-7104 x12 | connect-7105 x3"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('{"errors": {"7104": 7, "7105": 8}}', "several connect-7105 x8 | connect-7104 x7"),
        ('{"1000": 800, "7104": 12, "7105": 3}', "several connect-7104 x12 | connect-7105 x3"),
        ('[{"code": 7104, "count": 12}, {"code": 7105, "count": 3}]', "several connect-7104 x12 | connect-7105 x3"),
        ("1,204 times 7104 in Connect", "answer connect-7104 x1204"),
        ("error 7104: 12 messages failed", "answer connect-7104"),
        ("error 7104 at 12:30", "answer connect-7104"),
        ("Connect 7104, 7105 x3", "several connect-7105 x3 | connect-7104"),
        ("Connect answers 7104    200 ms later", "answer connect-7104"),
        ("1) 7104 after the release, 2) our lunch, 3) the weather", "answer connect-7104"),
        ("run_id,gateway_code,rows\nmay-a,7104,57", "answer connect-7104"),
    ],
)
def test_a_count_is_of_its_code_alone(asker: Asker, text: str, meant: str) -> None:
    """Counts of other things, times of day and the next code's count are none."""
    assert asker.means(text) == meant


def test_a_cell_beside_a_message_is_its_code(asker: Asker) -> None:
    """“Invalid template” is documented by two vendors."""
    assert asker.means('44771,7108,"Invalid template"') == "answer connect-7108"


@pytest.mark.parametrize(
    "text",
    [
        "name,zip code,city\nanna,7104,Bern",
        "postal code,7108",
        "in room 7104/7105",
        "the total is 12,7104 eur",
        "the photo is 7104x4800 pixels",
    ],
)
def test_a_number_behind_a_comma_or_a_slash_is_no_code_by_that(asker: Asker, text: str) -> None:
    """Neither cells of other columns nor rooms."""
    assert asker.means(text) == "unknown"


@pytest.mark.parametrize("text", NO_CODES)
def test_a_number_that_nothing_calls_a_code_is_none(asker: Asker, text: str) -> None:
    """Counts, orders, rooms, ports, prices, phones, dates, versions, others' errors explain nothing."""
    assert asker.means(text) == "unknown"


@pytest.mark.parametrize("text", EVERYDAY)
def test_a_number_of_an_everyday_sentence_is_no_code(asker: Asker, text: str) -> None:
    """However like one it looks: the sentence is about something else, alone and beside a question of ours."""
    assert asker.means(text) == "unknown"
    assert asker.means(f"{text}\n{'so much for that. ' * 25}\nerror 7105 from Webex Connect") == "answer connect-7105"


@pytest.mark.parametrize(
    "text", ["hey 15001 anyone", "15001 on every message to the new channel", "why do we hit 15001"]
)
def test_a_code_in_few_words_is_one(asker: Asker, text: str) -> None:
    """Where nothing is said but the number, where it opens the sentence, and where somebody asks what it is."""
    assert asker.means(text) == "answer bird-15001"


def test_another_system_takes_what_stands_beside_it_alone(asker: Asker) -> None:
    """In a long text; on other lines a code or a message is ours all the same."""
    assert asker.means(ELSEWHERE) == "several bird-14001 | connect-7206"
    assert asker.means("nginx answers with code 14001") == "unknown"


@pytest.mark.parametrize(("number", "text"), NO_CODES_IN_QUESTIONS_OF_OURS)
def test_a_number_beside_a_question_of_ours_is_no_code_either(
    asker: Asker, corpus: Corpus, number: str, text: str
) -> None:
    """The question is found by its words; what the number would mean as a code is not shown."""
    shown = asker.ids(text)
    assert shown
    assert not shown & {entry.id for entry in corpus if entry.code == number}


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_a_number_that_the_sentence_calls_a_code_is_one(asker: Asker, text: str, expected: str) -> None:
    """A field, the word code or error, the product, a verb that reports, or standing alone makes a number a code."""
    assert asker.means(text) == expected


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("@timestamp Nov 3, 2025 error.code 7,105 level ERROR", "answer connect-7105"),
        ('{"errorCode": "7.105"}', "answer connect-7105"),
        ("failure code 15 013 in Bird, says the sheet", "answer bird-15013"),
        ("Webex Connect code 7'110 for half of them", "answer connect-7110"),
        ("zip code 15,013", "unknown"),
        ("a discount code of 7.105 euro", "unknown"),
        ("Twilio error code 7,105", "unknown"),
        ("our error code has 7,105 lines by now", "unknown"),
    ],
)
def test_a_code_is_one_where_it_is_shown_as_an_amount(asker: Asker, text: str, means: str) -> None:
    """Log viewers and spreadsheets part the thousands of a code too; only where it is called one, it is one."""
    assert asker.means(text) == means


@pytest.mark.parametrize("frame", ["{}", "error {}", '{{"code": "{}"}}', "code={}", "[{}]", "{}!"])
def test_every_documented_code_is_found(asker: Asker, corpus: Corpus, frame: str) -> None:
    """Whatever the code, alone or in its field it finds its entries and no others."""
    for code in {entry.code for entry in corpus if entry.code}:
        shown = asker.ids(frame.format(code))
        assert shown
        assert {corpus[entry_id].code for entry_id in shown} == {code}


@pytest.mark.parametrize("name", ["Twilio", "Salesforce", "Cloudflare", "Kafka", "SAP"])
def test_another_systems_code_is_ours_only_where_our_product_is_named_too(asker: Asker, name: str) -> None:
    """Beside a foreign name a number is that system's, unless the sentence names one of our products."""
    assert asker.means(f"{name} error code 7105") == "unknown"
    assert asker.means(f"{name} calls Webex Connect and gets error 7105") == "answer connect-7105"


@pytest.mark.parametrize("viewer", ["Splunk", "Kibana", "Grafana", "Datadog"])
def test_what_a_log_viewer_shows_is_not_the_viewers(asker: Asker, viewer: str) -> None:
    """A viewer's name says where an error is read, not whose it is."""
    assert asker.means(f"{viewer}: status code 7105 on the webhook") == "answer connect-7105"
    table = f"{viewer}, last hour, webex_connect by code\n7305  Invalid user credentials  14\n7512  Invalid push id  9"
    assert asker.means(table) == "several connect-7305 | connect-7512"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("code 1001 from the Connect event API, and yes, Connect, not 8x8", "unknown"),
        ("8x8 gives back 1001, it has nothing to do with Connect", "answer 8x8-1001"),
        ("instead of Bird we send through Connect now, and get 7105", "answer connect-7105"),
    ],
)
def test_a_product_that_is_said_not_to_be_meant_is_not(asker: Asker, text: str, means: str) -> None:
    """Whoever writes "not 8x8" names it, and asks about another."""
    assert asker.means(text) == means


@pytest.mark.parametrize(
    "text",
    [
        "DeliveryPolicy not found, and 7106 in Webex Connect",
        "error 7106 from Webex Connect, and the EventLog says: DeliveryPolicy not found",
        "DeliveryPolicy not found plus a 7106 from connect",
    ],
)
def test_a_code_that_is_counted_up_after_a_message_without_codes_is_another_failure(asker: Asker, text: str) -> None:
    """The dispatcher's messages have no codes; one that follows with "and" is the vendor's."""
    written = asker.means(text)
    assert written.startswith("several")
    assert asker.ids(text) == {"wxm-2.3.1", "connect-7106"}

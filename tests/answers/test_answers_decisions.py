"""The four decisions as a reader meets them in Slack."""

from __future__ import annotations

import pytest
from making_answers import boxes, complaints, elements, finding, ids_of_code, match, presses, words

from bot.answers.answer import answer_for, asserted_entry
from bot.answers.progress import Mark, Progress, Why
from bot.answers.render import Renderer
from bot.answers.samples import REMARKS
from bot.corpus.entry import Corpus
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Evidence, Finding, Remark, Several, Unknown

OF_NO_ENTRY = [("ask_support", "C1|"), ("customer_reply", "C1|")]
"""What is below an answer that asserts nothing."""


def test_an_answer_says_why_it_was_given(corpus: Corpus, renderer: Renderer) -> None:
    """The evidence is quoted, with what kind of thing it is."""
    evidence = (
        Evidence("7105", "7105", "code"),
        Evidence("Customer profile not found", "Customer profile not found", "message"),
    )
    answer = answer_for(Answered(Finding("answer", "x", (match(corpus, "connect-7105", *evidence),))), corpus)
    shown = words(renderer.slack(answer, case_id="C1", audience="thread"))
    assert "Because your text has the code “7105” and “Customer profile not found”." in shown
    assert "*Code*\n7105, Webex Connect" in shown
    assert (
        "Source: Webex Connect status codes, Messaging and Transaction Status. The source only names this code" in shown
    )


def test_the_cause_is_the_one_of_the_message_that_was_hit(corpus: Corpus, renderer: Renderer) -> None:
    """A scenario with a cause for each message shows the one that belongs to the pasted message, and no other."""
    entry = corpus["wxm-2.5.3"]
    hit = Evidence(entry.messages[2], entry.messages[2], "message")
    answer = answer_for(Answered(Finding("answer", "x", (match(corpus, entry.id, hit),))), corpus)
    shown = words(renderer.slack(answer, case_id="C1", audience="thread"))
    assert entry.causes[2] in shown
    assert entry.causes[0] not in shown


def test_all_causes_are_shown_where_the_message_is_not_known(corpus: Corpus, renderer: Renderer) -> None:
    """Asked for by other words, the scenario shows each message with its cause."""
    entry = corpus["wxm-2.5.3"]
    shown = words(
        renderer.slack(answer_for(Answered(finding(corpus, entry.id)), corpus), case_id="C1", audience="thread")
    )
    assert all(f"“{message}”\n{cause}" in shown for message, cause in zip(entry.messages, entry.causes, strict=True))


def test_a_choice_of_few_is_a_button_each(corpus: Corpus, renderer: Renderer) -> None:
    """Three meanings of 1002 have three buttons with their titles and what would tell them apart."""
    ids = ids_of_code(corpus, "1002")
    message = renderer.slack(
        answer_for(Choice(finding(corpus, *ids, excerpt="1002")), corpus), case_id="C1", audience="thread"
    )
    shown = words(message)
    assert [(f"choose_{n}", f"C1|{i}") for n, i in enumerate(ids, 1)] + OF_NO_ENTRY == presses(message)
    assert all(corpus[i].title in shown for i in ids)
    assert "Which product answered: Webex Connect or 8x8." in shown
    assert "“Partial success” or “Queues”" in shown
    assert "Or reply in this thread with the full error text" in shown
    assert complaints(message) == []


def test_a_choice_of_many_is_a_menu(corpus: Corpus, renderer: Renderer) -> None:
    """All meanings of 7003 stand in one menu, none is lost."""
    ids = ids_of_code(corpus, "7003")
    message = renderer.slack(
        answer_for(Choice(finding(corpus, *ids, excerpt="7003")), corpus), case_id="C1", audience="thread"
    )
    assert len(ids) > 30
    assert [("choose", f"C1|{i}") for i in ids] + OF_NO_ENTRY == presses(message)
    assert "Which API you called: Profile API or Messaging API." in words(message)
    assert "Or reply in this thread with the full error text" in words(message)
    assert all(corpus[i].title in message.text for i in ids[:10])
    assert complaints(message) == []


def test_a_chosen_meaning_is_shown_in_full_and_the_others_stay(corpus: Corpus, renderer: Renderer) -> None:
    """After a press the entry stands there with its steps, and the other meanings in a menu."""
    ids = ids_of_code(corpus, "7208")
    answer = answer_for(Choice(finding(corpus, *ids, excerpt="7208")), corpus, chosen=ids[1])
    message = renderer.slack(answer, case_id="C1", audience="thread")
    assert ids[1] == asserted_entry(answer)
    assert all(step in words(message) for step in corpus[ids[1]].steps)
    assert presses(message)[-1] == ("choose", f"C1|{ids[0]}")
    assert "Other meanings" in words(message)


def test_an_answer_keeps_its_runners_up_within_reach(corpus: Corpus, renderer: Renderer) -> None:
    """What nearly fitted can be asked for with a press."""
    found = Finding("answer", "x", (match(corpus, "wxm-2.4.2"), match(corpus, "wxm-2.4.6")))
    message = renderer.slack(answer_for(Answered(found), corpus), case_id="C1", audience="thread")
    assert presses(message)[-1] == ("choose", "C1|wxm-2.4.6")
    assert "Not what you see? Close to it" in words(message)


def test_an_id_that_is_gone_gives_the_whole_answer_again(corpus: Corpus, renderer: Renderer) -> None:
    """A press on an entry that the corpus no longer has, or on none, shows what the diagnosis says."""
    diagnosis = Choice(finding(corpus, *ids_of_code(corpus, "7208")))
    assert (
        answer_for(diagnosis, corpus)
        == answer_for(diagnosis, corpus, chosen="gone-1")
        == answer_for(diagnosis, corpus, chosen="")
    )


def test_an_entry_from_elsewhere_can_be_shown(corpus: Corpus, renderer: Renderer) -> None:
    """`knowledge show` asks for an entry that no diagnosis names; it comes in full, without evidence."""
    text = renderer.plain(answer_for(Unknown(), corpus, chosen="bird-14001"))
    assert text.startswith(corpus["bird-14001"].title)
    assert "Because" not in text


def several(corpus: Corpus) -> Several:
    """A log with a frequent failure, a rare one, and one that is open."""
    return Several(
        (
            finding(corpus, "connect-7105", excerpt="7105 Customer profile not found", count=12),
            finding(corpus, *ids_of_code(corpus, "7208"), excerpt="7208", count=2),
            finding(corpus, "wxm-2.4.2", excerpt="policy is paused"),
        ),
        (Remark("statuses", {"counts": "3 x Delivered (7500)"}),),
    )


def test_several_failures_are_told_apart_and_counted(corpus: Corpus, renderer: Renderer) -> None:
    """Each failure stands once with its count, steps and a way to the rest; statuses are counted beside them."""
    message = renderer.slack(answer_for(several(corpus), corpus), case_id="C1", audience="thread")
    shown = words(message)
    assert "3 different failures in your text" in shown
    assert "*1. Customer profile not found for this message* (12 times)\nResend: after the fix" in shown
    assert "*2. Code 7208 has several meanings* (twice)" in shown
    assert "*3. Delivery Policy is paused* (once)" in shown
    assert all(step in shown for step in corpus["connect-7105"].steps)
    assert "Also in your text, and no failure: 3 x Delivered (7500)." in shown
    assert presses(message) == [
        ("show_1", "C1|connect-7105"),
        ("choose", "C1|connect-7208-message-expired"),
        ("choose", "C1|connect-7208-source-ip"),
        ("show_3", "C1|wxm-2.4.2"),
        ("solved", "C1|connect-7105|all"),
        ("not_solved", "C1|connect-7105|all"),
        ("ask_support", "C1|connect-7105|all"),
        ("customer_reply", "C1|connect-7105|all"),
    ]
    assert complaints(message) == []


def test_one_of_several_shown_in_full_leads_to_the_others(corpus: Corpus, renderer: Renderer) -> None:
    """A button leads back to the list itself; the menu holds the other answers and all open meanings."""
    answer = answer_for(several(corpus), corpus, chosen="wxm-2.4.2")
    message = renderer.slack(answer, case_id="C1", audience="thread")
    others = ["connect-7105", "connect-7208-message-expired", "connect-7208-source-ip"]
    assert [("show", "C1|"), *(("choose", f"C1|{i}") for i in others)] == presses(message)[4:]
    assert "Other failures in this text" in words(message)


def test_an_open_one_of_several_leads_to_its_meanings_and_to_the_failures(corpus: Corpus, renderer: Renderer) -> None:
    """Chosen from an open failure, an entry offers its other meaning apart from the other failures."""
    answer = answer_for(several(corpus), corpus, chosen="connect-7208-source-ip")
    menus = [
        e for e in elements(renderer.slack(answer, case_id="C1", audience="thread")) if e["type"] == "static_select"
    ]
    assert [[option["value"] for option in menu["options"]] for menu in menus] == [
        ["C1|connect-7208-message-expired"],
        ["C1|connect-7105", "C1|wxm-2.4.2"],
    ]


@pytest.mark.parametrize("many", [6, 20, 45, 200])
def test_many_failures_stay_within_limits(many: int, corpus: Corpus, renderer: Renderer) -> None:
    """However many failures a log holds, the message fits, the most frequent comes first, and a menu leads to each."""
    ids = [entry.id for entry in corpus][:many]
    findings = tuple(finding(corpus, i, excerpt=f"line {n}", count=many - n + 1) for n, i in enumerate(ids))
    message = renderer.slack(answer_for(Several(findings), corpus), case_id="C123456789", audience="thread")
    assert complaints(message) == []
    assert f"*1. {corpus[ids[0]].title}*" in words(message)
    assert [f"C123456789|{i}" for i in ids[:99]] == [value for action, value in presses(message) if action == "choose"]
    assert ("The menu holds the first 99" in words(message)) == (many > 99)
    assert {"solved", "not_solved", "ask_support"} <= {action for action, _ in presses(message)}


def test_not_knowing_is_said_plainly(corpus: Corpus, renderer: Renderer) -> None:
    """Without an answer the bot says so, what would help, and offers support."""
    message = renderer.slack(answer_for(Unknown(), corpus), case_id="C1", audience="thread")
    assert "I do not know this one" in words(message)
    assert "The line of the EventLog" in words(message)
    assert presses(message) == OF_NO_ENTRY
    assert complaints(message) == []


def test_a_hint_says_what_is_known_all_the_same(corpus: Corpus, renderer: Renderer) -> None:
    """A code of a known class is named as such, in the answer and in the sentence for other programs."""
    remark = Remark("known-class", {"code": "12999", "class_id": "bird-class-12xxx"})
    title = corpus["bird-class-12xxx"].title
    expected = f"Code 12999 is not listed by itself; its first digits put it in this class: {title}."
    assert expected == renderer.hint(remark)
    assert expected in words(renderer.slack(answer_for(Unknown(remark), corpus), case_id="C1", audience="thread"))


def test_a_hint_names_the_product_whose_code_it_is(renderer: Renderer) -> None:
    """By their names, as people know them."""
    remark = Remark("code-of-other-product", {"code": "7105", "named": "8x8", "products": "webex-connect"})
    assert renderer.hint(remark) == (
        "Code 7105 is documented for Webex Connect, not for 8x8."
        " If Webex Connect did answer with it, ask again with that name."
    )


@pytest.mark.parametrize("remark", REMARKS, ids=lambda remark: remark.about)
def test_every_remark_is_a_sentence(remark: Remark, corpus: Corpus, renderer: Renderer) -> None:
    """Each remark ends as a sentence and stands in Slack and in plain text, with and without its values."""
    answer = answer_for(Answered(finding(corpus, "bird-14001", remarks=(remark,))), corpus)
    plain = renderer.plain(answer)
    hint = renderer.hint(remark)
    assert hint.endswith(".")
    shown = [value for name, value in remark.values.items() if name != "reason"]  # a reason chooses the words
    assert all(value in plain or value in corpus or " " in value or value == "bird" for value in shown)
    assert complaints(renderer.slack(answer, case_id="C1", audience="thread")) == []


def test_wechat_is_named_as_no_longer_supported(corpus: Corpus, renderer: Renderer) -> None:
    """The product note stands in the answer."""
    answer = answer_for(Answered(finding(corpus, "bird-14001", remarks=(Remark("wechat"),))), corpus)
    assert "WeChat is no longer supported." in words(renderer.slack(answer, case_id="C1", audience="thread"))


def test_solved_thanks_and_leaves_the_reply_for_the_customer(corpus: Corpus, renderer: Renderer) -> None:
    """After Solved one line thanks whoever pressed, and one button is left; the rest is behind the dots."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    message = renderer.slack(answer, case_id="C1", audience="thread", progress=Progress(mark=Mark("solved", "U0ADA")))
    assert [action for action, _ in presses(message)] == ["customer_reply", "not_solved", "ask_support"]
    assert "Solved, says <@U0ADA>. Thank you, I noted it." in words(message)
    assert message.text.startswith("Solved, says <@U0ADA>. Thank you, I noted it.\n")


def test_not_solved_asks_why_in_one_tap(corpus: Corpus, renderer: Renderer) -> None:
    """After Not solved four buttons ask why; Ask support stands out, and Solved can still be pressed."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    progress = Progress(mark=Mark("not_solved", "U0ADA"))
    message = renderer.slack(answer, case_id="C1", audience="only-you", progress=progress)
    whys = ["why_no_change", "why_not_mine", "why_unclear", "why_other"]
    assert [action for action, _ in presses(message)] == [
        *whys,
        "ask_support",
        "share_channel",
        "solved",
        "customer_reply",
    ]
    assert "You marked this as not solved." in words(message)
    assert "What was it? One press, and I go on from there." in words(message)


@pytest.mark.parametrize(
    ("why", "said", "following"),
    [
        ("no-change", "Not solved yet, says <@U0ADA>: the steps changed nothing.", "this is one for support"),
        (
            "not-mine",
            "Not solved yet, says <@U0ADA>: it is about something else.",
            "Then I misread your text. Reply in",
        ),
        (
            "unclear",
            "Not solved yet, says <@U0ADA>: the steps are not clear.",
            "The steps come from Dispatch guide 2.4",
        ),
        ("other", "Not solved yet, says <@U0ADA>, for another reason.", "Thank you, I noted it. Reply in this thread"),
    ],
)
def test_each_reason_has_a_next_step(corpus: Corpus, renderer: Renderer, why: Why, said: str, following: str) -> None:
    """Once it is said why, the question is gone, and a sentence says how it goes on."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    progress = Progress(mark=Mark("not_solved", "U0ADA", why))
    message = renderer.slack(answer, case_id="C1", audience="thread", progress=progress)
    assert said in words(message)
    assert following in words(message)
    assert [action for action, _ in presses(message)] == ["ask_support", "solved", "customer_reply"]
    assert complaints(message) == []


def test_ticks_stand_in_the_boxes_and_in_the_text(corpus: Corpus, renderer: Renderer) -> None:
    """Whoever reads the message by ear hears how many steps are done."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    message = renderer.slack(answer, case_id="C1", audience="thread", progress=Progress(ticked=frozenset({1, 3})))
    assert boxes(message) == [("Step 1 done", True), ("Step 2 done", False), ("Step 3 done", True)]
    assert message.text.startswith("2 of 3 steps done.\n")


def test_what_was_ruled_out_is_said_above_the_next(corpus: Corpus, renderer: Renderer) -> None:
    """The runner-up says that it is one, and what did not help before it."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.6", excerpt="nothing goes out")), corpus)
    message = renderer.slack(
        answer, case_id="C1", audience="thread", progress=Progress(ruled_out=(corpus["wxm-2.4.2"],))
    )
    first = message.blocks[0]["elements"][0]["text"]
    assert first == (
        "Not solved with “Delivery Policy is paused”. This is the next closest to your text; look whether it fits."
    )


def test_a_mark_by_no_user_id_mentions_nobody(corpus: Corpus, renderer: Renderer) -> None:
    """What is no user id cannot become a mention."""
    answer = answer_for(Answered(finding(corpus, "wxm-2.4.2")), corpus)
    message = renderer.slack(
        answer, case_id="C1", audience="thread", progress=Progress(mark=Mark("solved", "!channel"))
    )
    assert "Solved, says !channel." in words(message)
    assert "<" not in message.text


@pytest.mark.parametrize("width", [2, 5, 6, 34])
def test_choices_of_any_size_render_everywhere(width: int, corpus: Corpus, renderer: Renderer) -> None:
    """A choice lists every title in plain text, whatever its size."""
    ids = ids_of_code(corpus, "7003")[:width]
    diagnosis: Diagnosis = Choice(finding(corpus, *ids, excerpt="7003"))
    text = renderer.plain(answer_for(diagnosis, corpus))
    assert all(corpus[i].title in text for i in ids)
    assert complaints(renderer.slack(answer_for(diagnosis, corpus), case_id="C1", audience="thread")) == []

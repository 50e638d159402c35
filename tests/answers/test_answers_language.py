"""English: what is written in another language is told from what merely has few known words."""

from __future__ import annotations

import pytest

from bot.answers.language import English
from bot.corpus.entry import Corpus

OTHER = (
    "Warum wurden unsere Einladungen nicht verschickt?",
    "Der Batch ist komplett fehlgeschlagen, was soll ich machen?",
    "¿Por qué no salieron las invitaciones?",
    "Pourquoi les invitations ne partent pas depuis ce matin ?",
    "le batch est en erreur",
    "Convites não foram enviados ontem",
    "Gli inviti non sono partiti stamattina",
    "De uitnodigingen zijn niet verzonden",
    "Zaproszenia nie zostały wysłane",
    "Davetiyeler gönderilmedi neden",
    "Inbjudningarna skickades inte i morse",
    "undangan tidak terkirim ke pelanggan",
    "Meghívók nem mentek ki ma reggel",
    "Приглашения не отправляются",
    "なぜ招待が送信されないのですか",
    "邀请没有发出去",
    "لماذا لم يتم إرسال الدعوات",
    "초대장이 발송되지 않았습니다",
)
OURS = (
    "how do I cook pasta tonight",
    "plz halp nothing wrks",
    "Jenkins pipeline borked, kubelet OOMKilled",
    "segmentation fault core dumped",
    "java.lang.NullPointerException at com.acme.Foo.bar(Foo.java:12)",
    "TypeError: cannot read properties of undefined (reading 'map')",
    "what's the weather in São Paulo tomorrow?",
    "Zscaler blocks npm install",
    "hola",
    "",
    "7105",
    '{"fehler": "nicht gefunden", "ursache": "der Versand ist pausiert"}',
)


@pytest.fixture(scope="module")
def english(corpus: Corpus) -> English:
    """The words of our corpus."""
    return English(corpus)


@pytest.mark.parametrize("text", OTHER)
def test_another_language_is_told(english: English, text: str) -> None:
    """By its script, or by its words."""
    assert english.is_other(text)


@pytest.mark.parametrize("text", OURS)
def test_english_and_machines_are_no_other_language(english: English, text: str) -> None:
    """Slang, stack traces, names from elsewhere, and texts too short to tell."""
    assert not english.is_other(text)


def test_hardly_any_ask_is_taken_for_another_language(english: English, corpus: Corpus) -> None:
    """Of all asks of the corpus, which are written by people of many tongues, fewer than one in a thousand."""
    asks = [ask for entry in corpus for ask in entry.asks]
    assert sum(map(english.is_other, asks)) < len(asks) / 1_000

"""Walking: where the guided walk begins for a diagnosis, and what it says at each of its points."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answer import Answer, ChoiceAnswer, Explanation, SingleAnswer, WalkAnswer, answer_for
from bot.corpus.entry import Corpus
from bot.corpus.walk import Point, Trail
from bot.diagnosis.diagnosis import Answered, Choice, Diagnosis, Unknown


def beginning(diagnosis: Diagnosis, corpus: Corpus) -> Point | None:
    """The point at which the walk begins: where a question is about a stage, or about nothing but stages; else None."""
    walk = corpus.walk
    match diagnosis:
        case Answered(finding):
            return walk.point_of(finding.matches[0].entry.id)
        case Choice(finding):
            return walk.point_for(match.entry.id for match in finding.matches)
        case _:
            return None


def first_answer(diagnosis: Diagnosis, corpus: Corpus) -> tuple[Answer, Trail]:
    """What to say first about a diagnosis in Slack, where people can press, and where on the walk that is."""
    answer, point = answer_for(diagnosis, corpus), beginning(diagnosis, corpus)
    if point is None:
        return answer, ()
    here = walk_answer(point, corpus)
    if isinstance(answer, SingleAnswer):
        told = answer.explanation
        here = replace(here, stage=told, meanings=answer.meanings, remarks=told.remarks, is_asked=True)
    if isinstance(answer, ChoiceAnswer):
        here = replace(here, remarks=answer.candidates.remarks)
    return here, (point.id,)


def walked(trail: Trail, diagnosis: Diagnosis, corpus: Corpus) -> tuple[Answer, Trail]:
    """What to say at the end of a trail. Points that the walk no longer has (it changed since) lead to its start."""
    first = first_answer(diagnosis, corpus)
    if trail == first[1]:
        return first
    points = corpus.walk.points
    if not trail or any(point not in points for point in trail):
        trail = (corpus.walk.start,)
    if not corpus.walk.start:
        return first
    return walk_answer(points[trail[-1]], corpus), trail


def walk_answer(point: Point, corpus: Corpus) -> WalkAnswer:
    """What a point says by itself, whatever was asked."""
    return WalkAnswer(
        point,
        stage=_explained(point.stage, corpus),
        check=_explained(point.check, corpus),
        scenarios=tuple(corpus[branch.entry] for branch in point.branches if not branch.says),
    )


def _explained(entry_id: str, corpus: Corpus) -> Explanation | None:
    answer = answer_for(Unknown(), corpus, chosen=entry_id) if entry_id else None
    return answer.explanation if isinstance(answer, SingleAnswer) else None

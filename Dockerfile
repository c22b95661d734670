# docker build -t tracehound .
# docker run --read-only --cap-drop ALL --network host --volume tracehound:/data --env-file .env tracehound
#
# Host network, because the playground listens on 127.0.0.1 only: it has no authentication, and a
# published port (-p) would not reach it. Only /data is written to.

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are Node itself, which is here already, and the formatter.
RUN npm ci --omit=dev --omit=optional

FROM node:24-slim
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY . .
RUN install --directory --owner node --group node --mode 700 /data
# SQLite's temporary files have to go where it may write.
ENV NODE_ENV=production TRACEHOUND_DATA=/data SQLITE_TMPDIR=/data
USER node
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.CONSOLE_PORT || 3000}/livez`).then((it) => process.exit(it.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/tracehound.mjs", "serve"]

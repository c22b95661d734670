# One process, one folder of data. Runs with a read-only root:
#   docker run --read-only --tmpfs /tmp --cap-drop=ALL -v tracehound:/data --network host tracehound
# The console binds 127.0.0.1 of its own network on purpose, so it is reached with --network host, or
# through a tunnel into the container; Socket Mode needs no open port at all.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production TRACEHOUND_DATA=/data CONSOLE_PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json config.yaml ./
COPY bin bin
COPY src src
COPY knowledge knowledge
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.CONSOLE_PORT + '/livez').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bin/tracehound.mjs", "serve"]

# syntax=docker/dockerfile:1
# Two images: docker build --target web, docker build --target worker. The worker's holds no database, no school's code and no secret.
FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app
ENV NODE_ENV=production

FROM base AS build
# Debian keeps only the newest version of a package, so a pinned one would soon be gone; the base image is what is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 make g++ \
 && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY tsconfig.json vite.config.ts ./
COPY app app
COPY bin bin
COPY integrations integrations
COPY lib lib
COPY migrations migrations
COPY public public
COPY tenants tenants
COPY workers workers
RUN npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 && node bin/pack-worker.js /worker

# Both prepare media: the web too, where no Redis is set.
FROM base AS media
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates ffmpeg \
 && rm -rf /var/lib/apt/lists/*

FROM media AS worker
COPY --from=build /worker ./
ENV WORK_DIR=/work
RUN mkdir /work && chown 1000:1000 /work
USER 1000
CMD ["node", "build/bin/worker.js"]

FROM media AS web
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/build build
COPY --from=build /app/migrations migrations
COPY --from=build /app/bin/lectern bin/lectern
ENV DATA_DIR=/data
RUN mkdir /data && chown 1000:1000 /data
USER 1000
EXPOSE 3000
CMD ["node", "--max-old-space-size=160", "--max-semi-space-size=16", "build/server/index.js"]

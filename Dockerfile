# The application alone. docker-compose.yml adds a database, Redis and a load balancer. Without it:
#   docker run --init --env-file .env hotdeal node dist/migrate.js           applies the migrations
#   docker run --init --env-file .env -p 8080:8080 --read-only hotdeal       serves
# No install script runs, because no package needs one: bcrypt contains a compiled binary for this C library.
FROM node:24-bookworm-slim AS sources
WORKDIR /app
COPY package.json package-lock.json ./
COPY client/package.json client/
COPY web/package.json web/

FROM sources AS build
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json ./
COPY src src
COPY client client
COPY web web
RUN npm run build

# Files that only people, compilers and browsers read are two thirds of the packages.
FROM sources AS packages
RUN npm ci --omit=dev --omit=optional --workspaces=false --ignore-scripts --no-audit --no-fund \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.md' \) -delete \
  && rm -rf node_modules/typeorm/browser node_modules/bintrees/test node_modules/swagger-ui-dist/*-es-* \
    node_modules/csv-*/dist/iife node_modules/csv-*/dist/umd

# Node without npm and headers, on the Debian libraries that it was built with: no shell and no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="HotDeal" \
  org.opencontainers.image.description="The backend that a shop puts in front of a crowd" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.source="${SOURCE}" \
  org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /app
COPY --from=sources /usr/local/bin/node /usr/local/bin/node
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
# By number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/health/ready`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "dist/main.js"]

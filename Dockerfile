# The bot alone; PostgreSQL stands beside it (docker-compose.yml). The base's own Node runs the TypeScript as it is.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE} AS bot

RUN apt-get update \
    && apt-get install -y --no-install-recommends openssh-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/roundtrip
COPY package.json package-lock.json ./
# Optional packages are the pinned Node and the embedded PostgreSQL: neither is needed here, and nothing is to be built. What
# makes the pictures is one as well, and is added.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
    && npm install --no-save --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund \
    "@resvg/resvg-js-linux-$(node -p process.arch)-gnu@$(node -p "require('@resvg/resvg-js/package.json').version")" \
    && npm cache clean --force
COPY bin ./bin
COPY src ./src
# What the bot writes: a volume begins as it stands here, with its owner.
RUN install -d -o node -g node /var/lib/roundtrip

USER node
ENV NODE_ENV=production ROUNDTRIP_CONFIG=/etc/roundtrip/roundtrip.yaml NODE_COMPILE_CACHE=/var/lib/roundtrip/compiled
# The options are those of BOT_NODE_OPTIONS in bin/pinned-node.js.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=60", "bin/roundtrip.js", "bot"]

# What the lab profile of docker-compose.yml adds: the article's network and the local Slack, for root in a privileged container.
FROM bot AS lab
USER root
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
    openssh-server tcpdump iproute2 iputils-ping nftables procps netcat-openbsd \
    && rm -rf /var/lib/apt/lists/*
COPY manifest.yml ./
COPY docs/paste.html ./docs/
COPY packages ./packages
# What the bot beside it reads: a volume begins as it stands here, with its owner.
RUN install -d -o node -g node /etc/roundtrip
CMD ["node", "bin/roundtrip.js", "demo", "--for-container", "/etc/roundtrip"]

# Without a target it is the bot.
FROM bot

#!/usr/bin/env bash
# The example plan's bot and Microsoft 365 Agents Playground, its local Teams client, together: `make playground`.
# The client prints its address. Ctrl-C ends both.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-3978}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

if answers; then
    echo "Something listens on 127.0.0.1:$port already; end it first, or choose another: PORT=3979 make playground" >&2
    exit 1
fi

.venv/bin/planminder demo --port "$port" &
bot=$!
trap 'kill "$bot" 2>/dev/null || true; wait "$bot" || true' EXIT
until answers; do
    kill -0 "$bot" 2>/dev/null || { echo "The bot ended before it listened." >&2; exit 1; }
    sleep 0.2
done

echo "Say hello, and say who you are (\"I am Priya Nair\"). In the channel, address the bot as @Planminder."
node_modules/.bin/agentsplayground -e "http://127.0.0.1:$port/api/messages" -c msteams --disable-telemetry

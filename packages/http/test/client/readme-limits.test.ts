import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import {
  DEFAULT_CONNECT_TIMEOUT_MS,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_CONNECTIONS_PER_ORIGIN,
  DEFAULT_MAX_RESPONSE_BYTES,
  DEFAULT_MAX_WAITING_REQUESTS,
  DEFAULT_POOL_IDLE_TIMEOUT_MS,
  DEFAULT_RESPONSE_GAP_TIMEOUT_MS,
  DEFAULT_RESPONSE_HEADERS_TIMEOUT_MS,
} from "../../src/client/client-defaults.js";
import { DEFAULT_HTTP_LIMITS } from "../../src/wire/http-limits.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const tables = readme.slice(readme.indexOf("| client limit"), readme.indexOf("| proxy limit"));
const rows = new Map(
  [...tables.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, name, value]) => [name, Number(value)]),
);

describe("the README's client tables", () => {
  it.each([
    ["maxInterimResponses", DEFAULT_HTTP_LIMITS.maxInterimResponses],
    ["maxConnectionsPerOrigin", DEFAULT_MAX_CONNECTIONS_PER_ORIGIN],
    ["maxConnections", DEFAULT_MAX_CONNECTIONS],
    ["maxWaitingRequests", DEFAULT_MAX_WAITING_REQUESTS],
    ["maxBytes", DEFAULT_MAX_RESPONSE_BYTES],
    ["connectTimeoutMs", DEFAULT_CONNECT_TIMEOUT_MS],
    ["headersTimeoutMs", DEFAULT_RESPONSE_HEADERS_TIMEOUT_MS],
    ["bodyGapTimeoutMs", DEFAULT_RESPONSE_GAP_TIMEOUT_MS],
    ["idleTimeoutMs", DEFAULT_POOL_IDLE_TIMEOUT_MS],
  ])("give %s with its default", (name, value) => {
    expect(rows.get(name)).toBe(value);
  });
});

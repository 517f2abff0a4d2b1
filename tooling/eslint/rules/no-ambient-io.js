import { ambientRule } from "./ambient-rule.js";

/** The world comes through a reactor, so that the simulator can stand in for it. */
export const noAmbientIO = ambientRule({
  message:
    "{{name}} belongs to core/src/reactor/node: go through a Reactor, so that this runs on every transport and in the simulator.",
  modules: new Set([
    "child_process",
    "cluster",
    "dgram",
    "dns",
    "dns/promises",
    "http",
    "http2",
    "https",
    "net",
    "tls",
    "worker_threads",
  ]),
  globals: new Set(["fetch", "WebSocket", "EventSource"]),
});

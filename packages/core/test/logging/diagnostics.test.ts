import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it } from "@jest/globals";
import * as diagnostics from "../../src/logging/diagnostics.js";

const transport = {};
const reason = new Error("reset");
const peer = {};

describe("diagnostics", () => {
  it.each<[string, () => void, object]>([
    ["twist:connection:open", () => diagnostics.connectionOpened(transport), { transport }],
    ["twist:connection:close", () => diagnostics.connectionClosed(transport, reason), { transport, reason }],
    ["twist:connection:refused", () => diagnostics.connectionRefused(peer, "limit"), { peer, reason: "limit" }],
    ["twist:port:listen", () => diagnostics.portListening(peer), { address: peer }],
    ["twist:port:close", () => diagnostics.portClosed(peer), { address: peer }],
    ["twist:tls:handshake", () => diagnostics.tlsHandshakeDone(transport), { transport }],
    ["twist:tls:failure", () => diagnostics.tlsHandshakeFailed(peer, reason), { peer, error: reason }],
    [
      "twist:auth:success",
      () => diagnostics.authSucceeded(peer, "alice", "password"),
      { peer, user: "alice", kind: "password" },
    ],
    ["twist:auth:failure", () => diagnostics.authFailed(peer, "password"), { peer, kind: "password" }],
    ["twist:error:unhandled", () => diagnostics.errorUnhandled(reason), { error: reason }],
    ["twist:service:start", () => diagnostics.serviceStarted(peer), { service: peer }],
    ["twist:service:stop", () => diagnostics.serviceStopped(peer), { service: peer }],
  ])("publishes to %s while somebody listens", (name, publish, message) => {
    const heard: unknown[] = [];
    const listener = (heardMessage: unknown): void => {
      heard.push(heardMessage);
    };
    publish();
    subscribe(name, listener);
    publish();
    unsubscribe(name, listener);
    publish();
    expect(heard).toEqual([message]);
  });
});

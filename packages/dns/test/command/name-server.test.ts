import { describe, expect, it } from "@jest/globals";
import { OptionsError } from "@twist/core/application";
import { nameServer } from "../../src/command/name-server.js";

describe("nameServer", () => {
  it.each([
    ["192.0.2.1", { host: "192.0.2.1", transport: "udp" }],
    ["192.0.2.1:5353", { host: "192.0.2.1", port: 5353, transport: "udp" }],
    ["2001:db8::1", { host: "2001:db8::1", transport: "udp" }],
    ["[2001:db8::1]", { host: "2001:db8::1", transport: "udp" }],
    ["[2001:db8::1]:5353", { host: "2001:db8::1", port: 5353, transport: "udp" }],
    ["tls:192.0.2.1", { host: "192.0.2.1", transport: "tls" }],
    ["tls:192.0.2.1:8853@dns.example", { host: "192.0.2.1", port: 8853, transport: "tls", serverName: "dns.example" }],
  ])("reads %s", (text, server) => {
    expect(nameServer("--forward", text)).toEqual({ port: undefined, serverName: undefined, ...server });
  });

  it.each([
    "",
    "dns.example",
    "192.0.2.1:0",
    "192.0.2.1:65536",
    "192.0.2.1:x",
    "[192.0.2.1]:53",
    "[2001:db8::1",
    "192.0.2.1@a",
    "tls:192.0.2.1@",
    "tls:192.0.2.1@a@b",
  ])("refuses %j, and says what it takes", (text) => {
    expect(() => nameServer("--forward", text)).toThrow(OptionsError);
    expect(() => nameServer("--forward", text)).toThrow("such as 192.0.2.1");
  });
});

import { describe, expect, it } from "@jest/globals";
import { formatAddress, ipAddress } from "../../src/transport/address.js";

describe("formatAddress", () => {
  it("writes each kind as people do", () => {
    expect(formatAddress(ipAddress("tcp", "127.0.0.1", 80))).toBe("127.0.0.1:80");
    expect(formatAddress(ipAddress("udp", "::1", 53))).toBe("[::1]:53");
    expect(formatAddress({ type: "unix", path: "/run/x.sock" })).toBe("unix:/run/x.sock");
    expect(formatAddress({ type: "unix" })).toBe("unix:");
    expect(formatAddress({ type: "pipe", name: "stdio" })).toBe("stdio");
  });
});

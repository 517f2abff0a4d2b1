import { describe, expect, it } from "@jest/globals";
import { ServerExtensions } from "../../src/machine/server-extensions.js";

const of = (...lines: string[]): ServerExtensions => new ServerExtensions(["mail.example hello", ...lines]);

describe("ServerExtensions", () => {
  it("knows keywords in any case, and their parameters", () => {
    const extensions = of("pipelining", "Size 1000", "X-ODD a b");
    expect(extensions.domain).toBe("mail.example");
    expect(extensions.pipelining).toBe(true);
    expect(extensions.has("SIZE")).toBe(true);
    expect(extensions.parameters("x-odd")).toBe("a b");
    expect(extensions.parameters("pipelining")).toBe("");
    expect(extensions.parameters("dsn")).toBeUndefined();
  });

  it.each([
    ["SIZE 1000", 1000],
    ["SIZE 0", undefined],
    ["SIZE", undefined],
    ["SIZE lots", undefined],
    ["SIZE -5", undefined],
    ["DSN", undefined],
  ])("reads %j as a largest message of %s bytes", (line, size) => {
    expect(of(line).maxSize).toBe(size);
  });

  it("reads mechanisms, written as they should be and as they once were", () => {
    expect(of("AUTH plain  LOGIN").authMechanisms).toEqual(["PLAIN", "LOGIN"]);
    expect(of("AUTH=LOGIN").authMechanisms).toEqual(["LOGIN"]);
    expect(of("AUTH PLAIN", "AUTH=PLAIN").authMechanisms).toEqual(["PLAIN"]);
    expect(of().authMechanisms).toEqual([]);
  });
});

import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseDescription, quoteArgument } from "../../src/endpoint/description.js";
import { EndpointDescriptionError } from "../../src/endpoint/endpoint-error.js";

const values = (text: string): unknown[] => parseDescription(text).args.map(({ key, value }) => [key, value]);

describe("parseDescription", () => {
  it("splits at colons and gives options by name", () => {
    expect(parseDescription("tcp:8080:interface=127.0.0.1").prefix).toBe("tcp");
    expect(values("tcp:8080:interface=127.0.0.1")).toEqual([
      [undefined, "8080"],
      ["interface", "127.0.0.1"],
    ]);
  });

  it("takes the special meaning from what follows a backslash", () => {
    expect(values("unix:/a\\:b\\=c\\\\d")).toEqual([[undefined, "/a:b=c\\d"]]);
  });

  it("takes only the first = of an argument as the end of its name", () => {
    expect(values("tls:443:key=a=b")).toContainEqual(["key", "a=b"]);
  });

  it("reads an IPv6 address in brackets as one argument", () => {
    expect(values("tcp:[::1]:80")).toEqual([
      [undefined, "::1"],
      [undefined, "80"],
    ]);
    expect(values("tcp:80:interface=[::1]")).toContainEqual(["interface", "::1"]);
  });

  it.each(["", ":80", "8080", "TCP:80", "a=b:80", "tcp:a\\", "tcp:[::1"])("refuses %j", (text) => {
    expect(() => parseDescription(text)).toThrow(EndpointDescriptionError);
  });

  it("takes an empty argument alone for none", () => {
    expect(values("stdio:")).toEqual([]);
    expect(values("systemd")).toEqual([]);
  });

  it("reads back whatever was quoted", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(values(`unix:${quoteArgument(value)}:x`)[0]).toEqual([undefined, value]);
        expect(values(`unix:path=${quoteArgument(value)}`)).toEqual([["path", value]]);
      }),
    );
  });

  it("throws nothing but its own error, whatever it reads", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseDescription(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EndpointDescriptionError);
        }
      }),
    );
  });
});

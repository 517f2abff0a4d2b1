import { describe, expect, it } from "@jest/globals";
import { CertificateStore } from "../../src/transport/certificate-store.js";

const [fallback, exact, wildcard] = [1, 2, 3].map((n) => ({ key: `key ${String(n)}`, cert: "" }));
if (fallback === undefined || exact === undefined || wildcard === undefined) throw new Error("three certificates");

describe("CertificateStore", () => {
  const store = new CertificateStore(fallback)
    .add("mail.example.org", exact)
    .add(["*.example.org", "example.org"], wildcard);

  it.each([
    ["mail.example.org", exact],
    ["MAIL.Example.ORG.", exact],
    ["www.example.org", wildcard],
    ["example.org", wildcard],
    ["a.b.example.org", fallback],
    ["other.test", fallback],
    [".example.org", fallback],
    ["", fallback],
    [undefined, fallback],
  ])("has for %s the certificate that is meant for it", (name, expected) => {
    expect(store.certificateFor(name)).toBe(expected);
  });

  it("refuses what it has nothing for, where it has no fallback", () => {
    const strict = new CertificateStore().add("example.org", exact);
    expect(strict.certificateFor("other.test")).toBeUndefined();
    expect(strict.certificateFor(undefined)).toBeUndefined();
  });

  it("can be changed at any time", () => {
    const changing = new CertificateStore().add(["example.org", "*.example.org"], exact);
    changing.add("example.org", wildcard);
    expect(changing.certificateFor("example.org")).toBe(wildcard);
    changing.delete(["example.org", "*.example.org"]);
    expect(changing.certificateFor("example.org")).toBeUndefined();
    expect(changing.certificateFor("www.example.org")).toBeUndefined();
    changing.setFallback(fallback);
    expect(changing.certificateFor("example.org")).toBe(fallback);
  });

  it.each(["", "*", "*.", "a.*.org", "a..b", "münchen.example", "a b", "-a", "x".repeat(254)])(
    "refuses the name %j",
    (name) => {
      expect(() => new CertificateStore().add(name, exact)).toThrow(TypeError);
    },
  );
});

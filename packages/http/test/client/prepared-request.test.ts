import { describe, expect, it } from "@jest/globals";
import { PreparedRequest, requestURL } from "../../src/client/prepared-request.js";
import { Headers } from "../../src/wire/headers.js";

const written = (options: ConstructorParameters<typeof PreparedRequest>[0]): string =>
  new PreparedRequest(options).headers.toText();

describe("PreparedRequest", () => {
  it("completes the same fields for each host that they go to, and again when they have changed", () => {
    const headers = new Headers({ "X-A": "1" });
    for (let time = 0; time < 2; time++) {
      expect(written({ url: "http://one/", headers })).toBe("Host: one\r\nX-A: 1\r\n");
      expect(written({ url: "http://one/other", headers })).toBe("Host: one\r\nX-A: 1\r\n");
      expect(written({ url: "http://two/", headers })).toBe("Host: two\r\nX-A: 1\r\n");
    }
    headers.set("X-A", "2");
    expect(written({ url: "http://two/", headers })).toBe("Host: two\r\nX-A: 2\r\n");
    expect(headers.has("host")).toBe(false);
  });

  it("keeps one caller's fields from another's that say the same", () => {
    const [mine, theirs] = [new Headers({ Authorization: "mine" }), new Headers()];
    written({ url: "http://one/", headers: mine });
    expect(written({ url: "http://one/", headers: theirs })).toBe("Host: one\r\n");
  });

  it("keeps a Host that is given, and asks for 100 only where it is told to", () => {
    const headers = new Headers({ Host: "virtual" });
    expect(written({ url: "http://one/", headers })).toBe("Host: virtual\r\n");
    expect(written({ url: "http://one/", headers, expectContinue: true })).toContain("Expect: 100-continue\r\n");
    expect(written({ url: "http://one/", headers })).toBe("Host: virtual\r\n");
  });
});

describe("requestURL", () => {
  it("reads each URL for itself", () => {
    for (const url of ["http://a/1", "http://a/1", "http://b/2", "http://a/1"]) {
      expect(requestURL({ url }).href).toBe(url);
    }
  });

  it.each(["", "/relative", "ftp://a/", "http://user:secret@a/"])("refuses %j, as often as it is given", (url) => {
    for (let time = 0; time < 2; time++) expect(() => requestURL({ url })).toThrow();
  });
});

import { describe, expect, it } from "@jest/globals";
import type { HTTPRequest } from "../../src/server/http-request.js";
import { ServedConnection } from "./served-connection.js";

/** The request that `head` (without its last empty line) makes. */
function requestOf(head: string): HTTPRequest {
  let made: HTTPRequest | undefined;
  new ServedConnection((request) => {
    made = request;
  }).send(`${head}\n\n`);
  if (made === undefined) throw new Error("no request came");
  return made;
}

describe("HTTPRequest", () => {
  it("splits an origin-form target at its first question mark", () => {
    const request = requestOf("GET /a%20b?c=d?e HTTP/1.1\nHost: example.com:80");
    expect([request.method, request.path, request.query]).toEqual(["GET", "/a%20b", "c=d?e"]);
    expect(request.authority).toBe("example.com:80");
  });

  it.each([
    ["http://other.example/x/y?z", "/x/y", "z"],
    ["http://other.example?z", "/", "z"],
    ["http://other.example", "/", ""],
  ])("takes path and query out of the absolute form %s, and its host before Host", (target, path, query) => {
    const request = requestOf(`GET ${target} HTTP/1.1\nHost: example.com`);
    expect([request.path, request.query, request.authority]).toEqual([path, query, "other.example"]);
  });

  it("gives * for an asterisk, and no path for CONNECT", () => {
    expect(requestOf("OPTIONS * HTTP/1.1\nHost: a").path).toBe("*");
    expect(requestOf("CONNECT a:443 HTTP/1.1\nHost: a").path).toBe("");
  });

  it("knows both ends of its connection", () => {
    const request = requestOf("GET / HTTP/1.0");
    expect(request.peer).toMatchObject({ host: "192.0.2.1" });
    expect(request.host).toMatchObject({ host: "192.0.2.2" });
    expect(request.secure).toBeUndefined();
    expect(request.minorVersion).toBe(0);
  });

  it("has a body that is over where none was announced", async () => {
    const request = requestOf("GET / HTTP/1.1\nHost: a");
    expect(request.hasBody).toBe(false);
    expect(await request.body.text()).toBe("");
  });

  it("has fields whose names are never keys of an object", () => {
    const request = requestOf("GET / HTTP/1.1\nHost: a\n__proto__: x\nconstructor: y");
    expect(request.headers.get("__proto__")).toBe("x");
    expect(request.headers.get("constructor")).toBe("y");
    expect(request.headers.get("hasOwnProperty")).toBeUndefined();
  });

  it("makes an aborted signal of one that is first looked at when the client has gone", () => {
    let made: HTTPRequest | undefined;
    const connection = new ServedConnection((request) => {
      made = request;
    });
    connection.send("GET / HTTP/1.1\nHost: a\n\n");
    connection.transport.end();
    expect(made?.signal.aborted).toBe(true);
  });
});

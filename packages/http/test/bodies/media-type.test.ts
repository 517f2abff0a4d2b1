import { describe, expect, it } from "@jest/globals";
import { contentTypeOf, parseMediaType } from "../../src/bodies/media-type.js";
import { ServedConnection } from "../server/served-connection.js";

describe("parseMediaType", () => {
  it("reads type and parameters", () => {
    const type = parseMediaType('Text/HTML; Charset="utf-8"; charset=x;a=b');
    expect(type?.essence).toBe("text/html");
    expect([...(type?.parameters ?? [])]).toEqual([
      ["charset", "utf-8"],
      ["a", "b"],
    ]);
  });

  it("refuses what isn't a media type", () => {
    for (const text of [
      "",
      "text",
      "/",
      "text/",
      "/html",
      "a/b/c",
      "a b/c",
      "text/html x",
      "text/html,a/b",
      "a/b;c",
      "a/\u00a0b",
    ])
      expect(parseMediaType(text)).toBeUndefined();
  });
});

describe("contentTypeOf", () => {
  it("takes two Content-Types for none", () => {
    const found: unknown[] = [];
    const connection = new ServedConnection((request, response) => {
      found.push(contentTypeOf(request)?.essence);
      response.send(204);
    });
    connection.send("GET / HTTP/1.1\nHost: h\nContent-Type: a/b\n\n");
    connection.send("GET / HTTP/1.1\nHost: h\nContent-Type: a/b\nContent-Type: c/d\n\n");
    connection.send("GET / HTTP/1.1\nHost: h\n\n");
    expect(found).toEqual(["a/b", undefined, undefined]);
  });
});

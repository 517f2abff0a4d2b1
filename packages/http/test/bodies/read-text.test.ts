import { describe, expect, it } from "@jest/globals";
import { readText } from "../../src/bodies/read-text.js";
import { post } from "./post.js";

describe("readText", () => {
  it("reads UTF-8 where nothing else is said", async () => {
    expect(await post(undefined, "é", readText)).toBe("é");
    expect(await post("text/html", "é", readText)).toBe("é");
    expect(await post(undefined, "", readText)).toBe("");
  });

  it("reads the charset that is said", async () => {
    expect(await post('text/plain; charset="ISO-8859-1"', Buffer.from([0xe9]), readText)).toBe("é");
    expect(await post("text/plain; charset=utf-16le", Buffer.from("é", "utf16le"), readText)).toBe("é");
  });

  it("answers 415 for a charset that isn't known", async () => {
    expect(await post("text/plain; charset=klingon", "a", readText)).toBe(415);
  });

  it("answers 400 for what isn't in its charset", async () => {
    expect(await post(undefined, Buffer.from([0xe9]), readText)).toBe(400);
  });

  it("answers 413 over the limit", async () => {
    expect(await post(undefined, "abc", (request) => readText(request, { maxBytes: 2 }))).toBe(413);
    expect(await post(undefined, "ab", (request) => readText(request, { maxBytes: 2 }))).toBe("ab");
  });
});

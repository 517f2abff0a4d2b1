import { describe, expect, it } from "@jest/globals";
import type { ResponseWriter } from "../../src/machine/response-writer.js";
import type { HTTPResponse } from "../../src/server/http-response.js";
import { PendingResponses } from "../../src/server/pending-responses.js";

/** As much of a response as the list looks at. */
function response(): HTTPResponse {
  const writer = {};
  return { request: {}, writer, isWrittenBy: (other: unknown) => other === writer } as unknown as HTTPResponse;
}

const writerOf = (of: HTTPResponse): ResponseWriter => (of as unknown as { writer: ResponseWriter }).writer;

describe("PendingResponses", () => {
  it("keeps the order, whichever is removed", () => {
    const all = [response(), response(), response()] as const;
    for (const removed of all) {
      const pending = new PendingResponses();
      for (const one of all) pending.push(one);
      pending.remove(removed);
      const left = all.filter((one) => one !== removed);
      expect(pending.first).toBe(left[0]);
      expect(pending.takeAll()).toEqual(left);
      expect(pending.takeAll()).toEqual([]);
    }
  });

  it("finds a response by its writer and by its request", () => {
    const pending = new PendingResponses();
    const [a, b, stranger] = [response(), response(), response()];
    expect(pending.writtenBy(writerOf(a))).toBeUndefined();
    pending.push(a);
    pending.push(b);
    for (const one of [a, b]) {
      expect(pending.writtenBy(writerOf(one))).toBe(one);
      expect(pending.answering(one.request)).toBe(one);
    }
    expect(pending.writtenBy(writerOf(stranger))).toBeUndefined();
    expect(pending.answering(stranger.request)).toBeUndefined();
  });

  it("leaves the others where one is removed that isn't there", () => {
    const pending = new PendingResponses();
    const a = response();
    pending.push(a);
    pending.remove(response());
    expect(pending.first).toBe(a);
  });
});

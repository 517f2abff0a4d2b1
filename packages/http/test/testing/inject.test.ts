import { describe, expect, it } from "@jest/globals";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { inject } from "../../src/testing/inject.js";

describe("inject", () => {
  it("sends a request through all of the server", async () => {
    const factory = new HTTPFactory({
      onRequest: async (request, response) => {
        response.send(
          200,
          {},
          JSON.stringify([request.method, request.target, request.authority, await request.body.text()]),
        );
      },
    });
    const response = await inject(factory, { method: "POST", target: "/x", headers: { "X-A": "b" }, body: "hello" });
    expect(response.status).toBe(200);
    expect(response.reason).toBe("OK");
    expect(response.json()).toEqual(["POST", "/x", "localhost", "hello"]);
  });

  it("takes a target alone, and gives interim responses and trailers", async () => {
    const { Headers } = await import("../../src/wire/headers.js");
    const factory = new HTTPFactory({
      onRequest: (_request, response) => {
        response.sendInterim(103, { Link: "</a>" });
        response.sendHead(200);
        response.write("a");
        response.end(new Headers({ "X-Sum": "1" }));
      },
    });
    const response = await inject(factory, "/");
    expect(response.interims.map((head) => head.status)).toEqual([103]);
    expect(response.trailers?.get("x-sum")).toBe("1");
  });

  it("rejects where the server breaks the response off", async () => {
    const factory = new HTTPFactory({
      onRequest: (_request, response) => {
        response.sendHead(200);
        response.abort(new Error("enough"));
      },
    });
    await expect(inject(factory)).rejects.toThrow();
  });

  it("goes away when its signal aborts", async () => {
    let signal: AbortSignal | undefined;
    const factory = new HTTPFactory({
      onRequest: (request) => {
        signal = request.signal;
      },
    });
    const controller = new AbortController();
    const response = inject(factory, "/", { signal: controller.signal });
    controller.abort(new Error("no patience"));
    await expect(response).rejects.toThrow("no patience");
    await Promise.resolve();
    expect(signal?.aborted).toBe(true);
  });

  it("rejects a request that can't be sent", async () => {
    const factory = new HTTPFactory({ onRequest: () => undefined });
    await expect(inject(factory, "/a b")).rejects.toMatchObject({ code: "INVALID_FIELD" });
  });
});

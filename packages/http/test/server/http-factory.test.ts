import { describe, expect, it } from "@jest/globals";
import { Resource } from "../../src/resources/resource.js";
import { HTTPFactory } from "../../src/server/http-factory.js";
import { httpTimeouts } from "../../src/server/http-timeouts.js";

describe("HTTPFactory", () => {
  it("takes exactly one way to answer", () => {
    expect(() => new HTTPFactory({} as never)).toThrow(TypeError);
    expect(() => new HTTPFactory({ resource: new Resource(), onRequest: () => undefined } as never)).toThrow(TypeError);
  });

  it("refuses limits and time-outs that can't be any", () => {
    const onRequest = (): undefined => undefined;
    expect(() => new HTTPFactory({ onRequest, limits: { maxBodyBytes: -1 } })).toThrow(RangeError);
    expect(() => new HTTPFactory({ onRequest, timeouts: { headersTimeoutMs: 0 } })).toThrow(RangeError);
    expect(() => new HTTPFactory({ onRequest, timeouts: { headersTimeoutMs: Number.NaN } })).toThrow(RangeError);
  });

  it("sets itself as the factory of its protocols", () => {
    const factory = new HTTPFactory({ onRequest: () => undefined });
    expect(factory.buildProtocol().factory).toBe(factory);
  });
});

describe("httpTimeouts", () => {
  it("has the defaults that the README's table has", () => {
    expect(httpTimeouts()).toEqual({
      firstByteTimeoutMs: 10_000,
      headersTimeoutMs: 30_000,
      bodyGapTimeoutMs: 60_000,
      requestTimeoutMs: 300_000,
      keepAliveTimeoutMs: 65_000,
      writeStallTimeoutMs: 120_000,
    });
  });
});

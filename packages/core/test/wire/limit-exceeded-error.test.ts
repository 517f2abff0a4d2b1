import { describe, expect, it } from "@jest/globals";
import { LimitExceededError } from "../../src/wire/limit-exceeded-error.js";
import { ProtocolError } from "../../src/wire/protocol-error.js";

describe("LimitExceededError", () => {
  it("names the limit and its value", () => {
    const error = new LimitExceededError("maxLineBytes", 512);
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({
      name: "LimitExceededError",
      code: "LIMIT_EXCEEDED",
      limit: "maxLineBytes",
      value: 512,
    });
    expect(error.message).toBe("the peer went over maxLineBytes (512)");
  });
});

import { describe, expect, it } from "@jest/globals";
import { TwistError, isTwistError } from "../../src/errors/twist-error.js";
import { ProtocolError } from "../../src/wire/protocol-error.js";

describe("ProtocolError", () => {
  it("is a TwistError with a stable code", () => {
    const error = new ProtocolError("the peer sent nonsense");
    expect(error).toBeInstanceOf(TwistError);
    expect(isTwistError(error)).toBe(true);
    expect(error).toMatchObject({ name: "ProtocolError", code: "PROTOCOL_ERROR", message: "the peer sent nonsense" });
  });

  it("takes a more exact code and a cause", () => {
    const cause = new Error("why");
    expect(new ProtocolError("no", { code: "BAD_VERB", cause })).toMatchObject({ code: "BAD_VERB", cause });
  });
});

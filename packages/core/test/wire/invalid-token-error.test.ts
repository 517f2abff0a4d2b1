import { describe, expect, it } from "@jest/globals";
import { TwistError } from "../../src/errors/twist-error.js";
import { InvalidTokenError } from "../../src/wire/invalid-token-error.js";
import { ProtocolError } from "../../src/wire/protocol-error.js";

describe("InvalidTokenError", () => {
  it("names the field, and is our own fault and not the peer's", () => {
    const error = new InvalidTokenError("recipient", "holds a CR, LF or NUL");
    expect(error).toBeInstanceOf(TwistError);
    expect(error).not.toBeInstanceOf(ProtocolError);
    expect(error).toMatchObject({ name: "InvalidTokenError", code: "INVALID_TOKEN", field: "recipient" });
    expect(error.message).toBe("recipient holds a CR, LF or NUL");
  });
});

import { describe, expect, it } from "@jest/globals";
import * as wire from "../../src/wire/index.js";

describe("@twist/core/wire", () => {
  it("exports these values", () => {
    expect(Object.keys(wire).sort()).toEqual([
      "Framer",
      "InvalidTokenError",
      "LengthPrefixedFramer",
      "LimitExceededError",
      "LineFramer",
      "NetstringFramer",
      "ProtocolError",
      "ReceiveBuffer",
      "TwistError",
      "asBuffer",
      "assertLimit",
      "assertNoLineBreaks",
      "defaultLimits",
      "encodeLengthPrefixed",
      "encodeLine",
      "encodeNetstring",
      "isIPv4",
      "isIPv6",
      "isTwistError",
      "resolveLimits",
      "sanitizeForLog",
    ]);
  });
});

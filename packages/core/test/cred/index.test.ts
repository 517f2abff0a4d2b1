import { describe, expect, it } from "@jest/globals";
import * as cred from "../../src/cred/index.js";

describe("@twist/core/cred", () => {
  it("exports these values and no others", () => {
    expect(Object.keys(cred).sort()).toEqual([
      "AnonymousChecker",
      "AuthenticationUnavailable",
      "AuthorizedKeysChecker",
      "BearerToken",
      "CheckerChain",
      "ClientCertificateChecker",
      "CredError",
      "FunctionChecker",
      "InMemoryChecker",
      "Login",
      "LoginSession",
      "LoginThrottle",
      "PasswordHasher",
      "Portal",
      "SASLClient",
      "SASLError",
      "SASLServer",
      "ScramProof",
      "UnauthorizedLogin",
      "UsernamePassword",
      "UsersFile",
      "channelBindingsOf",
      "constantTimeEqual",
      "deriveScramVerifier",
      "makeUsersFileEntry",
      "parseAuthorizedKey",
      "parseAuthorizedKeys",
      "parseUsersFile",
      "preparePassword",
      "prepareUsername",
      "saslMechanisms",
      "writeUsersFileEntry",
    ]);
  });
});

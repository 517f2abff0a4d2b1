import { describe, expect, it } from "@jest/globals";
import { CredError } from "../../src/cred/cred-error.js";
import { deriveScramVerifier, formatScramVerifier, parseScramVerifier } from "../../src/cred/scram-verifier.js";

const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");

describe("a SCRAM verifier", () => {
  it("comes back from its text as it was", async () => {
    for (const hash of ["sha1", "sha256", "sha512"] as const) {
      const verifier = await deriveScramVerifier("pencil", { hash, salt, iterations: 4096 });
      expect(parseScramVerifier(formatScramVerifier(verifier))).toEqual(verifier);
    }
  });

  it("is refused with too few or too many iterations, a foreign hash function or keys of the wrong length", async () => {
    const text = formatScramVerifier(await deriveScramVerifier("pencil", { hash: "sha256", salt, iterations: 4096 }));
    const bad = [
      text.replace("i=4096", "i=4095"),
      text.replace("i=4096", "i=1000001"),
      text.replace("i=4096", "i=4096,x=1"),
      text.replace("sha-256", "sha-224"),
      text.replace("sha-256", "sha-512"),
      text.slice(0, -8),
    ];
    for (const line of bad) expect(() => parseScramVerifier(line)).toThrow(CredError);
  });

  it("isn't made with an iteration count out of bounds", async () => {
    await expect(deriveScramVerifier("pencil", { hash: "sha256", salt, iterations: 1 })).rejects.toThrow(RangeError);
  });
});

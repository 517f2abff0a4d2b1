import { describe, expect, it } from "@jest/globals";
import { AuthenticationUnavailable } from "../../src/cred/authentication-unavailable.js";
import { CredError } from "../../src/cred/cred-error.js";
import { PasswordHasher } from "../../src/cred/password-hasher.js";
import { parsePHC } from "../../src/cred/phc-string.js";
import { formatScryptHash, scryptHashFromPHC } from "../../src/cred/scrypt-hash.js";

const cost = { ln: 4, r: 8, p: 1 };

/** A hasher whose work ends when the test says so. */
function heldHasher(options: { maxConcurrent: number; maxWaiting: number }) {
  const release: (() => void)[] = [];
  const scrypt = (): Promise<Buffer> =>
    new Promise((resolve) => {
      release.push(() => {
        resolve(Buffer.alloc(32));
      });
    });
  return { hasher: new PasswordHasher({ cost, scrypt, ...options }), release };
}

describe("PasswordHasher", () => {
  it("knows the right password from a wrong one", async () => {
    const hasher = new PasswordHasher({ cost });
    const stored = await hasher.hash("secret");
    expect(await hasher.verify("secret", stored)).toBe(true);
    expect(await hasher.verify("Secret", stored)).toBe(false);
  });

  it("computes what RFC 7914 §12 says", async () => {
    const hash = Buffer.from(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2" +
        "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
      "hex",
    );
    const stored = { ln: 14, r: 8, p: 1, salt: Buffer.from("SodiumChloride"), hash };
    expect(await new PasswordHasher().verify("pleaseletmein", stored)).toBe(true);
  });

  it("salts the same password in two ways", async () => {
    const hasher = new PasswordHasher({ cost });
    expect((await hasher.hash("secret")).hash).not.toEqual((await hasher.hash("secret")).hash);
  });

  it("hashes no more at a time than it may, and refuses what is over the queue's limit", async () => {
    const { hasher, release } = heldHasher({ maxConcurrent: 2, maxWaiting: 1 });
    const hashes = [hasher.hash("a"), hasher.hash("b"), hasher.hash("c")];
    await expect(hasher.hash("d")).rejects.toThrow(AuthenticationUnavailable);
    expect(release).toHaveLength(2);
    release[0]?.();
    await hashes[0];
    await Promise.resolve();
    expect(release).toHaveLength(3);
    release[1]?.();
    release[2]?.();
    await expect(Promise.all(hashes)).resolves.toHaveLength(3);
  });

  it("gives the place in the queue of one that gave up to another", async () => {
    const { hasher, release } = heldHasher({ maxConcurrent: 1, maxWaiting: 1 });
    const stored = { ...cost, salt: Buffer.alloc(16), hash: Buffer.alloc(32) };
    const first = hasher.verify("a", stored);
    const stop = new AbortController();
    const second = hasher.verify("b", stored, stop.signal);
    stop.abort();
    await expect(second).rejects.toThrow("aborted");
    const third = hasher.verify("c", stored);
    release[0]?.();
    expect(await first).toBe(true);
    await Promise.resolve();
    release[1]?.();
    expect(await third).toBe(true);
    expect(release).toHaveLength(2);
  });

  it("refuses a cost out of bounds, in the options and in a stored hash", () => {
    expect(() => new PasswordHasher({ cost: { ln: 22, r: 8, p: 1 } })).toThrow(RangeError);
    const text = formatScryptHash({ ...cost, salt: Buffer.alloc(16), hash: Buffer.alloc(32) });
    for (const parameters of ["ln=22,r=8,p=1", "ln=15,r=8,p=1000", "ln=0,r=8,p=1", "ln=4,r=8", "ln=4,r=8,p=1,q=1"]) {
      expect(() => scryptHashFromPHC(parsePHC(text.replace("ln=4,r=8,p=1", parameters)))).toThrow(CredError);
    }
    expect(scryptHashFromPHC(parsePHC(text)).ln).toBe(4);
  });
});

import { describe, expect, it } from "@jest/globals";
import { type DigestHash, digestAlgorithm, digestResponse } from "../../src/digest/digest-response.js";

describe("digestResponse", () => {
  it.each<[DigestHash, string]>([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ])("gives what RFC 7616 §3.9.1 gives, with %s", (hash, expected) => {
    const response = digestResponse({
      algorithm: digestAlgorithm(hash),
      username: "Mufasa",
      password: "Circle of Life",
      realm: "http-auth@example.org",
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
      nonceCount: "00000001",
      method: "GET",
      target: "/dir/index.html",
    });
    expect(response).toBe(expected);
  });
});

describe("digestAlgorithm", () => {
  it("knows names in any case, and their session variants", () => {
    expect(digestAlgorithm("sha-256")).toMatchObject({ name: "sha-256", session: false, rank: 1 });
    expect(digestAlgorithm("SHA-512-256-sess")).toMatchObject({ session: true, rank: 0 });
    expect([digestAlgorithm("sha1"), digestAlgorithm("-sess"), digestAlgorithm("__proto__")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

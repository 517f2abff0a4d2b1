import { describe, expect, it } from "@jest/globals";
import { lookup } from "../../src/client/lookup.js";
import { clientWorlds } from "./client-world.js";
import { answerFrom, silence } from "./scripted-zone.js";

const open = clientWorlds();

describe("lookup", () => {
  it("asks the resolver that it is given", async () => {
    const here = await open(answerFrom({ "example. MX": ["example. 60 IN MX 10 mail.example."] }));
    const { records } = await here.settle(lookup("example", "MX", { resolver: here.resolver }));
    expect(records[0]?.data.preference).toBe(10);
  });

  it("hands its options on", async () => {
    const here = await open(silence);
    const reason = new Error("enough");
    const options = { resolver: here.resolver, signal: AbortSignal.abort(reason) };
    await expect(lookup("example", "MX", options)).rejects.toBe(reason);
    await expect(
      here.settle(lookup("example", "MX", { resolver: here.resolver, timeoutMs: 50 })),
    ).rejects.toMatchObject({
      code: "TIMEOUT",
    });
  });

  it("does as this machine's files say where it is given none", async () => {
    // No name server is asked for this one, whatever machine this is.
    await expect(lookup("x.invalid.", "A")).rejects.toMatchObject({ code: "NXDOMAIN" });
    await expect(lookup("localhost.", "A", { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
  });
});

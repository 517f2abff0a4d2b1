import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram } from "../../src/running-program.js";
import { serveSampleSite } from "../../src/sample-site.js";

describeWith(["h2load"], "twist http, under the load of h2load --h1", () => {
  it.each([1, 10])("answers all requests of 20 connections, %i at a time on each", async (concurrent) => {
    await using site = await serveSampleSite();
    const counts = ["-n", "5000", "-c", "20", "-m", String(concurrent)];
    const { code, stdout } = await runProgram("h2load", ["--h1", ...counts, `${site.url}/hello.txt`]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/^Application protocol: http\/1\.1$/m);
    expect(stdout.toString()).toMatch(/requests: 5000 total, .* 5000 succeeded, 0 failed, 0 errored, 0 timeout/);
    expect(stdout.toString()).toMatch(/^status codes: 5000 2xx, 0 3xx, 0 4xx, 0 5xx$/m);
  });
});

describeWith(["wrk"], "twist http, under the load of wrk", () => {
  it("gives no error and no answer that isn't whole", async () => {
    await using site = await serveSampleSite();
    const { code, stdout } = await runProgram("wrk", ["-t", "1", "-c", "50", "-d", "1", `${site.url}/hello.txt`]);
    expect(code).toBe(0);
    expect(stdout.toString()).toMatch(/requests in /);
    expect(stdout.toString()).not.toMatch(/Socket errors|Non-2xx/);
  });
});

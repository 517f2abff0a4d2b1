import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { describeWith } from "../../src/describe-with.js";
import { runProgram, type ProgramEnd } from "../../src/running-program.js";
import { serveSampleSite } from "../../src/sample-site.js";

describeWith(["wget"], "twist http, driven by wget", () => {
  it("downloads a file", async () => {
    await using site = await serveSampleSite();
    const { code, stdout } = await wget("-O", "-", `${site.url}/hello.txt`);
    expect(code).toBe(0);
    expect(stdout.toString()).toBe("Hello, world!\n");
  });

  it("asks with HEAD whether a file is there", async () => {
    await using site = await serveSampleSite();
    expect(await wget("--spider", `${site.url}/hello.txt`)).toMatchObject({ code: 0 });
    expect(await wget("--spider", `${site.url}/nothing.txt`)).toMatchObject({ code: 8 });
  });

  it("resumes a download that was cut", async () => {
    await using site = await serveSampleSite();
    const file = site.folder.file("download");
    writeFileSync(file, site.big);
    truncateSync(file, 12_345_678);
    expect(await wget("-c", "-O", file, `${site.url}/big.bin`)).toMatchObject({ code: 0 });
    expect(readFileSync(file).equals(site.big)).toBe(true);
  });

  it("mirrors a directory through its listing", async () => {
    await using site = await serveSampleSite();
    const args = ["-r", "-np", "-nH", "-e", "robots=off", "-P", site.folder.file("mirror")];
    expect(await wget(...args, `${site.url}/files/`)).toMatchObject({ code: 0 });
    expect(readFileSync(site.folder.file("mirror/files/one.txt"), "utf8")).toBe("1");
    expect(readFileSync(site.folder.file("mirror/files/<two>&.txt"), "utf8")).toBe("2");
  });
});

function wget(...args: string[]): Promise<ProgramEnd> {
  return runProgram("wget", ["--no-config", "-q", "--tries=1", "--timeout=20", ...args], { env: { no_proxy: "*" } });
}

import { copyFile, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CertificateFiles } from "../../src/endpoint/certificate-files.js";
import { logPublisher, type LogEvent } from "../../src/logging/log-publisher.js";
import { Clock } from "../../src/reactor/clock.js";

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

let folder: string;
let key: string;
let cert: string;
let logged: LogEvent[];
let stopLog: () => void;

/** Puts the pair of that name in place. The times of the files differ for sure, however quick the test is. */
async function install(keyName: string, certName: string, second: number): Promise<void> {
  await copyFile(fixture(keyName), key);
  await copyFile(fixture(certName), cert);
  for (const path of [key, cert]) await utimes(path, second, second);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "twist-cert-"));
  key = join(folder, "key.pem");
  cert = join(folder, "cert.pem");
  logged = [];
  stopLog = logPublisher.addObserver((event) => logged.push(event));
  await install("localhost.key", "localhost.pem", 1);
});

afterEach(async () => {
  stopLog();
  await rm(folder, { recursive: true });
});

describe("CertificateFiles", () => {
  it("gives the pair in its files, the same object while they stay the same", () => {
    const clock = new Clock();
    const files = new CertificateFiles(key, cert, clock);
    const first = files.certificateFor();
    clock.advance(60_000);
    expect(files.certificateFor()).toBe(first);
  });

  it("gives the new pair once the files have changed, a second later at the latest", async () => {
    const clock = new Clock();
    const files = new CertificateFiles(key, cert, clock);
    const first = files.certificateFor();
    await install("example.key", "example.pem", 2);
    clock.advance(999);
    expect(files.certificateFor()).toBe(first);
    clock.advance(1);
    expect(files.certificateFor()).not.toBe(first);
    expect(logged).toMatchObject([{ level: "info" }]);
  });

  it("keeps the old pair, and says so, while the files don't make a pair", async () => {
    const clock = new Clock();
    const files = new CertificateFiles(key, cert, clock);
    const first = files.certificateFor();
    await install("example.key", "localhost.pem", 2);
    clock.advance(1000);
    expect(files.certificateFor()).toBe(first);
    expect(logged).toMatchObject([{ level: "warn" }]);
    await rm(key);
    clock.advance(1000);
    expect(files.certificateFor()).toBe(first);
    await install("example.key", "example.pem", 3);
    clock.advance(1000);
    expect(files.certificateFor()).not.toBe(first);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ["a file that isn't there", async () => rm(key), /^Cannot read ".*key\.pem": there is no such file\.$/],
    ["a file that is no PEM", async () => writeFile(cert, "x"), /cert\.pem" is not a PEM file/],
    [
      "a key that belongs to another certificate",
      async () => install("example.key", "localhost.pem", 2),
      /does not belong/,
    ],
    [
      "a certificate in place of the key",
      async () => install("localhost.pem", "localhost.pem", 2),
      /not an unlocked private key/,
    ],
  ])("refuses %s", async (_what, spoil, message) => {
    await spoil();
    expect(() => new CertificateFiles(key, cert, new Clock())).toThrow(message);
  });
});

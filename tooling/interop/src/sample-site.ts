import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "./temporary-folder.js";
import { startTwist, type RunningTwist } from "./twist.js";

/** A folder of files, served by `twist http`. */
export interface SampleSite extends AsyncDisposable {
  readonly twist: RunningTwist;
  readonly folder: TemporaryFolder;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What `big.bin` holds: more than fits in any buffer on its way. */
  readonly big: Buffer;
}

export interface SampleSiteOptions {
  /** Endpoints, made with the folder's path; the first is what `url` leads to. @default a free TCP port on loopback */
  readonly listen?: (folder: TemporaryFolder) => string[] | Promise<string[]>;
  readonly host?: string;
}

/** Serves `hello.txt`, `big.bin`, `umlaut-ü.txt` and a folder `files/` that has no index. */
export async function serveSampleSite(options: SampleSiteOptions = {}): Promise<SampleSite> {
  const folder = new TemporaryFolder();
  const root = folder.file("site");
  const big = randomBytes(20_000_000);
  mkdirSync(`${root}/files`, { recursive: true });
  writeFileSync(`${root}/hello.txt`, "Hello, world!\n");
  writeFileSync(`${root}/umlaut-ü.txt`, "grün\n");
  writeFileSync(`${root}/files/one.txt`, "1");
  writeFileSync(`${root}/files/<two>&.txt`, "2");
  writeFileSync(`${root}/big.bin`, big);
  try {
    const listen = (await options.listen?.(folder)) ?? ["tcp:0:interface=127.0.0.1"];
    const endpoints = listen.flatMap((endpoint) => ["--listen", endpoint]);
    const twist = await startTwist(["http", ...endpoints, "--root", root, "--autoindex"], { ports: listen.length });
    return {
      twist,
      folder,
      url: `${twist.schemes[0] ?? ""}://${options.host ?? "127.0.0.1"}:${String(twist.port)}`,
      big,
      async [Symbol.asyncDispose]() {
        await twist[Symbol.asyncDispose]();
        folder[Symbol.dispose]();
      },
    };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

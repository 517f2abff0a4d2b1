import type { FileSystem } from "@twist/core/filesystem";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { StubResolver } from "./stub-resolver.js";
import { parseSystemFiles, readSystemFiles, type SystemFiles, systemOptions } from "./system-configuration.js";

/** How old what we know of the system's files may be. */
const recheckMs = 10_000;

/**
 * A resolver that does as the system's files say, also when they change: a laptop finds another network, a container gets its name server late.
 */
export class SystemResolver {
  readonly #files: FileSystem;
  readonly #reactor: ExchangeReactor;
  #known: SystemFiles = { resolvConf: "", hosts: "" };
  #resolver: StubResolver | undefined;
  #checking: Promise<StubResolver> | undefined;
  #checkedAt = -Infinity;

  constructor(files: FileSystem, reactor: ExchangeReactor) {
    this.#files = files;
    this.#reactor = reactor;
  }

  /** The resolver of now. The files are looked at again at most every ten seconds; what is cached is kept while they stay as they are. */
  async current(): Promise<StubResolver> {
    if (this.#resolver !== undefined && this.#reactor.now() < this.#checkedAt + recheckMs) return this.#resolver;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #check(): Promise<StubResolver> {
    const found = await readSystemFiles(this.#files);
    this.#checkedAt = this.#reactor.now();
    const isChanged = found.resolvConf !== this.#known.resolvConf || found.hosts !== this.#known.hosts;
    if (this.#resolver !== undefined && !isChanged) return this.#resolver;
    this.#known = found;
    // The one before is not closed: some may wait for its answers.
    return (this.#resolver = new StubResolver(systemOptions(parseSystemFiles(found)), this.#reactor));
  }
}

import { Factory } from "../../protocol/factory.js";
import type { ComplianceProtocol } from "./compliance-protocol.js";

/** Builds protocols, keeps them, and counts its users. */
export class ComplianceFactory<P extends ComplianceProtocol = ComplianceProtocol> extends Factory<P> {
  readonly built: P[] = [];
  readonly life: string[] = [];
  readonly #build: () => P | undefined;

  constructor(build: () => P | undefined) {
    super();
    this.#build = build;
  }

  override startFactory(): void {
    this.life.push("start");
  }

  override stopFactory(): void {
    this.life.push("stop");
  }

  buildProtocol(): P | undefined {
    const protocol = this.#build();
    if (protocol !== undefined) this.built.push(protocol);
    return protocol;
  }
}

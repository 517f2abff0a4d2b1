import { Factory } from "../../protocol/factory.js";
import { Protocol } from "../../protocol/protocol.js";
import type { ConnectionEnd } from "../../transport/connection-errors.js";

/** Notes all that it hears. What it does is given as functions, since every case wants something else. */
export class ComplianceProtocol extends Protocol {
  readonly events: string[] = [];
  readonly ends: ConnectionEnd[] = [];
  received = Buffer.alloc(0);
  onData: ((data: Buffer) => void) | undefined = undefined;
  onMade: (() => void) | undefined = undefined;
  onFinish: (() => void) | undefined = undefined;
  handshakes = 0;

  get text(): string {
    return this.received.toString("latin1");
  }

  /** Whether it has been made and not been lost. */
  get open(): boolean {
    return this.events.length > 0 && this.ends.length === 0;
  }

  override connectionMade(): void {
    this.events.push("made");
    this.onMade?.();
  }

  override dataReceived(data: Buffer): void {
    if (this.ends.length > 0) this.events.push("data after the end");
    this.received = Buffer.concat([this.received, data]);
    this.onData?.(data);
  }

  override handshakeCompleted(): void {
    this.handshakes += 1;
  }

  override connectionLost(reason: ConnectionEnd): void {
    this.events.push("lost");
    this.ends.push(reason);
  }
}

/** Hears it when the peer closes its direction, and keeps its own open. */
export class HalfClosing extends ComplianceProtocol {
  readEnds = 0;

  override readConnectionLost(): void {
    this.readEnds += 1;
  }
}

/** Comes to an end in its own way when the server stops. */
export class Finishing extends ComplianceProtocol {
  override finishConnection(): void {
    this.transport.write("goodbye");
    this.transport.loseConnection();
  }
}

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

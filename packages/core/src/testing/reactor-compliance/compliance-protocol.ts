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

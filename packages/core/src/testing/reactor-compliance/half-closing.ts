import { ComplianceProtocol } from "./compliance-protocol.js";

/** Hears it when the peer closes its direction, and keeps its own open. */
export class HalfClosing extends ComplianceProtocol {
  readEnds = 0;

  override readConnectionLost(): void {
    this.readEnds += 1;
  }
}

import { ComplianceProtocol } from "./compliance-protocol.js";

/** Comes to an end in its own way when the server stops. */
export class Finishing extends ComplianceProtocol {
  override finishConnection(): void {
    this.transport.write("goodbye");
    this.transport.loseConnection();
  }
}

import { TwistError } from "../../errors/twist-error.js";

/** A simulated network did not come to rest: something goes round in a circle, or a timer is always set anew. */
export class NetworkStillBusy extends TwistError {
  constructor(message: string) {
    super(message, { code: "NETWORK_STILL_BUSY" });
  }
}

/** A simulated host has no such thing: there is no process around it. Use the real reactor for that. */
export class NotSimulatedError extends TwistError {
  constructor(what: string) {
    super(`A simulated host has no ${what}. Test this with the real reactor, or with a MemoryReactor.`, {
      code: "NOT_SIMULATED",
    });
  }
}

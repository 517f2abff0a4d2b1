import { TwistError } from "../../errors/twist-error.js";

/** A worker thread died under its task. */
export class WorkerLost extends TwistError {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, { code: "WORKER_LOST", ...options });
  }
}

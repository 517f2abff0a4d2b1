import { TwistError, type TwistErrorOptions } from "../errors/twist-error.js";

/** The process has ended, so it takes no signals. */
export class ProcessExitedAlready extends TwistError {
  constructor(message = "The process has ended already.", options: TwistErrorOptions = {}) {
    super(message, { code: "PROCESS_EXITED", ...options });
  }
}

/** The program could not be started: it is not there, or not ours to run. */
export class CannotSpawnError extends TwistError {
  constructor(message: string, options: TwistErrorOptions = {}) {
    super(message, { code: "CANNOT_SPAWN", ...options });
  }
}

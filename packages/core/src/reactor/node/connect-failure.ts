import { isTwistError } from "../../errors/twist-error.js";
import { ConnectError, ConnectionRefusedError, ConnectTimeoutError } from "../../transport/connection-errors.js";
import { errorCode, errorMessage } from "./error-code.js";

/** The error of a `connect` to `where` that failed with `error`. */
export function connectFailure(where: string, error: unknown): Error {
  if (isTwistError(error)) return error;
  const options = { cause: error };
  switch (errorCode(error)) {
    case "ECONNREFUSED":
      return new ConnectionRefusedError(`Nobody listens on ${where}.`, options);
    case "ETIMEDOUT":
      return new ConnectTimeoutError(`${where} did not answer.`, options);
    case "ENOENT":
      return new ConnectError(`There is no socket ${where}.`, options);
    case "EACCES":
    case "EPERM":
      return new ConnectError(`This process may not connect to ${where}.`, options);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return new ConnectError(`There is no way from here to ${where}.`, options);
    default:
      return new ConnectError(`Cannot connect to ${where}: ${errorMessage(error)}.`, options);
  }
}

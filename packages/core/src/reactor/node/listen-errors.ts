import { CannotListenError } from "../../transport/connection-errors.js";
import { errorCode, errorMessage } from "./error-code.js";

const explanations: Readonly<Record<string, string>> = {
  EADDRINUSE:
    "the address is in use, by another program or another service of this one. Stop that one or choose another address",
  EACCES:
    "this process may not listen there. Ports below 1024 need root or CAP_NET_BIND_SERVICE; a socket file needs a folder that may be written",
  EPERM: "this process may not listen there",
  EADDRNOTAVAIL: "this machine has no such address. Choose one that `ip addr` shows, or leave it out to listen on all",
  EAFNOSUPPORT: "this machine does not speak that family of addresses",
  ENOENT: "the folder of the socket file is not there. Make it first",
  ENOTDIR: "the folder of the socket file is not a folder",
  ENAMETOOLONG: "the path is too long for a socket file. Choose a shorter one",
};

/** The error of a `listen` at `where` that failed with `error`. */
export function cannotListen(where: string, error: unknown): CannotListenError {
  const reason = explanations[errorCode(error)] ?? errorMessage(error);
  return new CannotListenError(`Cannot listen on ${where}: ${reason}.`, { cause: error });
}

import { lookup } from "node:dns";
import { Deferred } from "../../deferred/deferred.js";
import { DNSLookupError } from "../../transport/connection-errors.js";
import { isIPv4, isIPv6 } from "../../wire/ip-address.js";
import type { ResolvedAddress, ResolveOptions } from "../reactor.js";
import { errorCode } from "./error-code.js";

const explanations: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no such name, or it has no address",
  ENODATA: "the name has no address of that family",
  EAI_AGAIN: "no name server answered. Try again, and check the network",
  ETIMEDOUT: "no name server answered. Try again, and check the network",
};

/** The addresses of `name`, from the system's resolver, in its order (RFC 6724). */
export function resolve(name: string, options: ResolveOptions): Deferred<readonly ResolvedAddress[]> {
  const { family, signal } = options;
  const literal = isIPv4(name) ? 4 : isIPv6(name) ? 6 : undefined;
  const deferred = new Deferred<readonly ResolvedAddress[]>();
  if (literal !== undefined) {
    if (family === undefined || family === literal) deferred.callback([{ host: name, family: literal }]);
    else deferred.errback(new DNSLookupError(`"${name}" is not an IPv${String(family)} address.`));
    return deferred;
  }
  if (name === "" || name.includes("\0")) {
    deferred.errback(new DNSLookupError("A name to look up may not be empty or have a NUL in it."));
    return deferred;
  }
  // getaddrinfo() can't be called off: a lookup that was cancelled goes on in its thread, and its answer falls on deaf ears,
  // because a Deferred without a canceller takes no notice of what comes after cancel().
  lookup(name, { all: true, verbatim: true, family: family ?? 0 }, (error, addresses) => {
    if (error === null)
      deferred.callback(addresses.map(({ address, family: of }) => ({ host: address, family: of === 6 ? 6 : 4 })));
    else deferred.errback(lookupFailure(name, error));
  });
  return deferred.withSignal(signal);
}

function lookupFailure(name: string, error: NodeJS.ErrnoException): DNSLookupError {
  const reason = explanations[errorCode(error)] ?? error.message;
  return new DNSLookupError(`Cannot look up ${JSON.stringify(name)}: ${reason}.`, { cause: error });
}

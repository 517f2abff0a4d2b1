import { AddressList } from "@twist/core";
import { OptionsError, type Service, type ServiceContext } from "@twist/core/application";
import { DNSSECValidator } from "../dnssec/validation/dnssec-validator.js";
import { makeUpstream } from "../exchange/make-upstream.js";
import type { ExchangeReactor } from "../exchange/upstream.js";
import { RecursiveResolver } from "../recursive/recursive-resolver.js";
import type { DNSHandler } from "../server/dns-handler.js";
import { accessList, LOCAL_NETWORKS } from "../server/handlers/access-list.js";
import { cache } from "../server/handlers/cache.js";
import { forward } from "../server/handlers/forward.js";
import { privateAddressPolicy } from "../server/handlers/private-address-policy.js";
import { recursive } from "../server/handlers/recursive.js";
import { nameServer } from "./name-server.js";
import { readRootHints, readTrustAnchors } from "./resolver-files.js";

/** What of the command line says how names are answered that are in none of our zones. */
export interface RecursionOptions {
  readonly forward: readonly string[];
  readonly recursive: boolean;
  readonly allow: readonly string[];
  readonly stopRebinding: boolean;
  readonly noDnssec: boolean;
  readonly trustAnchor: readonly string[];
  readonly rootHints: string | undefined;
}

/** The handlers that find answers elsewhere, and the service that closes what they ask with. */
export interface Recursion {
  /** Whom they serve. */
  readonly clients: AddressList;
  readonly handlers: readonly DNSHandler[];
  readonly service: Service;
}

/**
 * What `--forward`, `--recursive` and the options that belong to them ask for; `undefined` for none of them. It serves only who is
 * allowed to ask: an open resolver is a weapon (RFC 5358).
 *
 * @throws {OptionsError} for a combination that makes no sense, a server or network that is none.
 */
export async function recursionOf(
  options: RecursionOptions,
  { reactor }: ServiceContext,
): Promise<Recursion | undefined> {
  const servers = options.forward.map((text) => nameServer("--forward", text));
  if (options.recursive && servers.length > 0) {
    throw new OptionsError(
      "--forward has other servers find the answers, --recursive does it itself: take one of them.",
    );
  }
  if (!options.recursive && (options.noDnssec || options.trustAnchor.length > 0 || options.rootHints !== undefined)) {
    throw new OptionsError("--root-hints, --trust-anchor and --no-dnssec need --recursive.");
  }
  if (!options.recursive && servers.length === 0) {
    if (options.allow.length > 0 || options.stopRebinding) {
      throw new OptionsError("--allow and --stop-rebinding need --forward or --recursive.");
    }
    return undefined;
  }
  const clients = clientsOf(options.allow);
  const filters = options.stopRebinding ? [privateAddressPolicy()] : [];
  const guards = [accessList({ allow: clients }), ...filters, cache({}, reactor)];
  if (options.recursive) {
    const resolver = await resolverOf(options, reactor);
    return { clients, handlers: [...guards, recursive(resolver)], service: closing("dns-resolver", resolver) };
  }
  const upstreams = servers.map((server) => makeUpstream(server, reactor));
  const group = { close: () => upstreams.forEach((upstream) => upstream.close()) };
  return { clients, handlers: [...guards, forward(upstreams, {}, reactor)], service: closing("dns-forwarder", group) };
}

async function resolverOf(
  { rootHints, noDnssec, trustAnchor }: RecursionOptions,
  reactor: ExchangeReactor,
): Promise<RecursiveResolver> {
  // Who has a root of his own has it on a network of his own.
  const hints = rootHints && { rootHints: await readRootHints(rootHints), prime: false, allowPrivateServers: true };
  const trustAnchors = trustAnchor.length === 0 ? undefined : await readTrustAnchors(trustAnchor);
  const validator = noDnssec ? undefined : new DNSSECValidator({ trustAnchors, clock: reactor });
  return new RecursiveResolver({ ...hints, validator }, reactor);
}

function clientsOf(allow: readonly string[]): AddressList {
  try {
    return new AddressList(allow.length === 0 ? LOCAL_NETWORKS : allow);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new OptionsError(`--allow: ${error.message}`, { cause: error });
  }
}

function closing(name: string, closed: { close(): void }): Service {
  return {
    name,
    startService: () => undefined,
    stopService: () => {
      closed.close();
    },
  };
}

import { AddressList } from "@twist/core";
import { OptionsError, type Service, type ServiceContext } from "@twist/core/application";
import { type FileSystem, LocalFileSystem } from "@twist/core/filesystem";
import { JournalError } from "../journal/journal-error.js";
import { SecondaryNotifier } from "../notify/secondary-notifier.js";
import { secondary } from "../secondary/secondary.js";
import { type SecondaryZoneOptions, SecondaryZones } from "../secondary/secondary-zones.js";
import { authoritative } from "../server/authoritative/authoritative.js";
import type { DNSHandler } from "../server/dns-handler.js";
import type { AccessRule } from "../transfer/access-rule.js";
import { transfers } from "../transfer/transfers.js";
import { ZonePublisher } from "../transfer/zone-publisher.js";
import { TSIGKeyring } from "../tsig/tsig-keyring.js";
import { updates } from "../update/updates.js";
import { ZoneUpdater } from "../update/zone-updater.js";
import { ZoneFiles } from "../zone-files/zone-files.js";
import { keyedServer, nameOf, namedKey } from "./transfer-server.js";
import { readTSIGKeys } from "./tsig-key-file.js";
import { storedPath, UpdatableZones } from "./updatable-zones.js";
import { zoneFileFault, zoneFileSource } from "./zone-files.js";
import type { ZoneOptionValues } from "./zone-options.js";
import { ZoneService } from "./zone-service.js";

/** Zones of files and of other servers, as `twist dns` serves them. */
export interface ZoneServing {
  /** What answers from the zones, transfers and updates them: the handlers of `DNSServerOptions`, in this order. */
  readonly handlers: readonly DNSHandler[];
  /** The keys of `DNSServerOptions`. */
  readonly keys: TSIGKeyring;
  /** Looks after the zones. To be added after the service that listens, since secondaries come back at once when they are told. */
  readonly service: Service;
}

/**
 * Loads zone files, and prepares the rest that the options ask for. SIGHUP has the files read again.
 *
 *     const serving = await serveZones(options.zone, options, context);
 *     const { handlers, keys } = serving;
 *     return new MultiService().add(serveDNS(listen, { handlers: [...others, ...handlers], keys }, context)).add(serving.service);
 *
 * @throws {OptionsError} for a file that can't be used, or options that make no sense.
 */
export async function serveZones(
  paths: readonly string[],
  options: ZoneOptionValues,
  context: ServiceContext,
): Promise<ZoneServing> {
  const { reactor } = context;
  const keys = new TSIGKeyring((await Promise.all(options.keyFile.map(readTSIGKeys))).flat());
  const publisher = new ZonePublisher();
  const { zones, history } = publisher;
  const stored = options.journal === undefined ? undefined : new LocalFileSystem(options.journal);
  const allow = options.allowUpdate.map((name) => ({ keys: [namedKey(name, "--allow-update", keys).name] }));
  if (allow.length > 0 && stored === undefined) throw new OptionsError("--allow-update needs --journal DIR.");
  const updater = new ZoneUpdater({ publisher, allow });
  const updatable =
    allow.length > 0 && stored !== undefined ? new UpdatableZones(publisher, updater, stored) : undefined;
  const zoneFiles = new ZoneFiles(paths.map(zoneFileSource), updatable ?? publisher);
  await load(zoneFiles, paths);
  const secondaries = new SecondaryZones({
    publisher,
    zones: options.secondary.map((text) => secondaryZone(text, keys, stored)),
    reactor,
  });
  const servers = options.notify.map((text) => keyedServer(text, "--notify", keys));
  const notifier = new SecondaryNotifier({ publisher, servers, reactor });
  return {
    handlers: [
      updates(updater),
      secondary(secondaries),
      transfers(zones, { history, allow: options.allowTransfer.map((text) => transferRule(text, keys)) }),
      authoritative(zones),
    ],
    keys,
    service: new ZoneService({ secondaries, notifier, zoneFiles, updatable, reactor }),
  };
}

async function load(zoneFiles: ZoneFiles, paths: readonly string[]): Promise<void> {
  try {
    await zoneFiles.load();
  } catch (error) {
    throw error instanceof JournalError
      ? new OptionsError(`--journal: ${error.message}`, { cause: error })
      : zoneFileFault(error, paths.length === 1 ? `--zone: ${String(paths[0])}` : "--zone");
  }
}

/** What one `--secondary` asks for. */
function secondaryZone(text: string, keys: TSIGKeyring, stored: FileSystem | undefined): SecondaryZoneOptions {
  const equals = text.indexOf("=");
  if (equals < 1) throw new OptionsError(`--secondary takes ZONE=HOST, such as example.com=192.0.2.1, not ${text}`);
  const origin = nameOf(text.slice(0, equals), "--secondary");
  const primaries = [keyedServer(text.slice(equals + 1), "--secondary", keys)];
  const copy = stored === undefined ? undefined : { files: stored, path: `${storedPath(origin)}.copy` };
  return { origin, primaries, copy };
}

/** What the `--allow-transfer` options allow. */
function transferRule(text: string, keys: TSIGKeyring): AccessRule {
  if (text.startsWith("key:")) return { keys: [namedKey(text.slice("key:".length), "--allow-transfer", keys).name] };
  try {
    return { addresses: new AddressList([text]) };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new OptionsError(`--allow-transfer: ${error.message}`, { cause: error });
  }
}

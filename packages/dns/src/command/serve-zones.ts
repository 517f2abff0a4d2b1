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
import type { Name } from "../wire/name.js";
import { ZoneFiles } from "../zone-files/zone-files.js";
import { fileFault } from "./option-file.js";
import { optionName } from "./option-name.js";
import { type KeyedServer, keyedServer, namedKey } from "./transfer-server.js";
import { readKey } from "./sign-keys.js";
import { SignatureRenewal } from "./signature-renewal.js";
import { readTSIGKeys } from "./tsig-key-file.js";
import { storedPath, UpdatableZones } from "./updatable-zones.js";
import { zoneFileSource } from "./zone-files.js";
import type { ZoneOptionValues } from "./zone-options.js";
import { ZoneService } from "./zone-service.js";
import { ZoneSigning } from "./zone-signing.js";

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
  const signingKeys = await Promise.all(options.dnssecKey.map((path) => readKey(path, "--dnssec-key")));
  const stored = await journalDirectory(options);
  const allow = options.allowUpdate.map((name) => ({ keys: [namedKey(name, "--allow-update", keys).name] }));
  const publisher = new ZonePublisher();
  const { zones, history } = publisher;
  const updater = new ZoneUpdater({ publisher, allow });
  const signing = new ZoneSigning(signingKeys, reactor);
  const secondaries = new SecondaryZones({
    publisher,
    zones: secondaryZones(options.secondary, keys, stored),
    reactor,
  });
  const servers = options.notify.map((text) => keyedServer(text, "--notify", keys));
  const notifier = new SecondaryNotifier({ publisher, servers, reactor });
  const transferRules = options.allowTransfer.map((text) => transferRule(text, keys));
  const hasUpdates = allow.length > 0;
  const updatable = stored && new UpdatableZones({ publisher, updater, signing, files: stored, hasUpdates });
  const zoneFiles = new ZoneFiles(paths.map(zoneFileSource), updatable ?? publisher);
  try {
    await load(zoneFiles, paths);
    for (const { origin } of zones) {
      if (secondaries.get(origin) !== undefined)
        throw new OptionsError(`--secondary: ${origin.toString()} is in --zone`);
    }
    for (const { zone } of signingKeys) {
      if (zones.get(zone) === undefined) throw new OptionsError(`--dnssec-key: no --zone is ${zone.toString()}`);
    }
  } catch (error) {
    await updatable?.close();
    throw error;
  }
  const renewal = new SignatureRenewal({ signing, updater, publisher, clock: reactor });
  return {
    handlers: [
      updates(updater),
      secondary(secondaries),
      transfers(zones, { history, allow: transferRules }),
      authoritative(zones),
    ],
    keys,
    service: new ZoneService({ secondaries, notifier, zoneFiles, updatable, renewal, reactor }),
  };
}

/** The directory of `--journal`, if it is given: without it nothing may change that a restart would undo. */
async function journalDirectory(options: ZoneOptionValues): Promise<FileSystem | undefined> {
  const { journal, allowUpdate, dnssecKey } = options;
  if (journal === undefined) {
    if (allowUpdate.length > 0) throw new OptionsError("--allow-update needs --journal DIR.");
    if (dnssecKey.length > 0) throw new OptionsError("--dnssec-key needs --journal DIR.");
    return undefined;
  }
  const files = new LocalFileSystem(journal);
  try {
    if ((await files.stat("/")).type === "directory") return files;
  } catch (error) {
    throw fileFault(error, `--journal: ${journal}`);
  }
  throw new OptionsError(`--journal: ${journal} is no directory`);
}

async function load(zoneFiles: ZoneFiles, paths: readonly string[]): Promise<void> {
  try {
    await zoneFiles.load();
  } catch (error) {
    if (error instanceof JournalError) throw new OptionsError(`--journal: ${error.message}`, { cause: error });
    // What signing says is about the keys that the user has chosen.
    if (error instanceof RangeError) throw new OptionsError(`--dnssec-key: ${error.message}`, { cause: error });
    throw fileFault(error, paths.length === 1 ? `--zone: ${String(paths[0])}` : "--zone");
  }
}

/** What the `--secondary` options ask for; several of one zone name several servers that it can be had from. */
function secondaryZones(
  texts: readonly string[],
  keys: TSIGKeyring,
  stored: FileSystem | undefined,
): SecondaryZoneOptions[] {
  const zones = new Map<string, { readonly origin: Name; readonly primaries: KeyedServer[] }>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    if (equals < 1) throw new OptionsError(`--secondary takes ZONE=HOST, such as example.com=192.0.2.1, not ${text}`);
    const name = text.slice(0, equals);
    const origin = optionName(name, `--secondary: ${name}`);
    const primary = keyedServer(text.slice(equals + 1), "--secondary", keys);
    const known = zones.get(origin.key);
    if (known === undefined) zones.set(origin.key, { origin, primaries: [primary] });
    else known.primaries.push(primary);
  }
  return Array.from(zones.values(), ({ origin, primaries }) => ({
    origin,
    primaries,
    copy: stored && { files: stored, path: `${storedPath(origin)}.copy` },
  }));
}

/** What the `--allow-transfer` options allow. */
function transferRule(option: string, keys: TSIGKeyring): AccessRule {
  const onlyByTLS = option.startsWith("tls:");
  return { ...transferPeers(onlyByTLS ? option.slice("tls:".length) : option, keys), onlyByTLS };
}

function transferPeers(text: string, keys: TSIGKeyring): AccessRule {
  if (text.startsWith("key:")) return { keys: [namedKey(text.slice("key:".length), "--allow-transfer", keys).name] };
  try {
    return { addresses: new AddressList([text]) };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new OptionsError(`--allow-transfer: ${error.message}`, { cause: error });
  }
}

import { basename, dirname } from "node:path";
import { defineTask, OptionsError } from "@twist/core/application";
import { LocalFileSystem } from "@twist/core/filesystem";
import type { NSEC3Options } from "../dnssec/signing/nsec3-chain.js";
import { signZone, type SignZoneOptions } from "../dnssec/signing/sign-zone.js";
import { SigningKey } from "../dnssec/signing/signing-key.js";
import { algorithmMnemonic, signingAlgorithms } from "../dnssec/signing-algorithm.js";
import { decodeHex } from "../presentation/binary-text.js";
import { DS } from "../records/ds.js";
import { nextSerial } from "../zone/serial.js";
import type { Zone } from "../zone/zone.js";
import { writeZoneFile } from "../zone-file/write-zone-file.js";
import { keyRequest, readKey, writeKey } from "./sign-keys.js";
import { zoneOfFile } from "./zone-files.js";

const dayMs = 86_400_000;
const algorithmNames = signingAlgorithms.map(algorithmMnemonic).join(", ");

/** `twist dns sign FILE`: signs a zone file, and makes the keys for it. */
export const signTask = defineTask({
  name: "sign",
  description: "Signs a zone file (DNSSEC), and makes keys for it",
  arguments: [
    { name: "file", description: "The zone file; named for its zone, unless it has a $ORIGIN", type: "path" },
  ],
  options: {
    key: {
      type: "path",
      description: "A key to sign with: either of its files, Kexample.com.+013+12345.key and .private",
      valueName: "FILE",
      repeatable: true,
    },
    generate: {
      type: "text",
      description: `Make a key and sign with it: ${algorithmNames}; a combined one, or ALGORITHM:ksk or ALGORITHM:zsk`,
      valueName: "ALGORITHM",
      repeatable: true,
    },
    keyDirectory: {
      type: "path",
      description: "Where keys that are made go [the zone file's directory]",
      valueName: "DIR",
    },
    out: { type: "path", description: "Where the signed zone goes [FILE.signed]", valueName: "FILE" },
    previous: {
      type: "path",
      description: "The zone as it was signed before: signatures that are still good are taken over",
      valueName: "FILE",
    },
    nsec3: { type: "flag", description: "Deny by NSEC3, whose records can't be read as a list of all names" },
    nsec3Salt: { type: "text", description: "With --nsec3: a salt, in hexadecimal; better none", valueName: "HEX" },
    nsec3Iterations: { type: "integer", description: "With --nsec3: hash so often again; better 0", min: 0, max: 100 },
    optOut: { type: "flag", description: "With --nsec3: leave out delegations that aren't signed" },
    serial: {
      type: "text",
      description: "The signed zone's serial: as it is, one more, or the time in seconds",
      choices: ["keep", "increment", "unixtime"],
      default: "keep",
    },
    validDays: {
      type: "integer",
      description: "For how many days signatures are valid",
      min: 1,
      max: 3650,
      default: 14,
    },
    cds: { type: "flag", description: "Publish CDS and CDNSKEY records, which parents may follow" },
    zonemd: { type: "flag", description: "Publish a digest of the whole zone (ZONEMD)" },
  },
  examples: [
    {
      command: "twist dns sign example.com.zone --generate ECDSAP256SHA256",
      description: "Make a key, sign a zone with it, and print the DS record for the parent",
    },
    {
      command:
        "twist dns sign example.com.zone --key Kexample.com.+013+12345 --previous example.com.zone.signed --serial unixtime",
      description: "Sign it again after a change",
    },
  ],
  async runTask([file = ""], options, context) {
    const { key: keyPaths, generate, nsec3, previous, out = `${file}.signed` } = options;
    if (keyPaths.length + generate.length === 0) throw new OptionsError("Say what to sign with: --key or --generate.");
    if (!nsec3 && (options.optOut || options.nsec3Salt !== undefined || options.nsec3Iterations !== undefined)) {
      throw new OptionsError("--opt-out, --nsec3-salt and --nsec3-iterations are for --nsec3.");
    }
    const requests = generate.map(keyRequest);
    const zone = await zoneOfFile(file, "the zone");
    const keys = await Promise.all(keyPaths.map((path) => readKey(path)));
    // Signatures that the file itself holds needn't be of what it holds now: somebody may have edited it.
    const before = previous === undefined ? undefined : await zoneOfFile(previous, "--previous");
    const made = requests.map((request) => SigningKey.generate(zone.origin, request));
    const nowMs = context.reactor.wallTime();
    const signed = sign(zone, [...keys, ...made], {
      nowMs,
      expirationMs: nowMs + options.validDays * dayMs,
      denial: nsec3 ? { nsec3: nsec3Options(options) } : "nsec",
      serial: serialOf(zone, options.serial, nowMs),
      previous: before,
      publishCDS: options.cds,
      zoneDigest: options.zonemd,
    });
    for (const key of made) context.print(`key ${await writeKey(options.keyDirectory ?? dirname(file), key)}`);
    await writeZoneFile(new LocalFileSystem(dirname(out)), `/${basename(out)}`, signed.records());
    context.print(`zone ${out}`);
    for (const key of [...keys, ...made]) {
      if (key.isEntryPoint) context.print(`${zone.origin.toString()} IN DS ${DS.format(key.ds())}`);
    }
  },
});

interface NSEC3Flags {
  readonly nsec3Salt: string | undefined;
  readonly nsec3Iterations: number | undefined;
  readonly optOut: boolean;
}

function nsec3Options({ nsec3Salt = "", nsec3Iterations, optOut }: NSEC3Flags): NSEC3Options {
  const salt = decodeHex(nsec3Salt);
  if (salt === undefined || salt.length > 255) {
    throw new OptionsError("--nsec3-salt takes up to 255 bytes in hexadecimal.");
  }
  return { salt, iterations: nsec3Iterations, optOut };
}

function serialOf(zone: Zone, policy: string, nowMs: number): number {
  if (policy === "increment") return nextSerial(zone.serial);
  return policy === "unixtime" ? Math.floor(nowMs / 1000) % 0x1_0000_0000 : zone.serial;
}

function sign(zone: Zone, keys: readonly SigningKey[], options: SignZoneOptions): Zone {
  try {
    return signZone(zone, keys, options);
  } catch (error) {
    // What it says is about the keys and options that the user has chosen.
    if (error instanceof RangeError)
      throw new OptionsError(`The zone can't be signed: ${error.message}.`, { cause: error });
    throw error;
  }
}

import { Logger } from "../logging/logger.js";
import type { Checker, Identity, LoginContext, ScramLookup } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";
import { Decoy } from "./decoy.js";
import { PasswordHasher } from "./password-hasher.js";
import { preparePassword, prepareUsername } from "./prepared-string.js";
import type { ScramProof } from "./scram-proof.js";
import { type ScramHash, defaultScramIterations, scramNames } from "./scram-verifier.js";
import type { ScryptCost } from "./scrypt-hash.js";
import type { UsersFileEntry } from "./users-file-entry.js";
import { type BadLine, type UsersFileContent, parseUsersFile } from "./users-file-parser.js";
import type { UsernamePassword } from "./username-password.js";
import { WatchedFile } from "./watched-file.js";

export interface UsersFileOptions {
  /** Which SCRAM the file has verifiers for. A user without one can't log in by it. @default `["sha256"]`, as `twist passwd` writes */
  readonly scram?: readonly ScramHash[];
  /** Hashes. Share one among the files of a process, so that its limits hold for all. @default `new PasswordHasher()` */
  readonly hasher?: PasswordHasher;
  /** Told of each line that was skipped, each time that the file is read. @default a warning in the log */
  readonly onBadLine?: (line: BadLine) => void;
  /** A larger file is refused. @default 16 MiB */
  readonly maxBytes?: number;
  /** See `Decoy`. @default random */
  readonly decoySecret?: Uint8Array;
}

interface Users extends UsersFileContent {
  readonly decoyCost: ScryptCost;
  readonly decoyIterations: ReadonlyMap<ScramHash, number>;
}

const logger = new Logger("twist.cred.users-file");

/**
 * Checks passwords and SCRAM against a users file, as `twist passwd` writes it (see `parseUsersFile`). The file is read
 * again whenever it has changed. For a user that isn't in it, the same work is done as for most that are: let all lines have
 * the same parameters, and nobody can tell.
 */
export class UsersFile implements Checker {
  readonly credentialKinds: readonly CredentialKind[];
  readonly #file: WatchedFile<Users>;
  readonly #hasher: PasswordHasher;
  readonly #decoy: Decoy;

  constructor(path: string, options: UsersFileOptions = {}) {
    const { scram = ["sha256"], maxBytes = 16 * 1024 * 1024, hasher = new PasswordHasher() } = options;

    this.credentialKinds = ["password", ...scram.map((hash) => scramNames[hash])];
    this.#hasher = hasher;
    this.#decoy = new Decoy(options.decoySecret);
    const onBadLine = options.onBadLine ?? warnOf(path);
    this.#file = new WatchedFile(path, { maxBytes, parse: (text) => readUsers(text, onBadLine, hasher.cost) });
  }

  async identify(credentials: Credentials, context: LoginContext = {}): Promise<Identity | undefined> {
    switch (credentials.kind) {
      case "password":
        return this.#checkPassword(credentials, context.signal);
      case "scram-sha-1":
      case "scram-sha-256":
      case "scram-sha-512":
        return this.#checkProof(credentials);
      default:
        return undefined;
    }
  }

  async scramVerifier(username: string, hash: ScramHash): Promise<ScramLookup> {
    const users = await this.#file.read();
    const name = prepareUsername(username) ?? "";
    const verifier = users.users.get(name)?.scram.get(hash);
    if (verifier !== undefined) return { verifier, known: true };
    const iterations = users.decoyIterations.get(hash) ?? defaultScramIterations;
    return { verifier: this.#decoy.scram(name, hash, iterations), known: false };
  }

  async #checkPassword(credentials: UsernamePassword, signal: AbortSignal | undefined): Promise<Identity | undefined> {
    const users = await this.#file.read();
    const password = preparePassword(credentials.password);
    if (password === undefined) return undefined;
    const entry = find(users, credentials.username);
    const stored = entry?.password ?? this.#decoy.scrypt(users.decoyCost);
    const right = await this.#hasher.verify(password, stored, signal);
    return right && entry !== undefined ? { avatarId: entry.username } : undefined;
  }

  async #checkProof(proof: ScramProof): Promise<Identity | undefined> {
    const { verifier, known } = await this.scramVerifier(proof.username, proof.hash);
    return proof.matches(verifier) && known ? { avatarId: prepareUsername(proof.username) ?? "" } : undefined;
  }
}

function find(users: UsersFileContent, username: string): UsersFileEntry | undefined {
  const name = prepareUsername(username);
  return name === undefined ? undefined : users.users.get(name);
}

function readUsers(text: string, onBadLine: (line: BadLine) => void, fallbackCost: ScryptCost): Users {
  const content = parseUsersFile(text);
  content.badLines.forEach(onBadLine);
  const entries = [...content.users.values()];
  const decoyIterations = new Map<ScramHash, number>();
  for (const hash of ["sha1", "sha256", "sha512"] as const) {
    const usual = mostFrequent(
      entries.flatMap((entry) => entry.scram.get(hash)?.iterations ?? []),
      String,
    );
    if (usual !== undefined) decoyIterations.set(hash, usual);
  }
  const costs = entries.map((entry) => entry.password);
  const decoyCost = mostFrequent(costs, ({ ln, r, p }) => [ln, r, p].join()) ?? fallbackCost;
  return { ...content, decoyCost, decoyIterations };
}

/** The value whose key occurs most often; of several, the one that came to it first. */
function mostFrequent<T>(values: readonly T[], keyOf: (value: T) => string): T | undefined {
  const counts = new Map<string, number>();
  let best: T | undefined;
  let bestCount = 0;
  for (const value of values) {
    const count = (counts.get(keyOf(value)) ?? 0) + 1;
    counts.set(keyOf(value), count);
    if (count > bestCount) {
      best = value;
      bestCount = count;
    }
  }
  return best;
}

function warnOf(path: string): (line: BadLine) => void {
  return ({ lineNumber, reason }) => {
    logger.warn("skipped a line of the users file", { path, lineNumber, reason });
  };
}

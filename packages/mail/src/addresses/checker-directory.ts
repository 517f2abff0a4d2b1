import type { ReactorTime } from "@twist/core";
import type { Checker, ScramHash } from "@twist/core/cred";
import type { UserDirectory } from "./user-directory.js";
import { canHaveMaildir } from "./user-names.js";

/** How long an answer holds good. */
const rememberMs = 10_000;
/** So many answers are kept. Whoever asks for made-up names pushes out old ones, and nothing more. */
const maxRemembered = 10_000;

const kinds = { "scram-sha-256": "sha256", "scram-sha-512": "sha512", "scram-sha-1": "sha1" } as const;

interface Answer {
  readonly user: string | undefined;
  readonly at: number;
}

/**
 * The users that a process's checkers know: those for which one has a SCRAM verifier, which is the only question about a user that needs no password. Answers
 * are remembered for ten seconds.
 */
export class CheckerDirectory implements UserDirectory {
  readonly #checkers: readonly Checker[];
  readonly #clock: ReactorTime;
  readonly #answers = new Map<string, Answer>();

  constructor(checkers: readonly Checker[], clock: ReactorTime) {
    this.#checkers = checkers;
    this.#clock = clock;
  }

  find(name: string): string | undefined | Promise<string | undefined> {
    const answer = this.#answers.get(name);
    if (answer !== undefined && this.#clock.now() - answer.at < rememberMs) return answer.user;
    return this.#ask(name);
  }

  async #ask(name: string): Promise<string | undefined> {
    let user: string | undefined;
    for (const candidate of new Set([name, name.toLowerCase()])) {
      if (user === undefined && canHaveMaildir(candidate) && (await this.#knows(candidate))) user = candidate;
    }
    const [oldest] = this.#answers.keys();
    this.#answers.delete(name);
    if (this.#answers.size >= maxRemembered && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(name, { user, at: this.#clock.now() });
    return user;
  }

  async #knows(name: string): Promise<boolean> {
    for (const checker of this.#checkers) {
      const hash = scramOf(checker);
      if (hash !== undefined && (await checker.scramVerifier?.(name, hash))?.known === true) return true;
    }
    return false;
  }
}

function scramOf(checker: Checker): ScramHash | undefined {
  for (const kind of checker.credentialKinds) {
    if (kind in kinds) return kinds[kind as keyof typeof kinds];
  }
  return undefined;
}

import type { Checker, Identity } from "./checker.js";
import type { CredentialKind, Credentials } from "./credentials.js";

/** Lets in everyone who says that they are nobody in particular. */
export class AnonymousChecker implements Checker {
  readonly credentialKinds: readonly CredentialKind[] = ["anonymous"];
  readonly #avatarId: string;

  /** @param avatarId Who they then are. @default "anonymous" */
  constructor(avatarId = "anonymous") {
    this.#avatarId = avatarId;
  }

  identify(credentials: Credentials): Promise<Identity | undefined> {
    return Promise.resolve(credentials.kind === "anonymous" ? { avatarId: this.#avatarId } : undefined);
  }
}

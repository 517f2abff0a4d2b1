/** Knows who has a mailbox here. */
export interface UserDirectory {
  /**
   * The user whom `name` means: a local part, or a whole address in lower case for users whose name is their address. Case doesn't matter where only one user's
   * name has these letters. `undefined` where there is none. What it fails with is answered with "try again later".
   */
  find(name: string): string | undefined | PromiseLike<string | undefined>;
}

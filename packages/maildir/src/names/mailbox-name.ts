/**
 * Mailboxes have names such as `Work/Größe`; on disk that is the folder `.Work.Gr&APYA3w-e` beside the INBOX's `cur`
 * (Maildir++). Whatever comes from a client goes through here, and what comes out names a folder directly in the
 * user's own, or is refused.
 */
import { MaildirError } from "../errors/maildir-error.js";
import { decodeModifiedUTF7, encodeModifiedUTF7 } from "./modified-utf7.js";

/** What stands between the levels of a mailbox's name. */
export const hierarchyDelimiter = "/";

/** The deepest hierarchy. */
export const maxMailboxDepth = 32;

/** The longest folder name, in bytes: what file systems allow, with room for a temporary suffix. */
export const maxFolderNameBytes = 240;

/** The name as it is kept: INBOX in capitals wherever it comes first. Fails with `INVALID_NAME`. */
export function normalizeMailboxName(name: string): string {
  const parts = name.split(hierarchyDelimiter, maxMailboxDepth + 1);
  if (parts[0]?.toUpperCase() === "INBOX") parts[0] = "INBOX";
  const fault = faultOf(parts);
  if (fault !== undefined) throw new MaildirError("INVALID_NAME", `not the name of a mailbox: ${fault}`);
  return parts.join(hierarchyDelimiter);
}

/** The folder of a mailbox, relative to the user's: empty for INBOX. Fails with `INVALID_NAME`. */
export function mailboxFolder(name: string): string {
  const normalized = normalizeMailboxName(name);
  return normalized === "INBOX" ? "" : folderOf(normalized.split(hierarchyDelimiter));
}

/** The mailbox of a folder such as `.Work.Projects`; undefined where that is no mailbox that we would write. */
export function folderMailbox(folder: string): string | undefined {
  if (!folder.startsWith(".")) return undefined;
  const parts = folder
    .slice(1)
    .split(".", maxMailboxDepth + 1)
    .map(decodeModifiedUTF7);
  if (!parts.every((part) => part !== undefined) || faultOf(parts) !== undefined) return undefined;
  // `.INBOX` would be a second INBOX, and `.inbox.x` a second INBOX/x.
  if (parts[0]?.toUpperCase() === "INBOX" && (parts.length === 1 || parts[0] !== "INBOX")) return undefined;
  return parts.join(hierarchyDelimiter);
}

function folderOf(parts: readonly string[]): string {
  return parts.map((part) => `.${encodeModifiedUTF7(part)}`).join("");
}

function faultOf(parts: readonly string[]): string | undefined {
  if (parts.length > maxMailboxDepth) return `more than ${String(maxMailboxDepth)} levels`;
  if (parts.includes("")) return "an empty level";
  if (parts.some((part) => /[\0-\x1f\x7f-\x9f\u2028\u2029]/.test(part))) return "a control character";
  if (parts.some((part) => /\p{Surrogate}/u.test(part))) return "half of a surrogate pair";
  // The dot is what separates levels on disk.
  if (parts.some((part) => part.includes("."))) return "a dot";
  if (parts.some((part) => part.includes("/"))) return "a slash";
  if (parts[0]?.startsWith("~") === true) return "a tilde at its start";
  if (folderOf(parts).length > maxFolderNameBytes) return "too long";
  return undefined;
}

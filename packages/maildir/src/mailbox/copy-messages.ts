import type { DeliveryTarget } from "../delivery/delivery-options.js";
import { Delivery } from "../delivery/delivery.js";
import { MaildirError, systemCode } from "../errors/maildir-error.js";
import type { FilePath } from "../files/disk.js";
import { filePath } from "../names/file-path.js";
import { formatFlagLetters } from "../names/flag-mask.js";
import { sizeInName, withSizes } from "../names/message-name.js";
import { deliveryTarget } from "./mailbox-context.js";
import type { MailboxState } from "./mailbox-state.js";
import { withFile } from "./message-file.js";
import { readMessage } from "./read-message.js";
import type { PlacedFile } from "./reconcile.js";
import { storedSize, takeAway } from "./remove-messages.js";

/** Which messages went where, for IMAP's COPYUID (RFC 4315 §3). */
export interface Copied {
  /** The target's. */
  readonly uidValidity: number;
  /** In the source. */
  readonly sourceUIDs: readonly number[];
  /** In the target, in the same order. */
  readonly uids: readonly number[];
}

/** What a copy of a message will be called. */
interface NewName extends PlacedFile {
  readonly size: number;
}

/**
 * Copies messages to another mailbox, or the same, with their flags and dates: as hard links, where the file system has them. All of
 * them or none. Messages that are gone are left out.
 */
export async function copyMessages(
  source: MailboxState,
  uids: Iterable<number>,
  target: MailboxState,
): Promise<Copied> {
  const { disk, quota } = target.context;
  const done: { readonly uid: number; readonly file: NewName }[] = [];
  try {
    for (const uid of new Set(uids)) {
      const file = await copyOne(source, uid, target);
      if (file !== undefined) done.push({ uid, file });
    }
    await syncPlaces(target, done);
  } catch (error) {
    for (const { file } of done) {
      await disk.unlink(pathOf(target, file)).then(
        () => quota?.release(file.size, 1),
        () => undefined,
      );
    }
    throw MaildirError.from(error);
  }
  return copied(target, done);
}

/** Moves messages: each is in one of the two mailboxes at any moment, and in one only. Where one can't be moved, those before it have been. */
export async function moveMessages(
  source: MailboxState,
  uids: Iterable<number>,
  target: MailboxState,
): Promise<Copied> {
  const { disk } = target.context;
  const done: { readonly uid: number; readonly file: NewName }[] = [];
  let failure: unknown;
  await source.transaction(async (changes) => {
    try {
      await takeAway(source, [...new Set(uids)], changes, async (path, uid) => {
        const file = await newName(source, uid, target, path);
        await disk.rename(path, pathOf(target, file));
        done.push({ uid, file });
      });
      // The new names first: between the two, a power failure may leave both, and never neither.
      await syncPlaces(target, done);
    } catch (error) {
      failure = error;
    }
  });
  const result = await copied(target, done);
  if (failure !== undefined) throw MaildirError.from(failure);
  return result;
}

async function copied(target: MailboxState, done: readonly { uid: number; file: NewName }[]): Promise<Copied> {
  const uids = done.length === 0 ? [] : await target.learn(done.map(({ file }) => file));
  return { uidValidity: target.index.uidValidity, sourceUIDs: done.map(({ uid }) => uid), uids };
}

async function copyOne(source: MailboxState, uid: number, target: MailboxState): Promise<NewName | undefined> {
  const { disk, quota } = target.context;
  try {
    return await withFile(source, uid, async (path) => {
      const file = await newName(source, uid, target, path);
      try {
        await disk.link(path, pathOf(target, file));
      } catch (error) {
        if (!needsRealCopy(error)) throw error;
        return copyContent(source, uid, target);
      }
      if (quota?.reserve(file.size, 1) !== false) return file;
      await disk.unlink(pathOf(target, file));
      throw new MaildirError("OVER_QUOTA", "the user has too much mail");
    });
  } catch (error) {
    if (error instanceof MaildirError && error.code === "NO_SUCH_MESSAGE") return undefined;
    throw error;
  }
}

/** Another file system, one without hard links, or a file that has as many as it may. */
function needsRealCopy(error: unknown): boolean {
  return ["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(systemCode(error) ?? "");
}

async function copyContent(source: MailboxState, uid: number, target: MailboxState): Promise<NewName> {
  const flagLetters = await flagLettersFor(source, uid, target);
  const internalDateMs = await internalDateOf(source, uid);
  const to: DeliveryTarget = deliveryTarget(target.context, target.folder, () => Promise.resolve());
  const delivery = new Delivery(to, { flagLetters, internalDateMs });
  try {
    for await (const chunk of readMessage(source, uid, {})) if (!delivery.write(chunk)) await delivery.drained();
  } catch (error) {
    await delivery.abort();
    throw error;
  }
  const { name, size } = await delivery.commit();
  return { ...placed(name, flagLetters), size };
}

async function internalDateOf(source: MailboxState, uid: number): Promise<number> {
  return withFile(source, uid, async (path) => Number((await source.context.disk.lstat(path)).mtimeMs));
}

async function newName(source: MailboxState, uid: number, target: MailboxState, path: FilePath): Promise<NewName> {
  const row = source.table.rowOfUid(uid);
  const virtual = row < 0 ? undefined : sizeInName(source.table.baseAt(row), "W");
  const size = await storedSize(source, path, uid);
  const base = withSizes(target.context.names.next(), size, virtual);
  return { ...placed(base, await flagLettersFor(source, uid, target)), size };
}

function placed(base: string, letters: string): PlacedFile {
  return letters === "" ? { place: "new", name: base } : { place: "cur", name: `${base}:2,${letters}` };
}

/** Keywords go by their names: each mailbox has letters of its own. */
async function flagLettersFor(source: MailboxState, uid: number, target: MailboxState): Promise<string> {
  const row = source.table.rowOfUid(uid);
  const flags = row < 0 ? 0 : source.table.flagsAt(row);
  return formatFlagLetters(await target.keywords.maskOf(source.keywords.namesOf(flags)));
}

function pathOf(target: MailboxState, { place, name }: PlacedFile): FilePath {
  return filePath(`${target.folder}/${place}`, name);
}

async function syncPlaces(target: MailboxState, done: readonly { file: NewName }[]): Promise<void> {
  const { directorySync, durable } = target.context;
  if (!durable) return;
  for (const place of new Set(done.map(({ file }) => file.place)))
    await directorySync.sync(`${target.folder}/${place}`);
}

import { access } from "node:fs/promises";
import { join } from "node:path";
import type { ReactorTime } from "@twist/core";
import { defineTask, OptionsError, type TaskContext } from "@twist/core/application";
import { nodeDisk, ProcessLock } from "@twist/maildir";
import { isQueueId } from "../queue/queue-entry.js";
import { QueueFolder } from "../queue/queue-folder.js";
import { writeRequest } from "../queue/queue-requests.js";
import { defaultQueueFolder } from "./default-queue-folder.js";
import { describeEntry, describeTotal } from "./describe-entry.js";

/** How long the server may take to do what is asked for. */
const patienceMs = 10_000;
const lookMs = 100;

/** `twist mail queue list|flush|remove` */
export const queueTask = defineTask({
  name: "queue",
  description: "Shows the mails that wait for their delivery, tries them at once, or removes some",
  arguments: [
    { name: "action", description: "What to do", choices: ["list", "flush", "remove"] },
    { name: "id", description: "The mails to remove, by the names that list shows", optional: true, variadic: true },
  ],
  options: {
    maildir: { type: "path", description: "The server's --maildir; its queue is in there", valueName: "DIR" },
    queue: { type: "path", description: "The server's --queue, where it has one", valueName: "DIR" },
    all: { type: "flag", description: "Remove all mails" },
  },
  examples: [
    { command: "twist mail queue list --maildir /srv/mail", description: "Show what waits, and why." },
    { command: "twist mail queue flush --maildir /srv/mail", description: "Try all of it now." },
    { command: "twist mail queue remove --maildir /srv/mail 00MAB3KX90A1B2C3D4E5F6", description: "Forget one mail." },
  ],
  async runTask([action, ...ids], { maildir, queue, all }, context) {
    const path = queue ?? (maildir === undefined ? undefined : defaultQueueFolder(maildir));
    if (path === undefined) throw new OptionsError("Give the server's --maildir or --queue.");
    await access(join(path, "queued")).catch((cause: unknown) => {
      throw new OptionsError(`There is no queue in ${path}`, { cause });
    });
    const folder = new QueueFolder(path, nodeDisk, context.reactor);
    if (action !== "remove" && (ids.length > 0 || all)) throw new OptionsError("Names and --all go with remove.");
    if (action === "list") await list(folder, context);
    else if (action === "flush") await flush(folder, context);
    else await remove(folder, all ? await folder.list() : ids, context);
  },
});

async function list(folder: QueueFolder, { print }: TaskContext): Promise<void> {
  let bytes = 0;
  let count = 0;
  for (const id of await folder.list()) {
    // One that is delivered meanwhile isn't there any more.
    const entry = await folder.readEntry(id).catch(() => undefined);
    if (entry === undefined) continue;
    count += 1;
    bytes += entry.size;
    for (const line of describeEntry(entry)) print(line);
  }
  print(describeTotal(count, bytes));
}

async function flush(folder: QueueFolder, context: TaskContext): Promise<void> {
  const path = await writeRequest(folder, "flush");
  if (await isDone(path, context)) context.print("All mails are tried now.");
  else context.print("No server works on this queue just now. All mails are tried when it starts.");
}

async function remove(folder: QueueFolder, ids: readonly string[], context: TaskContext): Promise<void> {
  const wrong = ids.find((id) => !isQueueId(id));
  if (wrong !== undefined) throw new OptionsError(`"${wrong}" is no name of a mail`);
  if (ids.length === 0) {
    context.print("There is nothing to remove.");
    return;
  }
  const known = new Set(await folder.list());
  const lock = new ProcessLock(folder.disk, folder.lockPath, { clock: context.reactor });
  const isIdle = await lock.tryAcquire();
  try {
    for (const id of ids) {
      if (!known.has(id)) context.print(`${id} is not there.`);
      else if (isIdle) await folder.remove(id);
      else if (!(await isDone(await writeRequest(folder, `remove-${id}`), context))) {
        throw new Error("The server that works on this queue does not answer");
      }
      if (known.has(id)) context.print(`${id} was removed.`);
    }
  } finally {
    await lock.release();
  }
}

/** Whether a server has done it: its file is gone then. */
async function isDone(path: string, { reactor, signal }: TaskContext): Promise<boolean> {
  const deadline = reactor.now() + patienceMs;
  while (reactor.now() < deadline && !signal.aborted) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) return true;
    await pause(reactor);
  }
  return false;
}

function pause(clock: ReactorTime): Promise<void> {
  return new Promise((resolve) => {
    clock.callLater(lookMs, resolve);
  });
}

/** What `node:net` and `node:fs` allow: replies to the commands of this benchmark, and the whole message into a Maildir, synced. */
import { mkdir, open, rename } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { listen } from "../../smtp/peers/listen.js";
import { durable, root, serve } from "./store.js";

const end = Buffer.from("\r\n.\r\n");
const inbox = join(root, "new");
let count = 0;

/** @param {readonly Buffer[]} chunks */
async function store(chunks) {
  const name = String(count++);
  const file = await open(join(root, "tmp", name), "wx");
  await file.writev(chunks);
  if (durable) await file.sync();
  await file.close();
  await rename(join(root, "tmp", name), join(inbox, name));
  if (!durable) return;
  const folder = await open(inbox, "r");
  await folder.sync();
  await folder.close();
}

serve(inbox, async () => {
  await mkdir(inbox);
  await mkdir(join(root, "tmp"));
  return listen(
    createServer({ noDelay: true }, (socket) => {
      /** @type {Buffer[] | undefined} */
      let message;
      socket.on("error", () => socket.destroy());
      socket.write("220 bare.example ESMTP\r\n");
      socket.on("data", (received) => {
        if (message === undefined) {
          // D of DATA.
          if (received[0] === 0x44) message = [];
          socket.write(message === undefined ? "250 OK\r\n" : "354 Go on\r\n");
          return;
        }
        message.push(received);
        if (!received.subarray(-3).equals(end.subarray(-3))) return;
        const whole = message;
        message = undefined;
        void store(whole).then(() => socket.write("250 OK\r\n"));
      });
    }),
  );
});

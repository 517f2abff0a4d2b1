/** What one writes with dns-packet and `node:dgram`: answers of another server, kept in a `Map` for as long as they hold. */
import packet from "dns-packet";
import { bind } from "./bind.js";
import { serve } from "./serve.js";
import { address, records, ttl } from "./zone.js";

/** @typedef {{ expiresAt: number, answers: readonly import("dns-packet").Answer[] }} Kept */

serve(async () => {
  const upstream = await answerAll();
  return { forward: await forwardTo(upstream) };
});

/** @param {number} upstream */
async function forwardTo(upstream) {
  /** @type {Map<string, Kept>} */
  const cache = new Map();
  /** @type {Map<number, (answers: readonly import("dns-packet").Answer[]) => void>} */
  const waiting = new Map();
  return bind((socket, data, from) => {
    const message = packet.decode(data);
    const id = message.id ?? 0;
    if (from.port === upstream) {
      waiting.get(id)?.(message.answers ?? []);
      waiting.delete(id);
      return;
    }
    const [question] = message.questions ?? [];
    const key = `${question?.name.toLowerCase() ?? ""} ${question?.type ?? ""}`;
    const reply = (/** @type {Kept} */ { expiresAt, answers }) => {
      const left = Math.ceil((expiresAt - performance.now()) / 1_000);
      const flags = packet.RECURSION_AVAILABLE | ((message.flags ?? 0) & packet.RECURSION_DESIRED);
      const aged = answers.map((answer) => ({ ...answer, ttl: left }));
      const encoded = packet.encode({ id, type: "response", flags, questions: message.questions ?? [], answers: aged });
      socket.send(encoded, from.port, from.address);
    };
    const kept = cache.get(key);
    if (kept !== undefined && kept.expiresAt > performance.now()) {
      reply(kept);
      return;
    }
    waiting.set(id, (answers) => {
      const fresh = { expiresAt: performance.now() + ttl * 1_000, answers };
      cache.set(key, fresh);
      reply(fresh);
    });
    socket.send(data, upstream, "127.0.0.1");
  });
}

/** The server that is asked: it has one record. */
function answerAll() {
  const [record] = records.one();
  return bind((socket, data, from) => {
    const { id = 0, questions = [] } = packet.decode(data);
    const answers = [{ name: record?.name ?? "", type: /** @type {const} */ ("A"), ttl, data: address }];
    socket.send(packet.encode({ id, type: "response", questions, answers }), from.port, from.address);
  });
}

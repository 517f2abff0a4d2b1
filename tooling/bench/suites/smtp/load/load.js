/** The load on the servers, in a process of its own. */
import { answer } from "../../../runner/answer.js";
import { Conversation } from "./conversation.js";
import { startOf } from "./duration.js";
import { data, mail, makeMessage, rcpt } from "./messages.js";

/** @typedef {{ port: number, bytes: number, connections: number, amount: import("./duration.js").Amount }} Load */

answer({ lockStep, pipelined, newConnections, hugeMessage });

const greet = [
  { says: "", replies: 1 },
  { says: "EHLO client.example\r\n", replies: 1 },
];

/** Each command waits for the reply to the one before. @param {Load} load */
function lockStep(load) {
  const message = Buffer.from(`${makeMessage(load.bytes)}.\r\n`);
  const steps = [mail, rcpt, data, message].map((says) => ({ says, replies: 1 }));
  return keepAll(load, steps);
}

/** Messages follow on each other: a message goes out together with the commands of the next one (RFC 2920). @param {Load} load */
async function pipelined(load) {
  const commands = mail + rcpt + data;
  const steps = [{ says: Buffer.from(`${makeMessage(load.bytes)}.\r\n${commands}`), replies: 4 }];
  return keepAll(load, steps, [{ says: commands, replies: 3 }]);
}

/**
 * @param {Load} load
 * @param {readonly import("./conversation.js").Step[]} steps
 * @param {readonly import("./conversation.js").Step[]} [before]
 */
async function keepAll({ port, connections, amount }, steps, before = []) {
  const conversations = Array.from({ length: connections }, () => new Conversation(port));
  await Promise.all(conversations.map((conversation) => conversation.say([...greet, ...before])));
  const start = performance.now();
  const goesOn = startOf(amount);
  let messages = 0;
  await Promise.all(
    conversations.map((conversation) =>
      conversation.say(steps, () => {
        messages += 1;
        return goesOn(messages);
      }),
    ),
  );
  const seconds = (performance.now() - start) / 1e3;
  for (const conversation of conversations) conversation.close();
  return { messages, seconds };
}

/** A connection for each message, from greeting to QUIT. @param {Load} load */
async function newConnections({ port, bytes, connections, amount }) {
  const message = Buffer.from(`${makeMessage(bytes)}.\r\n`);
  const steps = [...greet, ...[mail, rcpt, data, message, "QUIT\r\n"].map((says) => ({ says, replies: 1 }))];
  const start = performance.now();
  const goesOn = startOf(amount);
  let messages = 0;
  const worker = async () => {
    do {
      const conversation = new Conversation(port);
      await conversation.say(steps);
      conversation.close();
      messages += 1;
    } while (goesOn(messages));
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return { messages, seconds: (performance.now() - start) / 1e3 };
}

/** One message that fits in no memory. @param {{ port: number, bytes: number }} load */
async function hugeMessage({ port, bytes }) {
  const chunk = Buffer.from(makeMessage(1 << 20));
  const conversation = new Conversation(port);
  await conversation.say([...greet, ...[mail, rcpt, data].map((says) => ({ says, replies: 1 }))]);
  await conversation.stream(chunk, Math.ceil(bytes / chunk.length));
  await conversation.say([{ says: ".\r\n", replies: 1 }]);
  conversation.close();
  return null;
}

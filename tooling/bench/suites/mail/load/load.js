/** The load on the mail servers, in a process of its own. */
import { answer } from "../../../runner/answer.js";
import { Conversation } from "../../smtp/load/conversation.js";
import { data, mail, makeMessage, rcpt } from "../../smtp/load/messages.js";

answer({ send });

const greet = [
  { says: "", replies: 1 },
  { says: "EHLO client.example\r\n", replies: 1 },
];

/**
 * Sends so many messages, each command waiting for the reply to the one before.
 *
 * @param {{ port: number, bytes: number, connections: number, messages: number }} load
 */
async function send({ port, bytes, connections, messages }) {
  const message = Buffer.from(`${makeMessage(bytes)}.\r\n`);
  const steps = [mail, rcpt, data, message].map((says) => ({ says, replies: 1 }));
  const conversations = Array.from({ length: connections }, () => new Conversation(port));
  await Promise.all(conversations.map((conversation) => conversation.say(greet)));
  let left = messages - connections;
  await Promise.all(conversations.map((conversation) => conversation.say(steps, () => left-- > 0)));
  for (const conversation of conversations) conversation.close();
}

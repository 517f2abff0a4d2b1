/** Sends one large mail, and tells how high memory went. */
import { sendMail } from "@twist/smtp";
import { answer } from "../../../runner/answer.js";
import { envelope, makeMessage } from "../load/messages.js";

answer({ send });

/** @param {{ port: number, bytes: number }} options */
async function send({ port, bytes }) {
  const chunk = Buffer.from(makeMessage(2 ** 16));
  async function* message() {
    for (let sent = 0; sent < bytes; sent += chunk.length) yield Promise.resolve(chunk);
  }
  await sendMail({ host: "127.0.0.1", port, security: "none-on-loopback", envelope, message: message() });
  return process.resourceUsage().maxRSS * 1024;
}

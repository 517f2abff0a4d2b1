/** `message-builder ENDPOINT`: what `packages/smtp/README.md` shows under "Building messages". */
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import { sendMail } from "@twist/smtp";

const mail = new MailComposer({
  from: "Ada <ada@client.example>",
  to: "Bob <bob@mail.example>",
  subject: "grüße",
  text: "Hello!",
  attachments: [{ filename: "notes.txt", content: "…" }],
}).compile();

const { from, to } = mail.getEnvelope();
const message = { stream: () => mail.createReadStream() };
await sendMail({ endpoint: process.argv[2] ?? "tcp:127.0.0.1:2525", envelope: { from: from || "", to }, message });

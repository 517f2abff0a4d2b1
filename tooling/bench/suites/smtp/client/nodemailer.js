/** nodemailer's pool, given a message that is already made, as ours is. */
import { createTransport } from "nodemailer";
import { envelope } from "../load/messages.js";
import { connections, measureClient } from "./measure-client.js";

measureClient((port) => {
  const transport = createTransport({
    host: "127.0.0.1",
    port,
    pool: true,
    ignoreTLS: true,
    maxConnections: connections,
    // As ours has it by default; nodemailer's default is the same.
    maxMessages: 100,
    logger: false,
  });
  return (raw) => transport.sendMail({ envelope, raw });
});

/** Ours, as a user of Twist writes it. */
import { SMTPPool } from "@twist/smtp";
import { envelope } from "../load/messages.js";
import { connections, measureClient } from "./measure-client.js";

measureClient((port) => {
  const pool = new SMTPPool({ host: "127.0.0.1", port, security: "none-on-loopback", maxConnections: connections });
  return (message) => pool.send(envelope, message);
});

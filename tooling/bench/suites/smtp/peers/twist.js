/** Ours, as a user of Twist writes it: messages are read as streams. */
import { reactor } from "@twist/core";
import { SMTPFactory, deliverTo } from "@twist/smtp";
import { serve } from "./serve.js";

const factory = new SMTPFactory({
  session: deliverTo({
    async deliver(message) {
      for await (const _chunk of message);
    },
  }),
  // The huge message has to come through.
  limits: { maxMessageBytes: Infinity },
});

serve(async () => {
  const port = await reactor.listenTCP(0, factory, { interface: "127.0.0.1", backlog: 4_096 });
  if (port.address.type !== "tcp") throw new Error("not a TCP port");
  return port.address.port;
});

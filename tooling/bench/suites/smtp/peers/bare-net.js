/** What `node:net` allows: replies to the commands of this benchmark, and nothing of SMTP looked at but where a message ends. */
import { createServer } from "node:net";
import { listen } from "./listen.js";
import { serve } from "./serve.js";

const end = Buffer.from("\r\n.\r\n");

serve(() =>
  listen(
    createServer({ noDelay: true }, (socket) => {
      let inMessage = false;
      socket.on("error", () => socket.destroy());
      socket.write("220 bare.example ESMTP\r\n");
      socket.on("data", (received) => {
        let answers = "";
        let at = 0;
        while (at < received.length) {
          if (inMessage) {
            const found = received.indexOf(end, at);
            // The last dot may come in pieces. It doesn't matter here whether a piece of a message looks like it.
            const ends = found !== -1 || received.subarray(-3).equals(end.subarray(-3));
            at = found === -1 ? received.length : found + end.length;
            if (!ends) continue;
            inMessage = false;
            answers += "250 OK\r\n";
            continue;
          }
          const line = received.indexOf(10, at);
          if (line === -1) break;
          const verb = received[at];
          at = line + 1;
          // D of DATA, E of EHLO, Q of QUIT.
          if (verb === 0x44) inMessage = true;
          answers +=
            verb === 0x44 ? "354 Go on\r\n" : verb === 0x45 ? "250-bare.example\r\n250 PIPELINING\r\n" : "250 OK\r\n";
          if (verb === 0x51) socket.end(answers);
        }
        if (answers !== "" && !socket.writableEnded) socket.write(answers);
      });
    }),
  ),
);

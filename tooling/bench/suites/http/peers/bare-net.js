/** What `node:net` allows: a fixed answer for each head that has come, and nothing of HTTP looked at but where a head ends. */
import { createServer } from "node:net";
import { listen } from "./listen.js";
import { serve, text } from "./serve.js";

const headEnd = "\r\n\r\n";
const answer = [
  "HTTP/1.1 200 OK",
  `Date: ${new Date().toUTCString()}`,
  "Content-Type: text/plain; charset=utf-8",
  `Content-Length: ${String(text.length)}`,
  "",
  text,
].join("\r\n");

serve(async () => ({
  hello: await listen(
    createServer({ noDelay: true }, (socket) => {
      // A server that doesn't listen for errors ends with the first connection that is reset.
      socket.on("error", () => socket.destroy());
      socket.on("data", (data) => {
        let answers = "";
        for (let at = data.indexOf(headEnd); at >= 0; at = data.indexOf(headEnd, at + 4)) answers += answer;
        socket.write(answers, "latin1");
      });
    }),
  ),
}));

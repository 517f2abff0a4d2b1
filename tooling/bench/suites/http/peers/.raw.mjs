import { Factory, Protocol, reactor } from "@twist/core";
import { serve, text } from "./serve.js";
const answer = `HTTP/1.1 200 OK\r\nDate: ${new Date().toUTCString()}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\n\r\n${text}`;
class P extends Protocol {
  dataReceived(d) {
    this.transport.write(answer, "latin1");
  }
}
serve(async () => {
  const port = await reactor.listenTCP(0, Factory.forProtocol(P), { interface: "127.0.0.1" });
  return { hello: port.address.port };
});

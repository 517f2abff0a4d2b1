/** `starttls PORT KEY CERT`: as much of SMTP as it takes to be told to start TLS. Then it echoes lines. */
import { CertificateFiles, Factory, formatAddress, LineReceiver, reactor } from "@twist/core";

const [port = "0", key = "", cert = ""] = process.argv.slice(2);
const certificate = new CertificateFiles(key, cert, reactor);

class StartTLS extends LineReceiver {
  #secure = false;

  /** @override */
  connectionMade() {
    this.sendLine("220 localhost ready");
  }

  /**
   * @override
   * @param {Buffer} line
   */
  lineReceived(line) {
    const text = line.toString();
    if (this.#secure) {
      this.sendLine(`you said: ${text}`);
    } else if (text.startsWith("EHLO")) {
      this.sendLine("250-localhost");
      this.sendLine("250 STARTTLS");
    } else if (text === "STARTTLS") {
      this.sendLine("220 go ahead");
      this.transport.startTLS({ role: "server", certificate });
      this.#secure = true;
    }
  }
}

const listening = await reactor.listenTCP(Number(port), Factory.forProtocol(StartTLS), { interface: "127.0.0.1" });
process.stderr.write(`listening script ${formatAddress(listening.address)}\n`);

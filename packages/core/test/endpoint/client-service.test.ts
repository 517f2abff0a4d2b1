import { describe, expect, it } from "@jest/globals";
import { Deferred } from "../../src/deferred/deferred.js";
import { ClientService, type ClientServiceOptions } from "../../src/endpoint/client-service.js";
import type { ClientEndpoint } from "../../src/endpoint/endpoint.js";
import { Factory } from "../../src/protocol/factory.js";
import { Protocol } from "../../src/protocol/protocol.js";
import { Clock } from "../../src/reactor/clock.js";
import { StringTransport } from "../../src/testing/string-transport.js";
import { ConnectionDone, ConnectionRefusedError } from "../../src/transport/connection-errors.js";
import type { ProtocolFactory } from "../../src/transport/protocol-factory.js";
import type { StreamProtocol } from "../../src/transport/transport.js";

class Client extends Protocol {}

/** An endpoint whose attempts the test decides. */
class Attempts implements ClientEndpoint {
  count = 0;
  givenUp = 0;
  #accept: (() => StringTransport) | undefined;
  #refuse: (() => void) | undefined;
  #lose: (() => void) | undefined;

  connect<P extends StreamProtocol>(factory: ProtocolFactory<P>): Deferred<P> {
    this.count += 1;
    const attempt = new Deferred<P>(() => {
      this.givenUp += 1;
    });
    this.#refuse = () => {
      attempt.errback(new ConnectionRefusedError("Refused."));
    };
    this.#accept = () => {
      const transport = new StringTransport();
      const protocol = factory.buildProtocol(transport.peer);
      if (protocol === undefined) throw new Error("the factory refused");
      this.#lose = () => {
        protocol.connectionLost(new ConnectionDone());
      };
      protocol.makeConnection(transport);
      attempt.callback(protocol);
      return transport;
    };
    return attempt;
  }

  accept(): StringTransport {
    if (this.#accept === undefined) throw new Error("nobody connects");
    return this.#accept();
  }

  refuse(): void {
    this.#refuse?.();
  }

  lose(): void {
    this.#lose?.();
  }
}

function makeService(options: ClientServiceOptions<Client> = {}): {
  service: ClientService<Client>;
  attempts: Attempts;
  clock: Clock;
} {
  const attempts = new Attempts();
  const clock = new Clock();
  const service = new ClientService(attempts, Factory.forProtocol(Client), clock, {
    retryPolicy: (failures) => failures * 1000,
    ...options,
  });
  return { service, attempts, clock };
}

const code = async (deferred: Deferred<unknown>): Promise<unknown> =>
  deferred.then(
    () => "fired",
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe("ClientService", () => {
  it("connects when it is started, once", () => {
    const { service, attempts } = makeService();
    service.startService();
    service.startService();
    expect(attempts.count).toBe(1);
  });

  it("gives the protocol to those who wait, and at once to those who come later", async () => {
    const { service, attempts } = makeService();
    service.startService();
    const early = service.whenConnected();
    attempts.accept();
    expect(await early).toBeInstanceOf(Client);
    expect(await service.whenConnected()).toBe(await early);
  });

  it("tries again after a failure, as its policy says", () => {
    const { service, attempts, clock } = makeService();
    service.startService();
    attempts.refuse();
    clock.advance(999);
    expect(attempts.count).toBe(1);
    clock.advance(1);
    expect(attempts.count).toBe(2);
    attempts.refuse();
    clock.advance(1999);
    expect(attempts.count).toBe(2);
    clock.advance(1);
    expect(attempts.count).toBe(3);
  });

  it("connects again when the connection is lost, also after the protocol switched to another", async () => {
    const { service, attempts, clock } = makeService();
    service.startService();
    attempts.accept();
    const protocol = await service.whenConnected();
    protocol.transport.switchProtocol(new Client());
    attempts.lose();
    clock.advance(1000);
    expect(attempts.count).toBe(2);
  });

  it("fails those who wait after as many failures as they allow", async () => {
    const { service, attempts, clock } = makeService();
    service.startService();
    const patient = service.whenConnected();
    const impatient = service.whenConnected(2);
    attempts.refuse();
    clock.advance(1000);
    attempts.refuse();
    expect(await code(impatient)).toBe("CONNECTION_REFUSED");
    clock.advance(2000);
    attempts.accept();
    expect(await patient).toBeInstanceOf(Client);
  });

  it("lets one who waits give up without hurting the others", async () => {
    const { service, attempts } = makeService();
    service.startService();
    const [one, other] = [service.whenConnected(), service.whenConnected()];
    one.cancel();
    attempts.accept();
    expect(await code(one)).toBe("CANCELLED");
    expect(await other).toBeInstanceOf(Client);
  });

  it("prepares each connection before it gives it away", async () => {
    const prepared = new Deferred<void>();
    const { service, attempts } = makeService({ prepareConnection: () => prepared });
    service.startService();
    let ready = false;
    const connected = service.whenConnected().addCallback(() => (ready = true));
    attempts.accept();
    expect(ready).toBe(false);
    prepared.callback(undefined);
    await connected;
    expect(ready).toBe(true);
  });

  it("closes a connection that could not be prepared, and tries again", () => {
    const { service, attempts, clock } = makeService({
      prepareConnection: () => {
        throw new Error("wrong password");
      },
    });
    service.startService();
    expect(attempts.accept().disconnecting).toBe(true);
    attempts.lose();
    clock.advance(1000);
    expect(attempts.count).toBe(2);
  });

  it("stops while it waits to try again", async () => {
    const { service, attempts, clock } = makeService();
    service.startService();
    attempts.refuse();
    const waiting = service.whenConnected();
    await service.stopService();
    expect(clock.calls).toHaveLength(0);
    expect(await code(waiting)).toBe("CANCELLED");
  });

  it("stops while it connects, by giving the attempt up", async () => {
    const { service, attempts } = makeService();
    service.startService();
    await service.stopService();
    expect(attempts.givenUp).toBe(1);
  });

  it("stops while it is connected, when the connection is gone", async () => {
    const { service, attempts } = makeService();
    service.startService();
    const transport = attempts.accept();
    let stopped = false;
    const [once, again] = [service.stopService(), service.stopService()];
    void once.addCallback(() => (stopped = true));
    expect(transport.disconnecting).toBe(true);
    expect(stopped).toBe(false);
    attempts.lose();
    await again;
    expect(stopped).toBe(true);
    expect(await code(service.whenConnected())).toBe("CANCELLED");
  });

  it("stops while it prepares a connection", async () => {
    const { service, attempts } = makeService({ prepareConnection: () => new Deferred() });
    service.startService();
    const transport = attempts.accept();
    const stopped = service.stopService();
    expect(transport.disconnecting).toBe(true);
    attempts.lose();
    await stopped;
  });

  it("starts again after it was stopped, also before the old connection is gone", () => {
    const { service, attempts, clock } = makeService();
    service.startService();
    attempts.accept();
    void service.stopService();
    service.startService();
    expect(attempts.count).toBe(1);
    attempts.lose();
    clock.advance(1000);
    expect(attempts.count).toBe(2);
  });

  it("stops at once where it never started", async () => {
    await makeService().service.stopService();
  });
});

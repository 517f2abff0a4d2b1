/** The machines alone: the RFCs' own examples, and what a peer must not get away with. */

import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BearerToken } from "../../../src/cred/bearer-token.js";
import type { ChallengeResponse, Credentials } from "../../../src/cred/credentials.js";
import type { ScramProof } from "../../../src/cred/scram-proof.js";
import { deriveScramVerifier, type ScramHash, type ScramVerifier } from "../../../src/cred/scram-verifier.js";
import type { UsernamePassword } from "../../../src/cred/username-password.js";
import type { SASLClientCredentials } from "../../../src/cred/sasl/client-credentials.js";
import type {
  ClientMechanism,
  ClientMechanismContext,
  ClientStep,
  Mechanism,
  ServerMechanism,
  ServerMechanismContext,
  ServerStep,
} from "../../../src/cred/sasl/mechanism.js";
import { saslMechanisms } from "../../../src/cred/sasl/mechanisms.js";
import { maxNonceLength } from "../../../src/cred/sasl/scram-messages.js";
import { SASLError } from "../../../src/cred/sasl/sasl-error.js";

const certificate = {
  subject: "CN=a",
  issuer: "CN=a",
  subjectAltNames: [],
  raw: Buffer.alloc(0),
  fingerprint256: "ab",
};
const serverContext: ServerMechanismContext = {
  plusOffered: false,
  channelBindings: {},
  clientCertificate: certificate,
  hostname: "localhost",
  random: (size) => Buffer.alloc(size, 7),
};
const clientContext: ClientMechanismContext = {
  plusOffered: false,
  channelBindings: {},
  random: (size) => Buffer.alloc(size, 9),
};
const tls = { channelBindings: { "tls-exporter": Buffer.from("the channel") }, plusOffered: true };

function mechanism(name: string): Mechanism {
  const found = saslMechanisms.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** Bytes whose base64 is `nonce`, since our machines write their nonces so. */
function nonceSource(nonce: string): (size: number) => Buffer {
  return () => Object.assign(Buffer.alloc(1), { toString: () => nonce });
}

function expectType<Step extends ServerStep | ClientStep, Type extends Step["type"]>(
  step: Step,
  type: Type,
): Extract<Step, { type: Type }> {
  expect(step.type).toBe(type);
  return step as Extract<Step, { type: Type }>;
}

function failureOf(step: ServerStep | ClientStep): SASLError["code"] {
  if (step.type !== "failed") throw new Error(`a ${step.type} step, and not a failed one`);
  expect(step.error).toBeInstanceOf(SASLError);
  return step.error.code;
}

function verifyOf(name: string, message: string, context = serverContext): Credentials {
  return expectType(mechanism(name).server(context).receive(Buffer.from(message)), "verify").credentials;
}

const clientSalt = (step: ClientStep): Buffer => {
  const { password, salt, iterations, hash } = expectType(step, "salt");
  return pbkdf2Sync(password, salt, iterations, createHash(hash).digest().length, hash);
};

function provided(server: ServerMechanism, verifier: ScramVerifier): ServerStep {
  if (server.provide === undefined) throw new Error("it takes no verifier");
  return server.provide(verifier);
}

function salted(client: ClientMechanism, saltedPassword: Buffer): ClientStep {
  if (client.provide === undefined) throw new Error("it takes no salted password");
  return client.provide(saltedPassword);
}

describe("SCRAM", () => {
  // RFC 5802 §5, RFC 7677 §3.
  const examples = [
    {
      name: "SCRAM-SHA-1",
      hash: "sha1",
      clientNonce: "fyko+d2lbbFgONRv9qkxdawL",
      serverNonce: "3rfcNHYJY1ZVvWVs7j",
      salt: "QSXCR+Q6sek8bf92",
      proof: "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      signature: "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    },
    {
      name: "SCRAM-SHA-256",
      hash: "sha256",
      clientNonce: "rOprNGfwEbeRWgbNEkqO",
      serverNonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
      salt: "W22ZaJ0SNY7soEsUEjb6gQ==",
      proof: "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      signature: "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    },
    independentExample(),
  ] as const;

  it.each(examples)("speaks the example of $name on both sides", async (example) => {
    const { name, hash, clientNonce, serverNonce, salt, proof, signature } = example;
    const client = mechanism(name).client(
      { username: "user", password: "pencil" },
      { ...clientContext, random: nonceSource(clientNonce) },
    );
    const server = mechanism(name).server({ ...serverContext, random: nonceSource(serverNonce) });
    const first = client.start() ?? Buffer.alloc(0);
    expect(first.toString()).toBe(`n,,n=user,r=${clientNonce}`);
    expect(server.receive(first)).toEqual({ type: "lookup", username: "user", hash });
    const verifier = await deriveScramVerifier("pencil", { hash, salt: Buffer.from(salt, "base64"), iterations: 4096 });
    const challenge = expectType(provided(server, verifier), "challenge").data;
    expect(challenge.toString()).toBe(`r=${clientNonce}${serverNonce},s=${salt},i=4096`);
    const final = expectType(salted(client, clientSalt(client.receive(challenge))), "response").data;
    expect(final.toString()).toBe(`c=biws,r=${clientNonce}${serverNonce},p=${proof}`);
    const { credentials } = expectType(server.receive(final), "verify");
    expect((credentials as ScramProof).matches(verifier)).toBe(true);
    const done = expectType(server.verified(), "done");
    expect(done.data?.toString()).toBe(`v=${signature}`);
    expect(client.receive(done.data ?? Buffer.alloc(0))).toEqual({ type: "response", data: Buffer.alloc(0) });
    expect(client.succeeded()).toBeUndefined();
  });

  /** A SHA-512 exchange, worked out with node:crypto alone. */
  function independentExample() {
    const [clientNonce, serverNonce, salt] = ["abcdefghijkl", "mnopqrstuvwx", "c2FsdHNhbHRzYWx0"];
    const hmac = (key: Buffer, text: string): Buffer => createHmac("sha512", key).update(text).digest();
    const salted = pbkdf2Sync("pencil", Buffer.from(salt, "base64"), 4096, 64, "sha512");
    const nonce = clientNonce + serverNonce;
    const authMessage = `n=user,r=${clientNonce},r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
    const clientKey = hmac(salted, "Client Key");
    const clientSignature = hmac(createHash("sha512").update(clientKey).digest(), authMessage);
    const proof = Buffer.from(clientKey.map((byte, index) => byte ^ (clientSignature[index] ?? 0))).toString("base64");
    const signature = hmac(hmac(salted, "Server Key"), authMessage).toString("base64");
    return {
      name: "SCRAM-SHA-512",
      hash: "sha512" as ScramHash,
      clientNonce,
      serverNonce,
      salt,
      proof,
      signature,
    } as const;
  }

  /** A server that waits for the client's second message, and that message as it should be. */
  async function upToProof(name = "SCRAM-SHA-256", context = serverContext, client = clientContext) {
    const clientMachine = mechanism(name).client({ username: "user", password: "pencil" }, client);
    const server = mechanism(name).server(context);
    const { hash } = expectType(server.receive(clientMachine.start()), "lookup");
    const verifier = await deriveScramVerifier("pencil", { hash, salt: Buffer.from("salt"), iterations: 4096 });
    const challenge = expectType(provided(server, verifier), "challenge").data;
    const step = salted(clientMachine, clientSalt(clientMachine.receive(challenge)));
    return { server, clientMachine, verifier, final: expectType(step, "response").data.toString() };
  }

  it("binds to the channel, and refuses another one", async () => {
    const bound = { ...serverContext, ...tls };
    const good = await upToProof("SCRAM-SHA-256-PLUS", bound, { ...clientContext, ...tls });
    expect(good.server.receive(Buffer.from(good.final)).type).toBe("verify");
    const other = { ...clientContext, ...tls, channelBindings: { "tls-exporter": Buffer.from("another") } };
    const bad = await upToProof("SCRAM-SHA-256-PLUS", bound, other);
    expect(failureOf(bad.server.receive(Buffer.from(bad.final)))).toBe("SASL_CHANNEL_BINDING");
  });

  it.each([
    ["y while -PLUS was offered", "SCRAM-SHA-256", "y,,n=user,r=abc", true, "SASL_CHANNEL_BINDING"],
    ["no binding in -PLUS", "SCRAM-SHA-256-PLUS", "n,,n=user,r=abc", true, "SASL_CHANNEL_BINDING"],
    ["a binding without -PLUS", "SCRAM-SHA-256", "p=tls-exporter,,n=user,r=abc", true, "SASL_CHANNEL_BINDING"],
    ["an unknown binding", "SCRAM-SHA-256-PLUS", "p=tls-unique,,n=user,r=abc", true, "SASL_CHANNEL_BINDING"],
    ["a mandatory extension", "SCRAM-SHA-256", "n,,m=x,n=user,r=abc", false, "SASL_MALFORMED"],
    ["a user name that isn't escaped right", "SCRAM-SHA-256", "n,,n=us=er,r=abc", false, "SASL_MALFORMED"],
    ["no user name", "SCRAM-SHA-256", "n,,n=,r=abc", false, "SASL_MALFORMED"],
    [
      "a nonce over the limit",
      "SCRAM-SHA-256",
      `n,,n=user,r=${"a".repeat(maxNonceLength + 1)}`,
      false,
      "SASL_MALFORMED",
    ],
  ])("refuses a client's first message with %s", (_what, name, message, plusOffered, code) => {
    const server = mechanism(name).server({ ...serverContext, ...tls, plusOffered });
    expect(failureOf(server.receive(Buffer.from(message)))).toBe(code);
  });

  it("takes y where -PLUS wasn't offered, and reads a name with a comma and an equals sign", () => {
    const step = mechanism("SCRAM-SHA-256").server(serverContext).receive(Buffer.from("y,a=x,n=a=2Cb=3Dc,r=abc"));
    expect(expectType(step, "lookup").username).toBe("a,b=c");
  });

  it.each([
    ["another nonce", (final: string) => final.replace(",r=", ",r=x"), "SASL_MALFORMED"],
    ["another GS2 header", (final: string) => final.replace("c=biws", "c=eSws"), "SASL_CHANNEL_BINDING"],
    ["no proof", (final: string) => final.replace(/,p=.*/, ""), "SASL_MALFORMED"],
  ])("refuses a client's second message with %s", async (_what, spoil, code) => {
    const { server, final } = await upToProof();
    expect(failureOf(server.receive(Buffer.from(spoil(final))))).toBe(code);
  });

  it("takes no proof of another password or length", async () => {
    const { server, verifier, final } = await upToProof();
    const spoilt = final.replace(/,p=.*/, `,p=${Buffer.alloc(31).toString("base64")}`);
    const { credentials } = expectType(server.receive(Buffer.from(spoilt)), "verify");
    expect((credentials as ScramProof).matches(verifier)).toBe(false);
    expect(expectType(server.denied(), "failed").data?.toString()).toBe("e=invalid-proof");
  });

  it("says y from a client that could bind and was offered nothing to bind with", () => {
    const start = (context: ClientMechanismContext) =>
      mechanism("SCRAM-SHA-256").client({ username: "u", password: "p" }, context).start()?.toString();
    expect(start({ ...clientContext, ...tls, plusOffered: false })).toMatch(/^y,,/);
    expect(start({ ...clientContext, ...tls })).toMatch(/^n,,/);
    expect(start(clientContext)).toMatch(/^n,,/);
  });

  const ours = Buffer.alloc(18, 9).toString("base64");
  it.each([
    ["too few iterations", `r=${ours}x,s=c2FsdA==,i=4095`, "SASL_ITERATIONS"],
    ["too many iterations", `r=${ours}x,s=c2FsdA==,i=1000001`, "SASL_ITERATIONS"],
    ["a nonce that isn't ours", "r=other,s=c2FsdA==,i=4096", "SASL_MALFORMED"],
    ["a nonce that adds nothing", `r=${ours},s=c2FsdA==,i=4096`, "SASL_MALFORMED"],
    ["a salt over the limit", `r=${ours}x,s=${Buffer.alloc(257).toString("base64")},i=4096`, "SASL_MALFORMED"],
    ["a mandatory extension", `m=x,r=${ours}x,s=c2FsdA==,i=4096`, "SASL_MALFORMED"],
    ["an error", "e=unknown-user", "SASL_REFUSED"],
  ])("has its client refuse a server's first message with %s", (_what, message, code) => {
    const client = mechanism("SCRAM-SHA-256").client({ username: "u", password: "p" }, clientContext);
    expect(failureOf(client.receive(Buffer.from(message)))).toBe(code);
  });

  it("has its client believe no server that doesn't know the password", async () => {
    const { clientMachine } = await upToProof();
    expect(clientMachine.succeeded()?.code).toBe("SASL_SERVER_NOT_AUTHENTICATED");
    const forged = Buffer.from(`v=${Buffer.alloc(32).toString("base64")}`);
    expect(failureOf(clientMachine.receive(forged))).toBe("SASL_SERVER_NOT_AUTHENTICATED");
    expect(clientMachine.succeeded()?.code).toBe("SASL_SERVER_NOT_AUTHENTICATED");
  });
});

describe("CRAM-MD5", () => {
  it("speaks RFC 2195's example", () => {
    const client = mechanism("CRAM-MD5").client({ username: "tim", password: "tanstaaftanstaaf" }, clientContext);
    const response = client.receive(Buffer.from("<1896.697170952@postoffice.reston.mci.net>"));
    expect(expectType(response, "response").data.toString()).toBe("tim b913a602c7eda7a495b4e6e7334d3890");
  });

  it("knows the right password from a wrong one", () => {
    const server = mechanism("CRAM-MD5").server(serverContext);
    const challenge = expectType(server.receive(undefined), "challenge").data;
    const client = mechanism("CRAM-MD5").client({ username: "tim s", password: "secret" }, clientContext);
    const { credentials } = expectType(
      server.receive(expectType(client.receive(challenge), "response").data),
      "verify",
    );
    expect((credentials as ChallengeResponse).username).toBe("tim s");
    expect((credentials as ChallengeResponse).matches("secret")).toBe(true);
    expect((credentials as ChallengeResponse).matches("Secret")).toBe(false);
  });
});

describe("PLAIN", () => {
  it("speaks RFC 4616's examples", () => {
    const tim = verifyOf("PLAIN", "\0tim\0tanstaaftanstaaf") as UsernamePassword;
    expect([tim.authorizationId, tim.username, tim.password]).toEqual([undefined, "tim", "tanstaaftanstaaf"]);
    const kurt = verifyOf("PLAIN", "Ursel\0Kurt\0xipj3plmq") as UsernamePassword;
    expect([kurt.authorizationId, kurt.username, kurt.password]).toEqual(["Ursel", "Kurt", "xipj3plmq"]);
    const client = mechanism("PLAIN").client(
      { username: "Kurt", password: "xipj3plmq", authorizationId: "Ursel" },
      clientContext,
    );
    expect(client.start()?.toString()).toBe("Ursel\0Kurt\0xipj3plmq");
  });

  it.each(["", "\0\0", "\0a\0", "\0\0b", "a\0b", "a\0b\0c\0d"])(
    "refuses %j, and asks for what is missing",
    (message) => {
      const server = mechanism("PLAIN").server(serverContext);
      expect(expectType(server.receive(undefined), "challenge").data).toHaveLength(0);
      expect(failureOf(server.receive(Buffer.from(message)))).toBe("SASL_MALFORMED");
    },
  );

  it("doesn't send a password with a NUL, nor tell it", () => {
    const make = () => mechanism("PLAIN").client({ username: "u", password: "hush\0" }, clientContext);
    expect(make).toThrow(TypeError);
    expect(make).not.toThrow(/hush/);
  });
});

describe("OAUTHBEARER", () => {
  // RFC 7628 §4.1.
  const example =
    "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01";

  it("speaks RFC 7628's example on both sides", () => {
    const credentials = verifyOf("OAUTHBEARER", example) as BearerToken;
    expect(credentials.token).toBe("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
    expect(credentials.authorizationId).toBe("user@example.com");
    const { token } = credentials;
    const own = { username: "user@example.com", host: "server.example.com", port: 143, token };
    expect(mechanism("OAUTHBEARER").client(own, clientContext).start()?.toString()).toBe(example);
  });

  it("says no by a challenge, which the client answers with ^A", () => {
    const server = mechanism("OAUTHBEARER").server(serverContext);
    const client = mechanism("OAUTHBEARER").client({ token: "t" }, clientContext);
    server.receive(client.start());
    const challenge = expectType(server.denied(), "challenge").data;
    expect(JSON.parse(challenge.toString())).toEqual({ status: "invalid_token" });
    const answer = expectType(client.receive(challenge), "response").data;
    expect(answer.toString()).toBe("\x01");
    expect(failureOf(server.receive(answer))).toBe("SASL_REFUSED");
    expect(client.succeeded()).toBeInstanceOf(SASLError);
  });

  it.each([
    "",
    "n,,\x01\x01",
    "n,,\x01auth=Basic abc\x01\x01",
    "n,,\x01auth=Bearer abc\x01",
    "p=tls-exporter,,\x01auth=Bearer abc\x01\x01",
    "n,,\x01auth=Bearer abc\x01auth=Bearer abd\x01\x01",
    "n,a==,\x01auth=Bearer abc\x01\x01",
  ])("refuses %j", (message) => {
    expect(failureOf(mechanism("OAUTHBEARER").server(serverContext).receive(Buffer.from(message)))).toBe(
      "SASL_MALFORMED",
    );
  });
});

describe("the other mechanisms", () => {
  it("has LOGIN ask for the name, unless it came at once, and for the password", () => {
    for (const early of [true, false]) {
      const server = mechanism("LOGIN").server(serverContext);
      if (!early) expect(expectType(server.receive(undefined), "challenge").data.toString()).toBe("Username:");
      expect(expectType(server.receive(Buffer.from("tim")), "challenge").data.toString()).toBe("Password:");
      const { credentials } = expectType(server.receive(Buffer.from("secret")), "verify");
      expect([(credentials as UsernamePassword).username, (credentials as UsernamePassword).password]).toEqual([
        "tim",
        "secret",
      ]);
    }
  });

  it("has EXTERNAL take the certificate, and say whom to act as", () => {
    expect(verifyOf("EXTERNAL", "")).toEqual({ kind: "client-certificate", certificate, authorizationId: "" });
    expect(verifyOf("EXTERNAL", "fred")).toMatchObject({ authorizationId: "fred" });
    const bare = { ...serverContext, clientCertificate: undefined };
    expect(failureOf(mechanism("EXTERNAL").server(bare).receive(Buffer.alloc(0)))).toBe("SASL_MALFORMED");
  });

  it("has ANONYMOUS take a trace up to its limit", () => {
    expect(verifyOf("ANONYMOUS", "sirhc")).toEqual({ kind: "anonymous", trace: "sirhc" });
    expect(verifyOf("ANONYMOUS", "é".repeat(255))).toMatchObject({ kind: "anonymous" });
    expect(
      failureOf(
        mechanism("ANONYMOUS")
          .server(serverContext)
          .receive(Buffer.from("a".repeat(256))),
      ),
    ).toBe("SASL_MALFORMED");
  });

  it("has XOAUTH2 read a user and a token", () => {
    const { token, authorizationId } = verifyOf(
      "XOAUTH2",
      "user=a@b.example\x01auth=Bearer ya29.x\x01\x01",
    ) as BearerToken;
    expect([token, authorizationId]).toEqual(["ya29.x", "a@b.example"]);
    expect(
      failureOf(mechanism("XOAUTH2").server(serverContext).receive(Buffer.from("user=a\x01auth=Bearer \x01\x01"))),
    ).toBe("SASL_MALFORMED");
  });
});

describe.each(saslMechanisms)("$name", (tested) => {
  const credentials: SASLClientCredentials = {
    username: "u",
    password: "hush-hush",
    token: "hush-hush",
    external: true,
    anonymous: "",
  };
  const message = fc.oneof(
    fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
    fc
      .array(
        fc.constantFrom(
          "n",
          "y",
          "p=tls-exporter",
          ",",
          "n=",
          "r=",
          "s=",
          "i=4096",
          "c=biws",
          "p=",
          "v=",
          "e=",
          "m=",
          "a=",
          "\0",
          "\x01",
          "auth=Bearer ",
          "abc",
          "hush",
        ),
      )
      .map((parts) => Buffer.from(parts.join(""))),
  );

  it("answers any bytes with a step, on both sides, and throws nothing", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), (messages) => {
        const server = tested.server({ ...serverContext, ...tls });
        const client = tested.client(credentials, { ...clientContext, ...tls });
        client.start();
        feed(messages, (data) => server.receive(data));
        feed(messages, (data) => client.receive(data));
      }),
      { numRuns: 200 },
    );
  });

  /** Gives a machine messages for as long as it calls for some. */
  function feed(messages: readonly Buffer[], receive: (data: Buffer) => ServerStep | ClientStep): void {
    for (const data of messages) {
      const step = receive(data);
      if (step.type === "failed") {
        expect(step.error).toBeInstanceOf(SASLError);
        expect(step.error.message).not.toContain("hush");
      }
      if (step.type !== "challenge" && step.type !== "response") return;
    }
  }

  it("tells a driver that calls out of turn that it is wrong", () => {
    const server = tested.server({ ...serverContext, ...tls });
    expect(() => server.verified()).toThrow(TypeError);
    expect(() => server.denied()).toThrow(TypeError);
  });
});

import { describe, expect, it } from "@jest/globals";
import type { SMTPAuth, SMTPClient } from "../../src/client/smtp-client.js";
import { type Conversation, dialogue, dialogueAtEverySplit } from "./dialogue.js";

const password = "s3cret-pässword";

function logsIn(auth: SMTPAuth): Conversation<void> {
  return async (client: SMTPClient) => {
    await client.greeting;
    await client.hello("relay.example");
    const loggedIn = client.authenticate(auth);
    await loggedIn.catch(() => undefined);
    await client.quit();
    return loggedIn;
  };
}

function server(mechanisms: string): string {
  return `
    S: 220 mail.example ready
    C: EHLO relay.example
    S: 250-mail.example
    S: 250 ${mechanisms}`;
}

const goodbye = `
    C: QUIT
    S: 221 bye
    C! close`;
const plain = Buffer.from(`\0ada\0${password}`).toString("base64");

describe("AUTH (RFC 4954)", () => {
  it("logs in with PLAIN in one step", () =>
    dialogueAtEverySplit(
      `${server("AUTH PLAIN")}
    C: AUTH PLAIN ${plain}
    S: 235 2.7.0 Authentication successful
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    ));

  it.each(["AUTH LOGIN", "AUTH=LOGIN"])("logs in with LOGIN where a server has nothing else (%s)", (offer) =>
    dialogue(
      `${server(offer)}
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: YWRh
    S: 334 UGFzc3dvcmQ6
    C: ${Buffer.from(password).toString("base64")}
    S: 235 ok
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    ),
  );

  it("holds the RFC's example of CRAM-MD5, where that is asked for", () =>
    dialogue(
      `${server("AUTH CRAM-MD5")}
    C: AUTH CRAM-MD5
    S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
    C: dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw
    S: 235 2.7.0 Authentication successful
    ${goodbye}`,
      logsIn({ username: "tim", password: "tanstaaftanstaaf", mechanisms: ["CRAM-MD5"] }),
    ));

  it.each([
    ["doesn't have after all", "504 5.5.4 Unrecognized authentication type"],
    ["can't check with the passwords that it keeps", "535 5.7.8 Authentication credentials invalid"],
  ])("tries PLAIN where a server offers a mechanism that it %s", (_why, refusal) =>
    dialogue(
      `${server("AUTH SCRAM-SHA-256 PLAIN LOGIN")}
    C: /AUTH SCRAM-SHA-256 [A-Za-z0-9+\\/=]+/
    S: ${refusal}
    C: AUTH PLAIN ${plain}
    S: 235 ok
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    ),
  );

  it("tries LOGIN where a server doesn't have the PLAIN that it offers", () =>
    dialogue(
      `${server("AUTH PLAIN LOGIN")}
    C: AUTH PLAIN ${plain}
    S: 504 5.5.4 Unrecognized authentication type
    C: AUTH LOGIN
    S: 334 VXNlcm5hbWU6
    C: YWRh
    S: 334 UGFzc3dvcmQ6
    C: ${Buffer.from(password).toString("base64")}
    S: 235 ok
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    ));

  it("sends a password once, and not again by another mechanism", async () => {
    const loggedIn = dialogue(
      `${server("AUTH SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN")}
    C: /AUTH SCRAM-SHA-256 [A-Za-z0-9+\\/=]+/
    S: 535 5.7.8 Authentication credentials invalid
    C: AUTH PLAIN ${plain}
    S: 535 5.7.8 Authentication credentials invalid
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    );
    await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_FAILED", reply: { code: 535 } });
  });

  it("tries nothing else that wasn't asked for", async () => {
    const loggedIn = dialogue(
      `${server("AUTH SCRAM-SHA-256 PLAIN")}
    C: /AUTH SCRAM-SHA-256 [A-Za-z0-9+\\/=]+/
    S: 504 5.5.4 Unrecognized authentication type
    ${goodbye}`,
      logsIn({ username: "ada", password, mechanisms: ["SCRAM-SHA-256"] }),
    );
    await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_FAILED", reply: { code: 504 } });
  });

  it("holds an initial response back that would make the line over 512 bytes", () => {
    const token = "t".repeat(600);
    const response = Buffer.from(`user=ada\x01auth=Bearer ${token}\x01\x01`).toString("base64");
    return dialogue(
      `${server("AUTH XOAUTH2")}
    C: AUTH XOAUTH2
    S: 334 
    C: ${response}
    S: 235 ok
    ${goodbye}`,
      logsIn({ username: "ada", token }),
    );
  });

  it("takes a 4yz for what it is: the password may be right", async () => {
    const loggedIn = dialogue(
      `${server("AUTH PLAIN")}
    C: AUTH PLAIN ${plain}
    S: 454 4.7.0 Temporary authentication failure
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    );
    await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_UNAVAILABLE", transient: true });
  });

  it("says that the login was refused, and keeps the password out of the error", async () => {
    const loggedIn = dialogue(
      `${server("AUTH PLAIN")}
    C: AUTH PLAIN ${plain}
    S: 535 5.7.8 Authentication credentials invalid
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    );
    const error: unknown = await loggedIn.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "AUTH_FAILED", permanent: true, command: "AUTH" });
    const everything = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
    expect(everything).not.toContain(password);
    expect(everything).not.toContain(plain);
  });

  it("gives an exchange up where a challenge is not base64", async () => {
    const loggedIn = dialogue(
      `${server("AUTH LOGIN")}
    C: AUTH LOGIN
    S: 334 Username?
    C: *
    S: 501 5.0.0 cancelled
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    );
    await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_NOT_POSSIBLE" });
  });

  it("gives an exchange up where the server can't prove that it knows the password", async () => {
    const loggedIn = dialogue(
      `${server("AUTH SCRAM-SHA-256")}
    C: /AUTH SCRAM-SHA-256 [A-Za-z0-9+\\/=]+/
    S: 235 come in
    ${goodbye}`,
      logsIn({ username: "ada", password }),
    );
    await expect(loggedIn).rejects.toMatchObject({ code: "AUTH_NOT_POSSIBLE" });
  });

  it("says what both sides have where that is nothing in common", async () => {
    const loggedIn = dialogue(`${server("AUTH GSSAPI")}${goodbye}`, logsIn({ username: "ada", password }));
    await expect(loggedIn).rejects.toMatchObject({
      code: "AUTH_NOT_POSSIBLE",
      message: expect.stringContaining("GSSAPI"),
    });
  });
});

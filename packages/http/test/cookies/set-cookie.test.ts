import { describe, expect, it } from "@jest/globals";
import { clearCookie, setCookie } from "../../src/cookies/set-cookie.js";
import { ServedConnection } from "../server/served-connection.js";

const REQUEST = "GET / HTTP/1.1\nHost: h\n\n";

describe("setCookie", () => {
  it("adds a field for each cookie, whoever sends the head", () => {
    const connection = new ServedConnection((_request, response) => {
      setCookie(response, "a", "1");
      clearCookie(response, "b", { path: "/x" });
      response.send(200, { "X-Y": "z" });
    });
    const answer = connection.send(REQUEST);
    expect(answer).toContain("Set-Cookie: a=1; Path=/; Secure; HttpOnly; SameSite=Lax\n");
    expect(answer).toContain("Set-Cookie: b=; Path=/x; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure;");
  });

  it("refuses once the head has been sent", () => {
    let error: unknown;
    const connection = new ServedConnection((_request, response) => {
      response.sendHead(200);
      try {
        setCookie(response, "a", "1");
      } catch (caught) {
        error = caught;
      }
      response.end();
    });
    connection.send(REQUEST);
    expect(error).toBeInstanceOf(TypeError);
  });
});

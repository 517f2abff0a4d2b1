import { basicAuthorization } from "../auth/basic-auth.js";

/** An HTTP proxy, from its URL: `http://host:3128`, `https://user:password@host`. */
export class ProxyServer {
  /** Its URL without user and password. */
  readonly url: URL;
  /** The value of Proxy-Authorization, where its URL has a user. */
  readonly authorization: string | undefined;

  /** @throws {TypeError} where `url` isn't one of http or https. */
  constructor(url: string | URL) {
    const parsed = new URL(url);
    if (parsed.protocol !== "http:" && parsed.protocol !== "https:") {
      throw new TypeError("a proxy has an http or https URL");
    }
    this.authorization =
      parsed.username === ""
        ? undefined
        : basicAuthorization({
            username: decodeURIComponent(parsed.username),
            password: decodeURIComponent(parsed.password),
          });
    this.url = new URL(parsed.origin);
  }

  /** Tells proxies apart, and users of one. */
  get key(): string {
    return `${this.authorization ?? ""}@${this.url.origin}`;
  }
}

/** Which proxy a request for `url` goes through; `undefined` for none. */
export type ProxyChooser = (url: URL) => ProxyServer | undefined;

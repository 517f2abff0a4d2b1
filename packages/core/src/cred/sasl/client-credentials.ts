/** What a client has to log in with. Which mechanisms come into question follows from what is there. */
export interface SASLClientCredentials {
  readonly username?: string;
  readonly password?: string;
  /** An OAuth 2.0 access token (RFC 6750). */
  readonly token?: string;
  /** Whom to act as. @default whom the credentials prove */
  readonly authorizationId?: string;
  /** Log in by the client certificate that TLS has shown. @default false */
  readonly external?: boolean;
  /** Log in as nobody, with this for a trace (RFC 4505): a mail address, or empty. @default don't */
  readonly anonymous?: string;
  /** The server's name and port, which OAUTHBEARER tells the server (RFC 7628 §3.1). */
  readonly host?: string;
  readonly port?: number;
}

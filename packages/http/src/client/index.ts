/**
 * The HTTP/1.1 client: `request` and `fetch` for most, `Agent` and what can be put around it for everything else.
 *
 * @packageDocumentation
 */
export { Agent, type AgentOptions } from "./agent.js";
export { authenticate, type AuthenticateOptions } from "./auth/authenticate.js";
export type { AuthorizedRequest, Authenticator } from "./auth/authenticator.js";
export { basicAuth, type UserCredentials } from "./auth/basic-auth.js";
export { bearerAuth } from "./auth/bearer-auth.js";
export { digestAuth, type DigestAuth, type DigestAuthOptions } from "./auth/digest-auth.js";
export type { BodySink } from "./body-sink.js";
export { ClientResponse, type ResponseFacts } from "./client-response.js";
export type { Connector, Route } from "./connector.js";
export type { Cookie } from "./cookies/cookie.js";
export { CookieJar, type CookieJarOptions } from "./cookies/cookie-jar.js";
export { storeCookies } from "./cookies/store-cookies.js";
export { decodeContent, type DecodeOptions } from "./decode-content.js";
export { type ConnectingReactor, DirectConnector } from "./direct-connector.js";
export { EndpointConnector } from "./endpoint-connector.js";
export { createFetch, type Fetch, fetch, type FetchOptions } from "./fetch/fetch.js";
export { followRedirects, type RedirectOptions } from "./follow-redirects.js";
export { HTTPClientError, type HTTPClientErrorCode } from "./http-client-error.js";
export { type ConnectionKeeper, HTTPClientProtocol, type HTTPClientProtocolOptions } from "./http-client-protocol.js";
export { NoProxy } from "./proxy/no-proxy.js";
export { ProxyConnector, type ProxyConnectorOptions } from "./proxy/proxy-connector.js";
export { type Environment, proxyFromEnvironment } from "./proxy/proxy-from-environment.js";
export { type ProxyChooser, ProxyServer } from "./proxy/proxy-server.js";
export { request } from "./request.js";
export type { RequestContent, RequestFields, RequestOptions } from "./request-options.js";
export type { Requester } from "./requester.js";
export { type GatherOptions, ResponseBody } from "./response-body.js";
export { retry, type RetryOptions } from "./retry.js";

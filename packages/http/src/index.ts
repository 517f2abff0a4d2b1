/**
 * `@twist/http`: HTTP/1.1 over any transport.
 *
 * @packageDocumentation
 */
export { Agent, type AgentOptions } from "./client/agent.js";
export type { ClientResponse } from "./client/client-response.js";
export { fetch } from "./client/fetch/fetch.js";
export { HTTPClientError, type HTTPClientErrorCode } from "./client/http-client-error.js";
export { request } from "./client/request.js";
export type { RequestContent, RequestFields, RequestOptions } from "./client/request-options.js";
export type { ResponseBody } from "./client/response-body.js";

export { formatCombinedLog, formatCommonLog, type AccessLog, type AccessLogEntry } from "./server/access-log.js";
export { type FetchHandler, type FetchInfo, fetchRequestHandler } from "./server/fetch-handler.js";
export { HTTPFactory, type HTTPFactoryOptions, type HTTPServerOptions } from "./server/http-factory.js";
export { HTTPRequest } from "./server/http-request.js";
export { HTTPResponse, type ResponseFields } from "./server/http-response.js";
export { overrideGlobalResponse } from "./server/global-response.js";
export { Response } from "./server/light-response.js";
export { HTTPServerProtocol } from "./server/http-server-protocol.js";
export { DEFAULT_HTTP_TIMEOUTS, type HTTPTimeouts } from "./server/http-timeouts.js";
export type { BodyReceiver } from "./server/body-receiver.js";
export type { RequestBody } from "./server/request-body.js";
export type { RequestHandler } from "./server/request-handler.js";
export { sendStatus } from "./server/send-status.js";

export { Resource, type RenderMethod } from "./resources/resource.js";
export { resourceRequestHandler } from "./resources/resource-handler.js";

export { StaticFiles, type StaticFilesOptions } from "./static/static-files.js";
export type { PrecompressedCoding } from "./static/static-file-store.js";
export type { DotfilePolicy } from "./static/static-path.js";

export { ContentLengthError } from "./wire/content-length-error.js";
export { HeaderFieldError } from "./wire/header-field-error.js";
export { Headers } from "./wire/headers.js";
export { HTTPError, type HTTPErrorCode } from "./wire/http-error.js";
export { DEFAULT_HTTP_LIMITS, type HTTPLimits } from "./wire/http-limits.js";
export type { TargetForm } from "./wire/request-target.js";

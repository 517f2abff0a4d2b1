import { resourceRequestHandler } from "../resources/resource-handler.js";
import { Resource } from "../resources/resource.js";
import type { HTTPRequest } from "../server/http-request.js";
import type { HTTPResponse } from "../server/http-response.js";
import type { RequestHandler } from "../server/request-handler.js";
import { type CompressionOptions, NegotiatedEncoding } from "./negotiated-encoding.js";

/** Answers a request, as `RequestHandler` and `RouteHandler` do. */
type AnyHandler<Args extends readonly unknown[]> = (
  request: HTTPRequest,
  response: HTTPResponse,
  ...args: Args
) => unknown;

/**
 * A handler whose answers are compressed by what the client takes (RFC 9110 §12.5.3), with the `Vary` that caches need and an entity tag that is weak then. Whatever
 * makes the answers may be inside: a function, a tree of resources, static files, a route, a fetch handler.
 *
 *     new HTTPFactory({ onRequest: compress(new StaticFiles(files)) });
 *     new HTTPFactory({ onRequest: compress(fetchRequestHandler(app.fetch)) });
 *
 * Content is compressed as it comes, with backpressure, and flushed whenever there is a pause, so that nothing waits in a compressor. What is encoded already
 * (precompressed files too), a range, `Cache-Control: no-transform`, small, or of a type that doesn't compress, stays as it is.
 *
 * A page with both a secret and something that somebody else can choose in it tells the secret by its compressed size (BREACH): mark it `no-transform`.
 * @throws {RangeError} where an option isn't at least 0.
 */
export function compress(resource: Resource, options?: CompressionOptions): RequestHandler;
export function compress<Args extends readonly unknown[]>(
  handler: AnyHandler<Args>,
  options?: CompressionOptions,
): AnyHandler<Args>;
export function compress<Args extends readonly unknown[]>(
  answers: Resource | AnyHandler<Args>,
  options: CompressionOptions = {},
): AnyHandler<Args> {
  const encoding = new NegotiatedEncoding(options);
  const resource = answers instanceof Resource ? resourceRequestHandler(answers) : undefined;
  const handler = answers instanceof Resource ? undefined : answers;
  return (request, response, ...args) => {
    response.encodeContent(encoding);
    return resource === undefined ? handler?.(request, response, ...args) : resource(request, response);
  };
}

import { isIPv4 } from "@twist/core";

/** RFC 6265bis §5.1.3: whether `host` is `domain` or below it. An address is only itself. */
export function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(domain) && host.charAt(host.length - domain.length - 1) === "." && !isAddress(host);
}

/** RFC 6265bis §5.1.4: whether a request for `requestPath` gets a cookie for `cookiePath`. */
export function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  return (
    requestPath.length === cookiePath.length ||
    cookiePath.endsWith("/") ||
    requestPath.charAt(cookiePath.length) === "/"
  );
}

/** RFC 6265bis §5.1.4: the path of a cookie that names none: the folder of the request. */
export function defaultPath(requestPath: string): string {
  const lastSlash = requestPath.lastIndexOf("/");
  return lastSlash <= 0 ? "/" : requestPath.substring(0, lastSlash);
}

/** Whether `host`, as a URL has it, is an IP address. */
export function isAddress(host: string): boolean {
  return host.startsWith("[") || isIPv4(host);
}

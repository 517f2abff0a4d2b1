import type { Headers } from "../wire/headers.js";

/**
 * Makes of a Location or Content-Location that leads to the upstream itself, which clients don't know, the path by which they reach the same through the proxy.
 * Others are left alone.
 * @param publicBase What stands in front of the upstream's paths on the client's side, without a slash at its end.
 */
export function rewriteOwnLocation(headers: Headers, upstream: URL, publicBase: string): void {
  for (const name of ["Location", "Content-Location"]) {
    const value = headers.get(name);
    if (value === undefined) continue;
    const rewritten = ownLocation(value, upstream, publicBase);
    if (rewritten !== undefined) headers.set(name, rewritten);
  }
}

function ownLocation(value: string, upstream: URL, publicBase: string): string | undefined {
  const isAbsolute = /^https?:\/\//i.test(value);
  if (!isAbsolute && (!value.startsWith("/") || value.startsWith("//"))) return undefined;
  if (!URL.canParse(value, upstream.href)) return undefined;
  const url = new URL(value, upstream);
  if (url.origin !== upstream.origin) return undefined;
  const basePath = upstream.pathname.endsWith("/") ? upstream.pathname.slice(0, -1) : upstream.pathname;
  const { pathname, search, hash } = url;
  if (basePath !== "" && pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return undefined;
  const rest = pathname.substring(basePath.length);
  // A path that begins with two slashes would name another host.
  const path = `${publicBase}${rest}`.replace(/^\/{2,}/, "/");
  return `${path === "" ? "/" : path}${search}${hash}`;
}

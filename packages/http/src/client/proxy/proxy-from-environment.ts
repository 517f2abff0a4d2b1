import { NoProxy } from "./no-proxy.js";
import { type ProxyChooser, ProxyServer } from "./proxy-server.js";

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, or the same in capitals, of which the small ones go first. A
 * value without a scheme is an http proxy's. HTTP_PROXY in capitals is ignored in a CGI process (one with REQUEST_METHOD), where a client sets it by
 * sending the header `Proxy` (CVE-2016-5385).
 * @param environment @default process.env
 * @throws {TypeError} where a value isn't a proxy's URL.
 */
export function proxyFromEnvironment(environment: Environment = process.env): ProxyChooser {
  const variable = (name: string): string | undefined => {
    const capitals =
      name === "http_proxy" && environment["REQUEST_METHOD"] !== undefined ? undefined : name.toUpperCase();
    const value = environment[name] ?? (capitals === undefined ? undefined : environment[capitals]);
    return value === "" ? undefined : value;
  };
  const all = variable("all_proxy");
  const http = proxyOf(variable("http_proxy") ?? all);
  const https = proxyOf(variable("https_proxy") ?? all);
  const exceptions = new NoProxy(variable("no_proxy"));
  return (url) => {
    const proxy = url.protocol === "https:" ? https : http;
    return proxy === undefined || exceptions.includes(url) ? undefined : proxy;
  };
}

function proxyOf(value: string | undefined): ProxyServer | undefined {
  if (value === undefined) return undefined;
  return new ProxyServer(value.includes("://") ? value : `http://${value}`);
}

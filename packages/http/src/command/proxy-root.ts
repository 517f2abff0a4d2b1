import { OptionsError, type ServiceContext } from "@twist/core/application";
import { ReverseProxy } from "../proxy/reverse-proxy.js";
import type { Resource } from "../resources/resource.js";

/** What `twist http --proxy URL...` serves. @throws {OptionsError} where one isn't the URL of an HTTP server. */
export function proxyRoot(upstreams: readonly string[], { reactor }: ServiceContext): Resource {
  for (const upstream of upstreams) {
    if (!URL.canParse(upstream) || !/^https?:$/.test(new URL(upstream).protocol)) {
      throw new OptionsError(`--proxy takes a URL such as http://127.0.0.1:3000, not ${upstream}`);
    }
  }
  try {
    return new ReverseProxy({ upstreams, reactor });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new OptionsError(`--proxy: ${error.message}`, { cause: error });
  }
}

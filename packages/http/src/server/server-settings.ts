import { Logger, type ReactorTime } from "@twist/core";
import type { HTTPLimits } from "../wire/http-limits.js";
import { formatHTTPDate } from "../wire/http-date.js";
import type { Admission } from "./admission.js";
import type { AccessLog } from "./access-log.js";
import type { HTTPTimeouts } from "./http-timeouts.js";
import type { RequestHandler } from "./request-handler.js";
import { SharedResources } from "./shared-resources.js";

/** What a server is made of besides what answers. */
export interface ServerSettingsParts {
  readonly limits: HTTPLimits;
  readonly timeouts: HTTPTimeouts;
  readonly admission: Admission;
  readonly accessLog: AccessLog | undefined;
}

/** What all connections of a server share. */
export class ServerSettings {
  readonly log = new Logger("twist.http.server");
  readonly handler: RequestHandler;
  readonly limits: HTTPLimits;
  readonly timeouts: HTTPTimeouts;
  readonly admission: Admission;
  readonly accessLog: AccessLog | undefined;
  #shared: SharedResources | undefined = undefined;

  constructor(handler: RequestHandler, { limits, timeouts, admission, accessLog }: ServerSettingsParts) {
    this.handler = handler;
    this.limits = limits;
    this.timeouts = timeouts;
    this.admission = admission;
    this.accessLog = accessLog;
  }

  /** What connections share that live in the time of `clock`; nearly always the same object. */
  sharedAt(clock: ReactorTime): SharedResources {
    if (this.#shared?.timers.clock !== clock) {
      this.#shared = new SharedResources(clock, { limits: this.limits, currentDate: dateOf(clock) });
    }
    return this.#shared;
  }
}

/** Gives the value of Date, written anew once a second. */
function dateOf(clock: ReactorTime): () => string {
  let second = Number.NaN;
  let date = "";
  return () => {
    const now = Math.floor(clock.wallTime() / 1000);
    if (now !== second) {
      second = now;
      date = formatHTTPDate(now * 1000);
    }
    return date;
  };
}

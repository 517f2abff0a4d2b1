/** Something that can be started and stopped (Twisted's IService). Classes of your own need only these two methods. */
export interface Service {
  /** What it is called in logs and errors. */
  readonly name?: string | undefined;
  /** Starts. The service has started when the result, if it is a promise or Deferred, has fired; a failure means that it has not. */
  startService(): unknown;
  /**
   * Stops: begins nothing new, lets what is in flight finish, and frees everything. It has stopped when the result has fired.
   */
  stopService(options?: StopOptions): unknown;
}

export interface StopOptions {
  /** When it aborts, what is still in flight is dropped at once. */
  readonly signal?: AbortSignal | undefined;
}

/** What to call `service` where a person reads it. */
export function serviceName(service: Service): string {
  return service.name ?? service.constructor.name;
}

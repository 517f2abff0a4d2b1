let known: typeof globalThis.Response | undefined;

/** The platform's own `Response`. The first call looks at the global; whatever that becomes later is somebody else's. */
export function platformResponse(): typeof globalThis.Response {
  return (known ??= globalThis.Response);
}

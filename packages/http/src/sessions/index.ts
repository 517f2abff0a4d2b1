/**
 * `@twist/http/sessions`: what a server remembers of its visitors.
 *
 * @packageDocumentation
 */
export { MemorySessionStore, type MemorySessionStoreOptions } from "./memory-session-store.js";
export { SessionError, type SessionErrorCode } from "./session-error.js";
export type { SessionStore, SessionUse, StoredSession } from "./session-store.js";
export { Session } from "./session.js";
export { Sessions, type SessionsOptions } from "./sessions.js";

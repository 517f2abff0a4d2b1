import type { HTTPResponse } from "../server/http-response.js";

/** What a session needs of those that made it. */
export interface SessionKeeper<Data> {
  /** Keeps `data` under the present id, or a new one where there is none or `renew` is set. */
  save(session: Session<Data>, data: Data, renew: boolean): Promise<void>;
  destroy(session: Session<Data>): Promise<void>;
}

/** Under what a store has a session. */
export interface SessionPlace {
  readonly key: string;
  readonly createdAtMs: number;
}

/**
 * What a server remembers of one visitor. There is none until something is saved: visitors of whom nothing has to be remembered cost nothing.
 *
 *     const session = await sessions.open(request, response);
 *     const { cart } = session.data ?? { cart: [] };
 *     await session.save({ cart: [...cart, item] });
 */
export class Session<Data> {
  /** For the sessions that made it: what sets its cookie. @internal */
  readonly response: HTTPResponse;
  /** For the sessions that made it. @internal */
  place: SessionPlace | undefined;
  readonly #keeper: SessionKeeper<Data>;
  #data: Data | undefined;

  /** @internal */
  constructor(keeper: SessionKeeper<Data>, response: HTTPResponse, place?: SessionPlace, data?: Data) {
    this.#keeper = keeper;
    this.response = response;
    this.place = place;
    this.#data = data;
  }

  /** What was saved last; `undefined` where there is no session. To change it in place changes nothing in the store. */
  get data(): Data | undefined {
    return this.#data;
  }

  /**
   * Keeps `data` in place of what was kept. The first time, the answer sets the cookie.
   * @throws {TypeError} where there is no session yet and the head has been sent already, or `data` has no JSON.
   * @throws {SessionError} where it is too large, or another request has ended the session meanwhile: it doesn't come back.
   */
  async save(data: Data): Promise<void> {
    await this.#keeper.save(this, data, false);
    this.#data = data;
  }

  /**
   * Keeps `data` under a new id, and ends the old one. Call it whenever somebody logs in or gets more rights: an id that an attacker has planted in their
   * browser (session fixation) is worth nothing then. @throws as `save`, and `TypeError` after the head.
   */
  async regenerate(data: Data): Promise<void> {
    await this.#keeper.save(this, data, true);
    this.#data = data;
  }

  /** Ends it, as at logout, and takes the cookie back where the head has not been sent. */
  async destroy(): Promise<void> {
    this.#data = undefined;
    await this.#keeper.destroy(this);
  }
}

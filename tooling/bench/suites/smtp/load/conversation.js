import { once } from "node:events";
import { connect } from "node:net";

/**
 * What a client says, and how many replies it then waits for.
 *
 * @typedef {{ says: string | Buffer, replies: number }} Step
 */

/**
 * A client that says what it has to say in a loop, and looks at nothing of the replies but their number and their first digit.
 */
export class Conversation {
  #socket;
  /** @type {readonly Step[]} */
  #steps = [];
  #at = 0;
  #missing = 0;
  #rest = "";
  /** @type {() => boolean} */
  #again = () => false;
  /** @type {(error?: Error) => void} */
  #done = () => undefined;

  /** @param {number} port */
  constructor(port) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (/** @type {string} */ text) => {
      this.#heard(text);
    });
    this.#socket.on("error", (error) => {
      this.#done(error);
    });
    this.#socket.on("close", () => {
      this.#done(new Error("the server has closed the connection"));
    });
  }

  /**
   * Says `steps`, and again as long as `again` says so.
   *
   * @param {readonly Step[]} steps
   * @param {() => boolean} [again]
   * @returns {Promise<void>}
   */
  say(steps, again = () => false) {
    this.#steps = steps;
    this.#again = again;
    this.#at = 0;
    const done = new Promise((resolve, reject) => {
      this.#done = (error) => {
        this.#done = () => undefined;
        if (error === undefined) resolve(undefined);
        else reject(error);
      };
    });
    this.#step();
    return done;
  }

  /**
   * Says `chunk` again and again, as fast as it is taken.
   *
   * @param {Buffer} chunk
   * @param {number} times
   */
  async stream(chunk, times) {
    for (let time = 0; time < times; time += 1) {
      if (!this.#socket.write(chunk)) await once(this.#socket, "drain");
    }
  }

  close() {
    this.#done = () => undefined;
    this.#socket.destroy();
  }

  #step() {
    const step = this.#steps[this.#at];
    if (step === undefined) return;
    this.#missing = step.replies;
    if (step.says.length > 0) this.#socket.write(step.says);
  }

  /** @param {string} text */
  #heard(text) {
    const heard = this.#rest + text;
    let start = 0;
    for (let end = heard.indexOf("\n"); end !== -1; end = heard.indexOf("\n", start)) {
      this.#line(heard, start);
      start = end + 1;
    }
    this.#rest = heard.slice(start);
  }

  /** @param {string} heard @param {number} start */
  #line(heard, start) {
    const digit = heard[start];
    if (digit !== "2" && digit !== "3") {
      this.#done(new Error(`the server says ${heard.slice(start, start + 80)}`));
    }
    // "250-" is a line of a reply that goes on.
    if (heard[start + 3] === "-" || --this.#missing > 0) return;
    this.#at += 1;
    if (this.#at === this.#steps.length) {
      this.#at = 0;
      if (!this.#again()) {
        this.#done();
        return;
      }
    }
    this.#step();
  }
}

import { Message } from "../wire/message.js";
import type { Name } from "../wire/name.js";
import type { Question } from "../wire/question.js";
import { Rcode } from "../wire/rcode.js";
import type { Hosts } from "./hosts.js";
import { specialAnswer } from "./special-names.js";

/** What is known without asking anybody: the hosts file, and the names that are special. */
export class LocalAnswers {
  readonly #hosts: Hosts | undefined;
  readonly #ordinary: readonly Name[];

  /** @param ordinary Domains whose names are not special here, whatever they are elsewhere. */
  constructor(hosts: Hosts | undefined, ordinary: readonly Name[]) {
    this.#hosts = hosts;
    this.#ordinary = ordinary;
  }

  /** The response to `question`; `undefined` for a name that servers are to be asked for. */
  answer(question: Question): Message | undefined {
    const { name, type, class: questionClass } = question;
    const isOrdinary = this.#ordinary.some((domain) => name.isSubdomainOf(domain));
    const records = this.#hosts?.answer(question) ?? (isOrdinary ? undefined : specialAnswer(question));
    if (records === undefined) return undefined;
    const query = Message.query(name, type, { class: questionClass });
    if (records === "nonexistent") return query.reply({ rcode: Rcode.NXDOMAIN });
    const response = query.reply();
    response.answer = [...records];
    return response;
  }
}

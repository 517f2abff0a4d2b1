import { A } from "../records/a.js";
import type { Name } from "../wire/name.js";
import { Question } from "../wire/question.js";

/** Questions for a part of the name, at most, and how many of these have one label more than the last (RFC 9156 §2.3). */
const maxQuestions = 10;
const oneLabelQuestions = 4;

/**
 * How much of a name the servers of a zone get to see: one label more than the zone's own name, until nothing but the whole will do (RFC
 * 9156). Parts are asked for with type A, which every server can answer.
 */
export class QNameMinimiser {
  readonly #question: Question;
  readonly #labels: number;
  #isOver: boolean;
  #asked = 0;
  /** Labels of which it is known that the zone isn't cut there. */
  #known = 0;

  /** @param enabled Whether the name is hidden at all. */
  constructor(question: Question, enabled: boolean) {
    this.#question = question;
    this.#labels = question.name.labelCount;
    this.#isOver = !enabled;
  }

  /** What to ask the servers of `zone`. */
  next(zone: Name): Question {
    const { name } = this.#question;
    const from = Math.max(this.#known, zone.labelCount);
    if (this.#isOver || this.#asked >= maxQuestions || from + 1 >= this.#labels) return this.#question;
    const left = this.#labels - from;
    const step = this.#asked < oneLabelQuestions ? 1 : Math.ceil(left / (maxQuestions - this.#asked));
    let labels = from + step;
    // A label that begins so is no zone's (RFC 9156 §2.3), so there is nothing to be learnt.
    while (labels < this.#labels && isUnderscored(name.suffix(labels))) labels += 1;
    return labels >= this.#labels ? this.#question : new Question(name.suffix(labels), A.code, this.#question.class);
  }

  /** Whether this is the client's question, nothing of it hidden. */
  isWhole(question: Question): boolean {
    return question === this.#question;
  }

  /** A part was asked for. */
  asked(): void {
    this.#asked += 1;
  }

  /** There is no cut of the zone at the name that was asked for. */
  passed({ name }: Question): void {
    this.#known = name.labelCount;
  }

  /** The servers can't cope with parts: they get the whole. */
  giveUp(): void {
    this.#isOver = true;
  }
}

function isUnderscored(name: Name): boolean {
  return name.octets.charCodeAt(1) === 0x5f;
}

import type { Name } from "./name.js";
import { RecordClass } from "./record-class.js";

/** A question (RFC 1035 §4.1.2): whose records, of what type and class. Immutable. */
export class Question {
  readonly name: Name;
  /** The type's code, `QueryType`'s among them. */
  readonly type: number;
  readonly class: number;

  constructor(name: Name, type: number, recordClass: number = RecordClass.IN) {
    this.name = name;
    this.type = type;
    this.class = recordClass;
  }

  /** Whether both ask the same, whatever the name's case. */
  equals(other: Question): boolean {
    return this.type === other.type && this.class === other.class && this.name.equals(other.name);
  }
}

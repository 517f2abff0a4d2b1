/** Who has logged in. */
export interface MailUser {
  /** The user's name in the mail store. */
  readonly name: string;
}

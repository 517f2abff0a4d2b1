/** What every sort of credentials has. */
export interface BaseCredentials {
  /** Whom to act as, where that isn't whom these credentials prove (SASL's authorization identity). @default the same */
  readonly authorizationId?: string | undefined;
}

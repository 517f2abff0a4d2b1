import { type Authenticator, FunctionChecker, Portal } from "@twist/core/cred";

/** Lets everybody in, as whom they say they are: a program under test logs in somewhere, and its secrets mean nothing here. */
export function anyLogin(): Authenticator<string> {
  return new Portal(
    { requestAvatar: ({ avatarId }) => ({ avatar: avatarId }) },
    [
      new FunctionChecker("password", ({ username }) => username),
      new FunctionChecker("bearer-token", ({ authorizationId }) => authorizationId ?? "somebody"),
    ],
    { throttle: false, mayActAs: () => true },
  );
}

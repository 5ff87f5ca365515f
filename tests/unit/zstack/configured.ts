import { Settings } from "../../../provider/core/contract/settings";

/** Settings of the default provider, or of an explicit one where `snapshots:provider` says so. */
export const settingsOf = (
  configuration: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Settings => new Settings((key) => configuration[key], environment);

/** Keys in the `zstack:` namespace. */
export const zstack = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`zstack:${key}`, value]));

export const explicit = (values: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  "snapshots:provider": "zstack",
  ...zstack(values),
});

/** Passwords that no other test has in its texts: a secret is never forgotten. */
export const password = "Geheim!der-Einstellungen";
export const secret = "Schlüssel/der-Einstellungen";

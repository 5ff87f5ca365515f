import type { z } from "zod";

/** One setting of a connection. */
export interface Setting {
  /** Of the argument of an explicit provider; configuration and environment are texts. */
  readonly schema: z.ZodType;
  readonly description: string;
  /** Variables of the environment; the first that is set counts. */
  readonly variables: readonly string[];
  readonly secret: boolean;
}

export type SettingTable<Name extends string = string> = Readonly<Record<Name, Setting>>;

export function setting(
  schema: z.ZodType,
  description: string,
  { variables = [], secret = false }: Partial<Pick<Setting, "variables" | "secret">> = {},
): Setting {
  return { schema: schema.optional(), description, variables, secret };
}

/** Variables of the environment by setting. */
export function variablesOf<Name extends string>(table: SettingTable<Name>): Readonly<Record<Name, readonly string[]>> {
  const entries = Object.entries<Setting>(table).map(([name, { variables }]) => [name, variables]);
  return Object.fromEntries(entries) as Record<Name, readonly string[]>;
}

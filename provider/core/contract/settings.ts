import { RefusedError } from "../../http/errors";
import { isUnknown } from "../unknown";

/** The configuration as `configure` receives it: keys are `namespace:name`, values are text. */
export type ReadConfiguration = (key: string) => unknown;

/** Configuration and environment of one provider, read at the moment they are asked for. */
export class Settings {
  constructor(
    private readonly read: ReadConfiguration,
    private readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Name of an explicit provider, e.g. `zstack`; undefined for the default provider. */
  get explicitProvider(): string | undefined {
    return this.configured("snapshots:provider");
  }

  /** A configured value; undefined where it is missing, empty or not known yet. */
  configured(key: string): string | undefined {
    const value = this.read(key);
    if (value === undefined || value === null || value === "" || isUnknown(value)) return undefined;
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /** Whether the value is not known yet, as in previews. */
  pending(key: string): boolean {
    return isUnknown(this.read(key));
  }

  environmentValue(name: string): string | undefined {
    const value = this.environment[name];
    return value === "" ? undefined : value;
  }

  /** Retain-all override: the setting that is on, if any. Nothing is deleted then, and every delete retains. */
  get retainAllOverride(): string | undefined {
    const fromEnvironment = this.environmentValue("PULUMI_SNAPSHOTS_DELETION_POLICY");
    if (fromEnvironment !== undefined) return retainAllValue(fromEnvironment, "PULUMI_SNAPSHOTS_DELETION_POLICY");
    return retainAllValue(this.configured("snapshots:deletionPolicy"), "snapshots:deletionPolicy");
  }
}

function retainAllValue(value: string | undefined, source: string): string | undefined {
  if (value === undefined) return undefined;
  if (value === "retain") return source;
  // A misspelt override must not turn into a delete.
  throw new RefusedError(
    "invalid-input",
    `${source} is "${value}"; the only value is "retain" (nothing is deleted), or leave it out`,
  );
}

import * as pulumi from "@pulumi/pulumi";

/** A resource as the SDK registered it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string;
}

const registered: Registered[] = [];

/** For the package, the mocks are an engine as any other then, and not those of a unit test: functions ask their platform. */
export function asEngine(): void {
  const monitor = pulumi.runtime.getMonitor();
  if (monitor !== undefined) Object.defineProperty(monitor, "constructor", { value: Object });
}

/** Runs the tests of a file against an engine that takes everything; call inside `describe`. */
export function mockedEngine({ preview = false } = {}): void {
  before(async () => {
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs, provider }) => {
          registered.push({ type, name, inputs: inputs as Registered["inputs"], provider: provider ?? "" });
          return { id: `${name}-id`, state: inputs as Record<string, unknown> };
        },
        call: () => ({}),
      },
      "shop",
      "dev",
      preview,
      "acme",
    );
    asEngine();
  });
  beforeEach(() => registered.splice(0));
  afterEach(() => pulumi.runtime.setAllConfig({}));
}

export const configure = (values: Record<string, string>): void => pulumi.runtime.setAllConfig(values);

/** What the engine was told about `resource`, last if there are several of its name. */
export async function registration(resource: pulumi.Resource): Promise<Registered> {
  const urn = await new Promise<string>((resolve) => {
    resource.urn.apply(resolve);
  });
  const [type = "", name = ""] = urn.split("::").slice(-2);
  const own = type.split("$").at(-1);
  const found = registered.findLast((one) => one.name === name && one.type === own);
  if (found === undefined) throw new Error(`${urn} was never registered`);
  return found;
}

const signature = "4dabf18193072939515e22adb298388d";

/** The value inside what the engine takes for a secret; undefined where it is none. */
export function secretValue(value: unknown): unknown {
  if (value === null || typeof value !== "object") return undefined;
  const members: Readonly<Record<string, unknown>> = { ...value };
  return members[signature] === "1b47061264138c4ac30d75fd1eb44270" ? members["value"] : undefined;
}

// Which platform a resource of a stack lives on: the connection of the stack, or of the explicit provider in its state.

import { Settings } from "../../provider/core/contract/settings";
import { CliError } from "../errors";
import { type ExportedStack, isExplicitProvider, type StateResource } from "./exportedStack";

export interface Connection {
  /** `the stack's connection`, or `provider "backup-site"`. */
  readonly name: string;
  readonly settings: Settings;
}

/** The reference to a provider in the state of its resources. */
const referenceTo = ({ urn, id = "" }: StateResource): string => `${urn}::${id}`;

/** The connections of a stack. */
export class Connections {
  /** Of resources without a provider of their own. */
  readonly standard: Connection;
  private readonly explicit: ReadonlyMap<string, Connection>;
  private readonly known: ReadonlySet<string>;

  /**
   * @param exported what `decrypted` returned
   * @param configuration of the stack, `namespace:name` to text
   */
  constructor(
    exported: ExportedStack,
    configuration: Readonly<Record<string, unknown>>,
    environment: NodeJS.ProcessEnv,
  ) {
    this.standard = {
      name: "the stack's connection",
      settings: new Settings((key) => configuration[key], environment),
    };
    const resources = exported.deployment.resources ?? [];
    this.known = new Set(resources.map(referenceTo));
    this.explicit = new Map(
      resources.filter(isExplicitProvider).map(({ urn, inputs = {}, ...rest }) => [
        referenceTo({ urn, ...rest }),
        {
          name: `provider "${urn.split("::").slice(3).join("::")}"`,
          // As in the provider process: the configuration of the stack is not read.
          settings: new Settings((key) => inputs[key], environment),
        },
      ]),
    );
  }

  /** The one that a resource was made through. */
  of({ urn, provider = "" }: StateResource): Connection {
    const explicit = this.explicit.get(provider);
    if (explicit !== undefined) return explicit;
    if (this.isStandard({ provider })) return this.standard;
    throw new CliError("state-unreadable", `the provider of ${urn} is not in the state: ${provider}`);
  }

  /** Whether a resource was made through the stack's own connection. */
  isStandard({ provider = "" }: Pick<StateResource, "provider">): boolean {
    if (this.explicit.has(provider)) return false;
    return provider === "" || this.known.has(provider) || /::default(_\w+)?::[^:]*$/.test(provider);
  }

  /** Those of all explicit providers of `platform`, also without a resource. */
  explicitOf(platform: "zstack" | "cinder"): Connection[] {
    return [...this.explicit.values()].filter((one) => one.settings.explicitProvider === platform);
  }
}

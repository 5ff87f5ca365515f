import type { Project, StateResource } from "./project";

/**
 * A program that declares restore points inside components: two in one component, one beside a component that waits for
 * a point, and more below a nested component. `declared` is `[class, args]` by name, all of one platform.
 */
export function componentProgram(module: "zstack" | "cinder", declared: Readonly<Record<Place, Declared>>): string {
  return `
const pulumi = require("@pulumi/pulumi");
const { ${module} } = require("pulumi-snapshots");
class Site extends pulumi.ComponentResource {
  constructor(name, options) {
    super("program:index:Site", name, {}, options);
  }
}
const declared = ${JSON.stringify(declared)};
const make = (name, options) => new ${module}[declared[name][0]](name, declared[name][1], options);
const site = new Site("site");
const first = make("first", { parent: site });
const second = make("second", { parent: site });
const waiting = new Site("waiting", { parent: site, dependsOn: [first] });
make("late", { parent: site, dependsOn: [first] });
const inner = new Site("inner", { parent: site });
make("nested", { parent: inner });
make("below", { parent: waiting, dependsOn: [second] });
`;
}

export const places = ["first", "second", "late", "nested", "below"] as const;
export type Place = (typeof places)[number];
export type Declared = readonly [kind: string, args: Readonly<Record<string, unknown>>];

type Tracked = StateResource & {
  readonly dependencies?: string[];
  readonly propertyDependencies?: Readonly<Record<string, string[] | null>>;
};

/** What the engine recorded that each restore point waits for, by logical names: in all, and through its properties. */
export async function dependencies(
  project: Project,
): Promise<Record<string, { all: string[]; properties: Record<string, string[]> }>> {
  const short = (urns: readonly string[] | null | undefined): string[] =>
    (urns ?? []).map((urn) => urn.split("::").at(-1) ?? "").sort();
  return Object.fromEntries(
    Object.entries(await project.resources()).map(([name, resource]) => {
      const { dependencies, propertyDependencies = {} }: Tracked = resource;
      const properties = Object.entries(propertyDependencies)
        .map(([property, urns]) => [property, short(urns)] as const)
        .filter(([, names]) => names.length > 0);
      return [name, { all: short(dependencies), properties: Object.fromEntries(properties) }];
    }),
  );
}

/** What the program above declares. */
export const declaredDependencies = {
  first: { all: [], properties: {} },
  second: { all: [], properties: {} },
  late: { all: ["first"], properties: {} },
  nested: { all: [], properties: {} },
  below: { all: ["second"], properties: {} },
};

import { z } from "zod";
import { type Input, type Inputs, input, named, type Outputs, output, type Properties } from "../contract/properties";
import type { ResourceDefinition } from "../contract/resourceDefinition";
import type { PointDrill } from "../drills/pointDrill";
import { problemsName, verificationOutputs, verifiedAtName } from "../lifecycle/verification";
import { keepForSchema, keepLastSchema } from "./retention";

type Point = Pick<ResourceDefinition<unknown>, "inputs" | "outputs" | "importInput" | "idOutput">;

/** How programs see the id and the date of a point, which are `uuid` and `createDate` inside the provider. */
export interface PointKeys {
  readonly id: string;
  readonly date: string;
}

/** What a series adds to the properties of its points. */
export interface SeriesDeclaration extends Pick<Properties, "token" | "description" | "api" | "example"> {
  /** Names in `history` and `current`. Default: `uuid` and `createDate`. */
  readonly pointKeys?: PointKeys;
  /** Inputs of the series besides those of its points; the next point heeds them. */
  readonly inputs?: Inputs;
  /** How its points are drilled. */
  readonly drill: PointDrill;
  /** Inputs that each point is judged by as they were when it was made: it shows them, and later ones are not its. */
  readonly kept: readonly string[];
}

/** What the series' own inputs are called with in `history`. */
export const internalKeys: PointKeys = { id: "uuid", date: "createDate" };

const seriesDeletionPolicy = named(
  "SeriesDeletionPolicy",
  "What happens to the restore points of a series that is deleted or replaced.",
  z.enum(["delete", "retain"], { error: 'give one of "delete", "retain"' }),
).optional();

/** What programs see of a series: the inputs of its points, what is to be kept, and the points as outputs. */
export function seriesProperties(series: SeriesDeclaration & { readonly point: Point }): Properties {
  const { token, description, api, example, point } = series;
  return {
    token,
    description,
    api,
    example,
    inputs: { ...seriesInputs(point), ...series.inputs },
    outputs: seriesOutputs(series, series.pointKeys ?? internalKeys),
  };
}

/** Inputs of a series: those of its points but the ones that name a single object, and what is to be kept. */
function seriesInputs({ inputs, importInput }: Point): Inputs {
  const own = Object.entries(inputs).filter(([name]) => name !== "adopt" && name !== importInput);
  return {
    ...Object.fromEntries(own.map(([name, one]) => [name, forNext(name, one)])),
    // Another value takes another point; the series is the same.
    triggers: input(z.json().optional(), {
      onChange: "update",
      description:
        "Any JSON value, e.g. a commit or a date: each change takes a new restore point, in place. Without triggers the " +
        "series takes one. Its first 120 characters are shown with the point as `triggerText`, unless they contain a secret.",
    }),
    keepLast: input(keepLastSchema, {
      onChange: "update",
      description:
        "Number of newest restore points to keep, at least 1. Only verified ones count. Default: 1 if `keepFor` is given; " +
        "without either, every restore point is kept.",
    }),
    keepFor: input(keepForSchema, {
      onChange: "update",
      description:
        "Restore points more recent than this are kept in addition to `keepLast`: whole weeks, days, hours and minutes in " +
        'this order, such as `"30d"`, `"12h"` or `"1w3d"`. Looked at whenever a point is taken or what is to be kept ' +
        "changes. Default: age does not count.",
    }),
    drill: input(z.boolean({ error: "give true or false" }).optional(), {
      onChange: "record",
      description:
        "`true` proves that each new restore point can be restored, as the restore drill of the platform does: restores it to a " +
        "new object, verifies that, and deletes it again. If the drill fails, so does the operation: the point is kept, no " +
        "older one is deleted, and the next `pulumi up` repeats only the drill. A change applies to the restore points that " +
        "are created afterwards. Default `false`.",
    }),
    deletionPolicy: input(seriesDeletionPolicy, {
      onChange: "record",
      description:
        "What happens to the restore points when the series is deleted or replaced: `retain` keeps them on the platform, " +
        "`delete` deletes them. Default `retain`. Points that are no longer to be kept are deleted in any case.",
    }),
  };
}

/** What describes a point describes the ones that are made from then on: a description of today is wrong for yesterday's. */
function forNext(name: string, { schema, onChange, description }: Input): Input {
  if (name === "name") {
    return input(schema, {
      onChange: "record",
      description:
        "Prefix of the names: `nightly` makes `nightly-1`, `nightly-2` and so on. At most 8 characters less than the " +
        "platform takes. Default: the resource's logical name. A change applies to the restore points that are created afterwards.",
    });
  }
  if (onChange === "replace") return input(schema, { onChange, description });
  return input(schema, {
    onChange: "record",
    description: `${description} A change applies to the restore points that are created afterwards.`,
  });
}

function seriesOutputs(
  { token, point, kept, drill }: Pick<SeriesDeclaration, "token" | "kept" | "drill"> & { readonly point: Point },
  keys: PointKeys,
): Outputs {
  const title = `${token.replace(/^.*\./, "")}Point`;
  const withOwnNames = new Set<string>([point.idOutput ?? "", "size", "totalSize", internalKeys.date, keys.date]);
  const own = Object.entries(point.outputs).filter(
    ([name]) => !withOwnNames.has(name) && !Object.hasOwn(verificationOutputs, name),
  );
  const recorded = kept.map((name) => [name, point.inputs[name]] as const).filter(([, one]) => one !== undefined);
  const describedAs = ([name, one]: readonly [string, { schema: z.ZodType; description: string } | undefined]) =>
    [name, (one?.schema ?? z.unknown()).describe(one?.description ?? "")] as const;
  const schema = named(
    title,
    "One restore point of a series.",
    z.object({
      [keys.id]: z.string().describe("Id on the platform."),
      name: z.string().describe("Declared name: that of the series and a number, e.g. `nightly-7`."),
      ...Object.fromEntries([describedAs(["size", point.outputs["size"] ?? point.outputs["totalSize"]])]),
      [keys.date]: z.string().describe(dateOf(point, keys)),
      ...Object.fromEntries([...own, ...recorded].map(describedAs)),
      triggerText: z
        .string()
        .optional()
        .describe(
          "Its `triggers`, as JSON unless they are a string, at most 120 characters; absent if they contain a secret.",
        ),
      triggerDigest: z
        .string()
        .optional()
        .describe("16 hexadecimal digits that identify those triggers; absent if they contain a secret."),
      ...Object.fromEntries(
        ([verifiedAtName, problemsName] as const).map((name) => describedAs([name, verificationOutputs[name]])),
      ),
      drill: named(
        "PointDrill",
        "What the restore drill of a restore point has shown.",
        z.object(Object.fromEntries(Object.entries(drill.outputs).map(describedAs))),
      )
        .optional()
        .describe("What its restore drill has shown; absent if there was none, or if it failed."),
      drillProblem: z
        .string()
        .optional()
        .describe(
          "Why its restore drill failed. Until it has succeeded, the restore point does not count for `keepLast`.",
        ),
      pendingDeletionReason: z
        .string()
        .optional()
        .describe(
          "Why it still exists although it is no longer to be kept; its deletion is retried when the next point is created.",
        ),
    }),
  );
  return {
    current: output(schema, "The restore point of the present triggers."),
    history: output(z.array(schema), "All restore points, newest first, including the current one."),
  };
}

const dateOf = ({ outputs }: Point, keys: PointKeys): string =>
  outputs[keys.date]?.description ?? "When it was created.";

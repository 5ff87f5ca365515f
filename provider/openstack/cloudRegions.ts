import { isObject } from "../http/responseBody";
import type { CloudEntry } from "./cloudsYaml";

type Mapping = CloudEntry["values"];

interface Region {
  readonly name: string;
  /** What is different there from the rest of the entry. */
  readonly values: Mapping;
}

/** The entry as it is in one of its regions: the one that is wanted, else the first, as openstacksdk reads it. */
export function inRegion(entry: CloudEntry, wanted: string | undefined): CloudEntry {
  const { regions: _, ...values } = entry.values;
  const regions = regionsOf(entry.values);
  const [first] = regions;
  if (first === undefined) return { ...entry, values };
  const region = wanted === undefined ? first : regions.find((one) => one.name === wanted);
  if (region === undefined) {
    throw new Error(`it has no region "${wanted}"; available: ${regions.map((one) => one.name).join(", ")}`);
  }
  const { auth = {}, ...rest } = region.values;
  // Of credentials a region says only what differs; everything else it replaces.
  const whole = isObject(values["auth"]) && isObject(auth) ? { ...values["auth"], ...auth } : (values["auth"] ?? auth);
  return { ...entry, values: { ...values, ...rest, auth: whole, region_name: region.name } };
}

/** Regions to choose from; none where the entry names at most one. */
function regionsOf({ regions, region_name: named }: Mapping): Region[] {
  if (Array.isArray(regions)) return regions.map(regionOf);
  if (regions !== undefined && regions !== "") throw new Error("its regions are not a list");
  const names: unknown[] = Array.isArray(named) ? named : typeof named === "string" ? named.split(",") : [];
  return names.length > 1 || Array.isArray(named) ? names.map(regionOf) : [];
}

function regionOf(value: unknown): Region {
  if (typeof value === "string") return { name: value.trim(), values: {} };
  const { name, values = {}, ...others } = isObject(value) ? value : {};
  // An empty `values:` is read as a text.
  const given = values === "" || values === null ? {} : values;
  if (typeof name === "string" && isObject(given) && Object.keys(others).length === 0) return { name, values: given };
  throw new Error("one of its regions is neither a name nor a mapping with name and values");
}

import { z } from "zod";
import { parseObject } from "../http/responseBody";
import type { Value } from "./sources";

/** Types under which catalogs list the service, the best first. */
export const serviceTypes = ["volumev3", "block-storage", "volume"] as const;

// Placeholders of the project id in use.
const placeholder = /[%$]\((?:project|tenant)_id\)s|\{(?:project|tenant)_id\}/g;

/** The URL that overrides the catalog's: a URL, or a JSON mapping of service types to URLs. */
export function endpointOverride(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const mapping = parseObject(value.text);
  let text = value.text;
  if (mapping !== undefined) {
    const type = [...serviceTypes, "blockstorage"].find((one) => mapping[one] !== undefined);
    if (type === undefined) return undefined;
    text = String(mapping[type]);
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new Error(
      `${value.source} has no URL for volumev3; set {"volumev3": "https://volume.example.com:8776/v3"}, ` +
        "with or without the project id at the end",
    );
  }
  if (url.username !== "") throw new Error(`${value.source} contains a user name in a URL; remove it`);
  return text;
}

/** The project's id where the URL holds it. */
export function overrideProject(url: string): string | undefined {
  return /\/v3\/([^/]+)\/*$/.exec(new URL(url.replace(placeholder, "")).pathname)?.[1];
}

/** A volume service's URL in its parts. */
export interface VolumeUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path of the version document. */
  readonly root: string;
  /** Path that every request begins with, e.g. `/v3/<project id>`. */
  readonly prefix: string;
}

/** Completes `url` with version and project id, whatever of them it lacks. */
export function volumeUrl(url: string, projectId: string): VolumeUrl {
  const { origin, pathname } = new URL(url.replace(placeholder, projectId));
  let end = pathname.length;
  while (pathname[end - 1] === "/") end -= 1;
  const path = pathname.slice(0, end);
  const parts = /^(.*?)(\/v3)(\/[^/]+)?$/.exec(path);
  const before = parts === null ? path : (parts[1] ?? "");
  return { origin, root: `${before}/`, prefix: `${before}/v3${parts?.[3] ?? `/${encodeURIComponent(projectId)}`}` };
}

export const catalogSchema = z.array(
  z.object({
    type: z.string(),
    endpoints: z.array(
      z.object({
        interface: z.string().optional(),
        region: z.string().nullish(),
        region_id: z.string().nullish(),
        url: z.string().nullish(),
      }),
    ),
  }),
);

export type Catalog = z.infer<typeof catalogSchema>;

const listed = (names: readonly string[]): string => [...new Set(names)].sort().join(", ") || "none";

/** The volume service's URL in the catalog of a token. Errors say what the catalog has instead. */
export function catalogUrl(catalog: Catalog, region: string | undefined, face: string): string {
  const services = serviceTypes.flatMap((type) => catalog.filter((service) => service.type === type));
  if (services.length === 0) {
    throw new Error(
      `the catalog has no service of type ${serviceTypes.join(", ")} (it has: ${listed(catalog.map(({ type }) => type))}); ` +
        "set endpointOverrides, or ask for a role in the project",
    );
  }
  const regionOf = (one: { region?: string | null | undefined; region_id?: string | null | undefined }): string =>
    one.region_id ?? one.region ?? "";
  const all = services.flatMap(({ type, endpoints }) => endpoints.map((one) => ({ ...one, type })));
  // The type without a version may list versions 1 and 2.
  const current = all.filter(({ url }) => typeof url === "string" && !/\/v[12](\/|$)/.test(url));
  if (current.length === 0) throw new Error("the catalog has no block storage endpoint of API version 3");
  const near = current.filter((one) => region === undefined || regionOf(one) === region || one.region === region);
  if (near.length === 0) {
    throw new Error(
      `the catalog has no block storage in region "${region}"; regions: ${listed(current.map(regionOf))}`,
    );
  }
  const fitting = near.filter((one) => (one.interface ?? "public").replace(/URL$/, "") === face);
  const [first] = fitting;
  if (first === undefined) {
    const faces = listed(near.map((one) => one.interface ?? "public"));
    throw new Error(`the catalog has no ${face} endpoint of block storage; set endpointType to one of: ${faces}`);
  }
  const regions = fitting.filter(({ type }) => type === first.type).map(regionOf);
  if (new Set(regions).size > 1) {
    throw new Error(`block storage is in several regions; set region to one of: ${listed(regions)}`);
  }
  return first.url ?? "";
}

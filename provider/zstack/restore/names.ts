import { z } from "zod";
import { byUuids } from "../client/byUuids";
import type { ZStackApi } from "../client/client";

// Where the server chooses the uuid of a new object, its first name carries what the uuid would have: the identity. It is
// renamed when it has its owner tag.

const prefix = "pulumi-restore-";

/** The name with which an object is created that was to have this uuid. */
export const creationName = (uuid: string): string => prefix + uuid;

/** Whether the object still has the name of its creation. */
export const hasCreationName = ({ name }: { readonly name: string }): boolean => name.startsWith(prefix);

const row = z.object({ uuid: z.string() });

/** The uuid of the object that was created with this name. */
export async function locateByName(api: ZStackApi, path: string, uuid: string): Promise<string | undefined> {
  return (await byUuids(api, path, row, [creationName(uuid)], "name"))[0]?.uuid;
}

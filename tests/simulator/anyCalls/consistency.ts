// What must hold between the rows of a simulated server, whatever was called: no reference leads nowhere, no row is its
// own ancestor, no uuid is in two tables.

export type Row = Record<string, unknown> & { uuid: string };
export type Tables = Record<string, Row[]>;

/** Column → table. Rows that only remember a uuid (the volume of a backup, a lost member of a group) are not among them. */
const references: Record<string, Record<string, string>> = {
  vmInstances: { rootVolumeUuid: "volumes" },
  volumes: {
    vmInstanceUuid: "vmInstances",
    primaryStorageUuid: "primaryStorages",
    diskOfferingUuid: "diskOfferings",
    lastBackupUuid: "backups",
  },
  trees: { volumeUuid: "volumes" },
  snapshots: {
    volumeUuid: "volumes",
    treeUuid: "trees",
    parentUuid: "snapshots",
    primaryStorageUuid: "primaryStorages",
  },
  groups: { vmInstanceUuid: "vmInstances" },
  groupRefs: { volumeSnapshotGroupUuid: "groups" },
  backupRefs: { volumeBackupUuid: "backups", backupStorageUuid: "backupStorages" },
  userTags: { tagPatternUuid: "tagPatterns" },
};

/** Tables whose rows may have tags, and share one list of uuids. */
const resources = [
  "vmInstances",
  "volumes",
  "trees",
  "snapshots",
  "groups",
  "backups",
  "backupStorages",
  "primaryStorages",
  "diskOfferings",
  "tagPatterns",
  "images",
];

/** What is wrong, a sentence each; empty where nothing is. */
export function inconsistencies(tables: Tables): string[] {
  const uuids = (name: string) => new Set((tables[name] ?? []).map((row) => row.uuid));
  const wrong: string[] = [];
  for (const [name, columns] of Object.entries(references)) {
    for (const [column, target] of Object.entries(columns)) {
      const known = uuids(target);
      for (const row of tables[name] ?? []) {
        const value = row[column];
        if (value !== undefined && !known.has(String(value))) {
          wrong.push(`${name} ${row.uuid}: ${column} ${String(value)} is not in ${target}`);
        }
      }
    }
  }
  const seen = new Map<string, string>();
  for (const name of resources) {
    for (const { uuid } of tables[name] ?? []) {
      const other = seen.get(uuid);
      if (other !== undefined) wrong.push(`${uuid} is in ${other} and in ${name}`);
      seen.set(uuid, name);
    }
  }
  for (const name of ["userTags", "systemTags"]) {
    for (const tag of tables[name] ?? []) {
      if (!seen.has(String(tag["resourceUuid"]))) wrong.push(`${name} ${tag.uuid}: its resource is not there`);
    }
  }
  return [
    ...wrong,
    ...cycles(tables, "snapshots", "uuid", "parentUuid"),
    ...cycles(tables, "backups", "image", "parentImage"),
    ...layers(tables),
    ...members(tables),
    ...trees(tables),
  ];
}

function cycles(tables: Tables, name: string, key: string, parent: string): string[] {
  const rows = new Map((tables[name] ?? []).map((row) => [row[key], row]));
  return [...rows.values()].flatMap((row) => {
    const path = new Set<Row>();
    let here: Row | undefined = row;
    while (here !== undefined && !path.has(here)) {
      path.add(here);
      here = here[parent] === undefined ? undefined : rows.get(here[parent]);
    }
    return here === undefined ? [] : [`${name} ${row.uuid}: is its own ancestor`];
  });
}

/** A copy belongs to the backup whose data it is: a uuid that is used again has other data. */
function layers(tables: Tables): string[] {
  const backups = new Map((tables["backups"] ?? []).map((row) => [row.uuid, row]));
  const images = new Set([...backups.values()].map(({ image }) => image));
  const twice = images.size === backups.size ? [] : ["backups: two have the same image"];
  const foreign = (tables["backupRefs"] ?? []).filter((ref) => {
    const image = backups.get(String(ref["volumeBackupUuid"]))?.["image"];
    return !String(ref["installPath"]).endsWith(`/${String(image)}`);
  });
  return [...twice, ...foreign.map((ref) => `backupRefs ${ref.uuid}: its data are those of another backup`)];
}

function members(tables: Tables): string[] {
  const snapshots = new Set((tables["snapshots"] ?? []).map((row) => row.uuid));
  return (tables["groupRefs"] ?? [])
    .filter((ref) => (ref["snapshotDeleted"] === true) === snapshots.has(String(ref["volumeSnapshotUuid"])))
    .filter((ref) => ref["snapshotDeleted"] !== true)
    .map((ref) => `groupRefs ${ref.uuid}: names a member that is not there`);
}

function trees(tables: Tables): string[] {
  const wrong: string[] = [];
  const current = new Set<unknown>();
  for (const tree of tables["trees"] ?? []) {
    const rows = (tables["snapshots"] ?? []).filter((row) => row["treeUuid"] === tree.uuid);
    const roots = rows.filter((row) => row["parentUuid"] === undefined).length;
    const latest = rows.filter((row) => row["latest"] === true).length;
    if (roots !== 1) wrong.push(`tree ${tree.uuid}: ${roots} roots`);
    // A volume that went back to a backup has gone on from none of its trees.
    if (latest > 1 || (latest === 0 && tree["current"] === true))
      wrong.push(`tree ${tree.uuid}: ${latest} latest ones`);
    if (tree["current"] === true && current.has(tree["volumeUuid"]))
      wrong.push(`tree ${tree.uuid}: a second current one`);
    if (tree["current"] === true) current.add(tree["volumeUuid"]);
  }
  return wrong;
}

/** Rows in the middle of something: none where no job runs. */
export function unfinished(tables: Tables): string[] {
  return ["snapshots", "backups", "volumes", "images"].flatMap((name) =>
    (tables[name] ?? [])
      .filter((row) => ["Creating", "Deleting"].includes(String(row["status"])))
      .map((row) => `${name} ${row.uuid} is ${String(row["status"])}`),
  );
}

// How messages name settings. They are written with the keys that settings have inside the provider, which are those of stack
// configuration for the dynamic provider; through the plugin the same settings are members of sections.

/** Keys inside the provider by the names that settings have in the section of a platform. */
export type SectionKeys = Readonly<Record<string, string>>;

/** Makes texts name the settings of these sections as configuration of the plugin has them. */
export function namingSections(sections: Readonly<Record<string, SectionKeys>>): (text: string) => string {
  const names = new Map(
    Object.entries(sections).flatMap(([section, keys]) =>
      Object.entries(keys).map(([name, key]) => [key, `snapshots:${section}.${name}`]),
    ),
  );
  const keys = new RegExp(`(?<![\\w:])(?:${[...names.keys()].join("|")})(?!\\w)`, "g");
  const platform = Object.keys(sections).join("|");
  const ofProvider = new RegExp(`\\bof a (${platform})\\.Provider\\b`, "g");
  const provider = new RegExp(`\\ba (${platform})\\.Provider\\b`, "g");
  return (text) =>
    text
      .replace(keys, (key) => names.get(key) ?? key)
      .replaceAll("(`pulumi config set`)", "(`pulumi config set --path`)")
      .replace(ofProvider, "of the $1 section of a snapshots.Provider")
      .replace(provider, "a snapshots.Provider with a $1 section");
}
